import type { AccountState } from "./account-state.ts";
import { recordOutcomes } from "./breaker-outcomes.ts";
import { DEFAULT_BREAKER, type Outcome, type Transition } from "./breaker-state.ts";
import { usedUp } from "./lost-state.ts";
import { limitsInForce } from "./plan.ts";
import { type ReportInput, report } from "./report.ts";
import { countUsage } from "./usage.ts";

export interface AccountReport extends ReportInput {
  /** As granted. */
  readonly generation: number;
  /** What became of the requests sent, in the order in which they ended. */
  readonly outcomes: readonly Outcome[];
  /** The longest `Retry-After` of the failures; null when there was none. */
  readonly providerWaitMs: number | null;
}

/**
 * Settles a block with bucket and breaker. Of a lease that is unknown, because it was reported before or has expired, nothing
 * is settled and no outcome counts; only its throttling, hints and waits, which can but lower what is granted, are heeded.
 * @param now ms since the epoch
 * @param random a number in [0, 1)
 * @throws RangeError when more is reported than the lease holds
 */
export function reportPermits(
  state: AccountState,
  told: AccountReport,
  now: number,
  random: () => number,
): { readonly state: AccountState; readonly transitions: readonly Transition[] } {
  const limits = limitsInForce(state.plan, told.limits);
  const before = state.bucket ?? usedUp(limits, now);
  const isKnown = before.leases.some(({ id }) => id === told.leaseId);
  const settled = report(before, { ...told, limits }, now);
  const { generation, leaseId, providerWaitMs } = told;
  const counted = recordOutcomes(
    state.breaker,
    {
      settings: { ...DEFAULT_BREAKER, ...state.settings },
      generation,
      leaseId,
      outcomes: isKnown ? told.outcomes : [],
      unused: isKnown ? told.unused : 0,
      providerWaitMs,
    },
    now,
    random,
  );
  const failures = told.outcomes.filter((outcome) => outcome === "failure").length;
  const calls = isKnown ? told.outcomes.length : 0;
  const usage = countUsage(state.usage, { calls, failures }, now);
  return {
    state: {
      ...state,
      bucket: settled.state,
      breaker: counted.state,
      ...(usage === undefined ? {} : { usage }),
    },
    transitions: counted.result.transitions,
  };
}
