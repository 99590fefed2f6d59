import type { Outcome, PhaseName, Transition } from "../flow/breaker-state.ts";
import type { BreakerView } from "../flow/breaker-view.ts";
import type { Versioned } from "./version.ts";

export interface BreakerAdmission {
  /** `unavailable` when the breaker could not be asked, and then nothing is allowed. */
  readonly phase: PhaseName | "unavailable";
  /** 0 to the count asked for. */
  readonly allowed: number;
  readonly generation: number;
  readonly leaseId: string;
  /** ms until asking again is of use; 0 when all are allowed; null while isolated without an end. */
  readonly retryAfterMs: number | null;
  readonly transitions: readonly Transition[];
}

/** What the object answers to `admit`. */
export interface BreakerVerdict extends BreakerAdmission, Versioned {
  /** ms for which whoever asks would be told the same; 0 in half-open and in the ramp after closing. */
  readonly steadyMs: number;
}

/** What became of the calls of one admission. */
export interface BreakerReport {
  readonly admission: BreakerAdmission;
  /** Whose calls these were: one account's failures are not the provider's. */
  readonly account: string;
  /** In the order in which the calls ended. */
  readonly outcomes: readonly Outcome[];
  /** Calls that were allowed and not made. */
  readonly unused: number;
  /** The longest `Retry-After` of the failures in ms; null when there was none. */
  readonly providerWaitMs: number | null;
}

/** A report on its way to the object. Texts are percent-encoded: itty-durable sends arguments in a header. */
export interface BreakerMessage extends Omit<BreakerReport, "admission">, Versioned {
  readonly generation: number;
  readonly leaseId: string;
  /** Successes since the isolate's last report, before these outcomes. */
  readonly earlierSuccesses: number;
  /** The accounts that had them. */
  readonly succeeded: readonly string[];
}

export interface BreakerChange extends Versioned {
  /** Percent-encoded. */
  readonly note: string;
}

/** What the provider breaker's object answers, through itty-durable. */
export interface ProviderBreakerRpc {
  admit(input: Versioned & { readonly count: number; readonly probeTtlMs: number }): Promise<BreakerVerdict>;
  report(message: BreakerMessage): Promise<readonly Transition[]>;
  inspect(input: Versioned): Promise<BreakerView>;
  isolate(input: BreakerChange & { readonly until: number | null }): Promise<readonly Transition[]>;
  release(input: BreakerChange): Promise<readonly Transition[]>;
}
