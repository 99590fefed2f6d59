import type { LimitedBy } from "../flow/availability.ts";
import type { Outcome, PhaseName, Transition } from "../flow/breaker-state.ts";
import type { BucketView } from "../flow/bucket.ts";
import type { BucketLimits } from "../flow/bucket-state.ts";
import type { LimitHint } from "../flow/limit-hint.ts";

/** What one account's gate is asked: permits for a batch, in one call. */
export interface AcquireRequest {
  /** Raised when a field changes its meaning: Worker and object may run different versions during a deployment. */
  readonly v: 1;
  readonly limits: BucketLimits;
  readonly count: number;
  readonly cost: number;
  readonly useWithinMs: number;
  readonly leaseTtlMs: number;
  readonly probeTtlMs: number;
  /** High priority: what it does not get waits for the next free permit, not behind those who wait already. */
  readonly urgent: boolean;
}

export interface AccountPermits {
  readonly leaseId: string;
  readonly permits: number;
  /** The breaker's generation, to be handed back with the outcomes. */
  readonly generation: number;
  readonly limitedBy: LimitedBy | "breaker" | "unavailable" | null;
  /** ms until one more permit may be had; null when nobody knows. */
  readonly waitMs: number | null;
  /** For each permit refused: ms that its job had best wait, spaced behind those that wait already. */
  readonly deferredMs: readonly number[];
  readonly transitions: readonly Transition[];
}

export interface ReportRequest {
  readonly v: 1;
  readonly leaseId: string;
  readonly generation: number;
  readonly limits: BucketLimits;
  /** For every permit sent: ms from the call of `acquire` to the sending. */
  readonly sentAfterMs: readonly number[];
  readonly unused: number;
  readonly outcomes: readonly Outcome[];
  readonly throttledForMs: number | null;
  readonly hints: readonly LimitHint[];
  readonly providerWaitMs: number | null;
}

export interface GateView extends BucketView {
  readonly breaker: {
    readonly phase: PhaseName;
    readonly until: number | null;
    readonly note: string | null;
  };
}

/** What the account gate's object answers, over native RPC. */
export interface AccountGateRpc {
  acquire(request: AcquireRequest): Promise<AccountPermits> | AccountPermits;
  report(request: ReportRequest): Promise<readonly Transition[]> | readonly Transition[];
  inspect(request: { readonly v: 1; readonly limits: BucketLimits }): Promise<GateView> | GateView;
  isolate(request: {
    readonly v: 1;
    readonly note: string;
    readonly until: number | null;
  }): Promise<readonly Transition[]> | readonly Transition[];
  release(request: {
    readonly v: 1;
    readonly note: string;
  }): Promise<readonly Transition[]> | readonly Transition[];
}

/** The gates of all accounts, by provider and account key. */
export interface AccountGates {
  acquire(provider: string, accountKey: string, request: Omit<AcquireRequest, "v">): Promise<AccountPermits>;
  report(
    provider: string,
    accountKey: string,
    request: Omit<ReportRequest, "v">,
  ): Promise<readonly Transition[]>;
  inspect(provider: string, accountKey: string, limits: BucketLimits): Promise<GateView>;
  isolate(
    provider: string,
    accountKey: string,
    note: string,
    until: number | null,
  ): Promise<readonly Transition[]>;
  release(provider: string, accountKey: string, note: string): Promise<readonly Transition[]>;
}

/** What a job waits when its gate cannot be reached: an unpaced send is worse than a late one. */
const UNAVAILABLE_WAIT_MS = 2_000;

interface GateNamespace {
  getByName(name: string): unknown;
}

export function createAccountGates(namespace: GateNamespace): AccountGates {
  const gate = (provider: string, accountKey: string) =>
    namespace.getByName(`${provider}:${accountKey}`) as AccountGateRpc;
  return {
    async acquire(provider, accountKey, request) {
      try {
        return await gate(provider, accountKey).acquire({ v: 1, ...request });
      } catch {
        return unavailable(request.count);
      }
    },
    report: async (provider, accountKey, request) =>
      await gate(provider, accountKey).report({ v: 1, ...request }),
    inspect: async (provider, accountKey, limits) =>
      await gate(provider, accountKey).inspect({ v: 1, limits }),
    isolate: async (provider, accountKey, note, until) =>
      await gate(provider, accountKey).isolate({ v: 1, note, until }),
    release: async (provider, accountKey, note) => await gate(provider, accountKey).release({ v: 1, note }),
  };
}

function unavailable(count: number): AccountPermits {
  return {
    leaseId: "",
    permits: 0,
    generation: 0,
    limitedBy: "unavailable",
    waitMs: UNAVAILABLE_WAIT_MS,
    deferredMs: Array.from({ length: count }, () => UNAVAILABLE_WAIT_MS),
    transitions: [],
  };
}
