import type { Attempt, Gate } from "../model/job.ts";
import type { Outcome } from "../model/outcome.ts";
import { surelyDidNotAct } from "./doubt.ts";

/** A provider that is back sooner is waited for. */
const WORTHWHILE_MS = 30_000;

/** Whether a job that waits should take another way: its connection is broken, or its breaker open for long. */
export function leavesGate(
  { fallbacks, attemptLog }: Leaving,
  { gate, reason, waitMs }: { readonly gate: Gate; readonly reason: string; readonly waitMs: number },
): boolean {
  const holds =
    (gate === "connection" && reason !== "refreshing") || (gate === "breaker" && waitMs > WORTHWHILE_MS);
  return holds && fallbacks !== null && surelyDidNotAct(attemptLog);
}

/** Whether a job that the provider has just refused should take another way: it is the account that was refused. */
export function leavesRefusal({ fallbacks, attemptLog }: Leaving, outcome: Outcome): boolean {
  const ofAccount =
    outcome.kind === "reauthorise" || (outcome.kind === "refused" && outcome.isOfAccount === true);
  return ofAccount && fallbacks !== null && surelyDidNotAct(attemptLog);
}

interface Leaving {
  readonly fallbacks: readonly unknown[] | null;
  /** Without the try that has just ended. */
  readonly attemptLog: readonly Attempt[];
}
