import type { AccountAsk, AccountGrant } from "../flow/account-acquire.ts";
import type { PeekAsk, Peeked } from "../flow/account-peek.ts";
import type { AccountReport } from "../flow/account-report.ts";
import type { AccountView } from "../flow/account-view.ts";
import type { Transition } from "../flow/breaker-state.ts";
import type { BucketLimits } from "../flow/bucket-state.ts";
import type { PlanLimits } from "../flow/plan.ts";
import { createLog, type Log } from "../log.ts";
import { mayRepeat, UNREACHABLE_WAIT_MS } from "./unreachable.ts";
import { MESSAGE_VERSION, requireVersion, type Versioned } from "./version.ts";

/** What one account's gate is asked: permits for a batch, in one call. Times in ms. */
export interface AcquireRequest extends AccountAsk, Versioned {}

/** The answer; `unavailable` when the gate could not be asked, and then nothing is granted. */
export interface AccountPermits extends Omit<AccountGrant, "limitedBy"> {
  readonly limitedBy: AccountGrant["limitedBy"] | "unavailable";
}

/** Calls that several would like to make, each by itself. */
export interface PeekRequest extends Versioned {
  readonly limits: BucketLimits;
  readonly asks: readonly PeekAsk[];
}

/** `unavailable` when the gate could not be asked. */
export interface PeekAnswer extends Omit<Peeked, "limitedBy"> {
  readonly limitedBy: Peeked["limitedBy"] | "unavailable";
}

/** What became of a block of permits. Times in ms. */
export interface ReportRequest extends AccountReport, Versioned {}

export type GateView = AccountView;

export interface TransitionsAnswer extends Versioned {
  /** Changes of the breaker's state, oldest first. */
  readonly transitions: readonly Transition[];
}

type Answer<T> = T | Promise<T>;

/**
 * What the account gate's object answers, over native RPC.
 * @throws RangeError for messages of a version that it does not know, or that contradict themselves
 */
export interface AccountGateRpc {
  acquire(request: AcquireRequest): Answer<AccountGrant & Versioned>;
  report(request: ReportRequest): Answer<TransitionsAnswer>;
  peek(request: PeekRequest): Answer<Versioned & { readonly answers: readonly Peeked[] }>;
  inspect(request: Versioned & { readonly limits: BucketLimits }): Answer<GateView & Versioned>;
  /** @param request.until ms since the epoch; null: until released */
  isolate(
    request: Versioned & { readonly note: string; readonly until: number | null },
  ): Answer<TransitionsAnswer>;
  release(request: Versioned & { readonly note: string }): Answer<TransitionsAnswer>;
  setPlan(request: Versioned & { readonly plan: PlanLimits | null }): Answer<Versioned>;
}

/** The gates of all accounts, by provider and account key. */
export interface AccountGates {
  /** Never throws: a gate that cannot be asked grants nothing. */
  acquire(provider: string, accountKey: string, request: Omit<AcquireRequest, "v">): Promise<AccountPermits>;
  /**
   * Never throws: a block whose report is lost comes back when its lease expires, which costs capacity and no limit.
   * @returns the breaker's changes of state
   */
  report(
    provider: string,
    accountKey: string,
    request: Omit<ReportRequest, "v">,
  ): Promise<readonly Transition[]>;
  /**
   * What the account would say to each ask by itself at this moment; changes nothing. Never throws.
   * @returns an answer for each ask, in their order
   */
  peek(provider: string, accountKey: string, request: Omit<PeekRequest, "v">): Promise<readonly PeekAnswer[]>;
  inspect(provider: string, accountKey: string, limits: BucketLimits): Promise<GateView>;
  /** @param until ms since the epoch; null: until released */
  isolate(
    provider: string,
    accountKey: string,
    note: string,
    until: number | null,
  ): Promise<readonly Transition[]>;
  release(provider: string, accountKey: string, note: string): Promise<readonly Transition[]>;
  /** States the limits of the account's plan, for whoever sends for it; null: the documented ones again. */
  setPlan(provider: string, accountKey: string, plan: PlanLimits | null): Promise<void>;
}

/** The part of a Durable Object binding that is used here. */
interface GateNamespace {
  getByName(name: string): unknown;
}

const v = MESSAGE_VERSION;

export function createAccountGates(namespace: GateNamespace, log: Log = createLog()): AccountGates {
  // a stub that has thrown may be broken, so every call takes a new one
  const gate = (provider: string, accountKey: string) =>
    namespace.getByName(`${provider}:${accountKey}`) as AccountGateRpc;

  return {
    async acquire(provider, accountKey, request) {
      try {
        const answer = await gate(provider, accountKey).acquire({ ...request, v });
        requireVersion(answer, "acquire");
        return answer;
      } catch (cause) {
        log.error("gate.unavailable", { provider, step: "acquire" }, cause);
        return unavailable(request.count);
      }
    },

    async report(provider, accountKey, request) {
      const tell = async () => await gate(provider, accountKey).report({ ...request, v });
      try {
        // a lease is settled once, so a report may be told twice
        const answer = await tell().catch((cause: unknown) => {
          if (mayRepeat(cause)) {
            return tell();
          }
          throw cause;
        });
        return answer.transitions;
      } catch (cause) {
        log.error("gate.unavailable", { provider, step: "report" }, cause);
        return [];
      }
    },

    async peek(provider, accountKey, request) {
      try {
        return (await gate(provider, accountKey).peek({ ...request, v })).answers;
      } catch (cause) {
        log.error("gate.unavailable", { provider, step: "peek" }, cause);
        return request.asks.map(() => ({ limitedBy: "unavailable", waitMs: UNREACHABLE_WAIT_MS }));
      }
    },

    async inspect(provider, accountKey, limits) {
      return await gate(provider, accountKey).inspect({ limits, v });
    },

    async isolate(provider, accountKey, note, until) {
      return (await gate(provider, accountKey).isolate({ note, until, v })).transitions;
    },

    async release(provider, accountKey, note) {
      return (await gate(provider, accountKey).release({ note, v })).transitions;
    },

    async setPlan(provider, accountKey, plan) {
      await gate(provider, accountKey).setPlan({ plan, v });
    },
  };
}

function unavailable(count: number): AccountPermits {
  return {
    leaseId: "",
    permits: 0,
    startAfterMs: [],
    promptMs: 0,
    generation: 0,
    limitedBy: "unavailable",
    waitMs: UNREACHABLE_WAIT_MS,
    deferredMs: Array.from({ length: count }, () => UNREACHABLE_WAIT_MS),
    transitions: [],
  };
}
