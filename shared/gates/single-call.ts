import { DEFAULT_TIMEOUT_MS } from "../call/call.ts";
import type { Clock } from "../clock.ts";
import type { Transition } from "../flow/breaker-state.ts";
import type { LimitHint } from "../flow/limit-hint.ts";
import type { Outcome } from "../model/outcome.ts";
import type { ProviderDefinition } from "../providers/define.ts";
import type { AccountGates } from "./account-gates.ts";
import { type AppLimits, acquireShared, reportShared, type SharedPermits } from "./app-limits.ts";
import { bucketLimits, callClassOf, type PlainCall } from "./limits.ts";
import { breakerOutcome, longestWait, throttledFor } from "./outcomes.ts";

/** A permit is used at once. */
const USE_WITHIN_MS = 500;
/** Beyond the slowest call: a lease that is not reported by then lost its caller. */
const LEASE_GRACE_MS = 5_000;
/** Somebody is waiting for the answer: what takes longer is refused. */
const MAX_WAIT_MS = 5_000;
const MIN_PAUSE_MS = 50;

export interface CalledAccount {
  readonly gates: AccountGates;
  readonly provider: Pick<ProviderDefinition, "id" | "limits" | "timeoutMs">;
  readonly accountKey: string;
  /** The limits of the application as which it is called. */
  readonly app: AppLimits | null;
  readonly clock: Clock;
  /** Which call it is; left out where it is the platform's own. */
  readonly call?: PlainCall;
}

export type SingleCall<T> =
  | {
      readonly made: true;
      readonly value: T;
      /** Changes of the account's breaker that it led to. */
      readonly transitions: readonly Transition[];
    }
  | { readonly made: false; readonly refusedBy: Refuser; readonly waitMs: number | null };

interface Made {
  readonly outcome: Outcome;
  /** What the answer says is left of the account's limits. */
  readonly hints?: readonly LimitHint[];
}

/** What kept an account from being called; `gate`: the object that keeps its limits does not answer. */
export type Refuser = "limit" | "breaker" | "gate";

/**
 * Makes one call that somebody waits for within the account's limits, as the outbox makes its own. It waits a few
 * seconds for a permit; an account that has none by then is not called.
 */
export async function callWithinLimits<T extends Made>(
  account: CalledAccount,
  call: () => Promise<T>,
): Promise<SingleCall<T>> {
  const { gates, provider, accountKey, app, clock } = account;
  const limited = { provider, accountKey, app };
  const limits = bucketLimits(provider);
  const probeTtlMs = (provider.timeoutMs ?? DEFAULT_TIMEOUT_MS) + LEASE_GRACE_MS;
  let waitedMs = 0;
  for (;;) {
    const askedAt = clock();
    const permit = await acquireShared(gates, limited, {
      limits,
      count: 1,
      ...callClassOf(provider, account.call ?? null),
      useWithinMs: USE_WITHIN_MS,
      leaseTtlMs: USE_WITHIN_MS + probeTtlMs,
      probeTtlMs,
      urgent: true,
    });
    const sentAfterMs = clock() - askedAt;
    const report = (sent: readonly Outcome[], hints: readonly LimitHint[] = []) =>
      reportShared(gates, limited, {
        ofApp: permit.ofApp,
        leaseId: permit.leaseId,
        generation: permit.generation,
        limits,
        sentAfterMs: sent.map(() => sentAfterMs),
        unused: 1 - sent.length,
        outcomes: sent.map(breakerOutcome),
        throttledForMs: throttledFor(sent),
        hints,
        providerWaitMs: longestWait(sent),
      });
    if (permit.permits > 0 && sentAfterMs <= USE_WITHIN_MS) {
      const value = await call();
      const transitions = await report([value.outcome], value.hints);
      return { made: true, value, transitions };
    }
    if (permit.permits > 0) {
      await report([]);
    }
    const waitMs = permit.permits > 0 ? 0 : permit.waitMs;
    if (waitMs === null || waitedMs + waitMs > MAX_WAIT_MS) {
      return { made: false, refusedBy: refuserOf(permit), waitMs };
    }
    const pauseMs = Math.max(waitMs, MIN_PAUSE_MS);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    waitedMs += sentAfterMs + pauseMs;
  }
}

function refuserOf({ limitedBy }: SharedPermits): Refuser {
  return limitedBy === "breaker" ? "breaker" : limitedBy === "unavailable" ? "gate" : "limit";
}
