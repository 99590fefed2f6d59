import { proxyDurable } from "itty-durable";
import type { Clock } from "../clock.ts";
import type { Outcome, PhaseName, Transition } from "../flow/breaker-state.ts";

export interface BreakerAdmission {
  readonly phase: PhaseName;
  /** 0 to the count asked for. */
  readonly allowed: number;
  readonly generation: number;
  readonly leaseId: string;
  /** ms until asking again is of use; null while isolated without an end. */
  readonly retryAfterMs: number | null;
  readonly transitions: readonly Transition[];
}

export interface BreakerReport {
  readonly generation: number;
  readonly leaseId: string;
  /** Whose calls these were: one account's failures are not the provider's. */
  readonly account: string;
  readonly outcomes: readonly Outcome[];
  readonly unused: number;
  readonly providerWaitMs: number | null;
}

export interface BreakerView {
  readonly phase: PhaseName;
  readonly until: number | null;
  readonly note: string | null;
}

/** What the provider breaker's object answers, through itty-durable. */
export interface ProviderBreakerRpc {
  admit(input: { count: number; probeTtlMs: number }): Promise<BreakerAdmission>;
  report(report: BreakerReport): Promise<readonly Transition[]>;
  inspect(): Promise<BreakerView> | BreakerView;
  isolate(input: { note: string; until: number | null }): Promise<readonly Transition[]>;
  release(input: { note: string }): Promise<readonly Transition[]>;
}

/** The breakers of all providers, as an isolate sees them. */
export interface ProviderBreakers {
  admit(provider: string, input: { count: number; probeTtlMs: number }): Promise<BreakerAdmission>;
  report(
    provider: string,
    report: Omit<BreakerReport, "generation" | "leaseId"> & { readonly admission: BreakerAdmission },
  ): Promise<readonly Transition[]>;
  inspect(provider: string): Promise<BreakerView>;
  isolate(provider: string, note: string, until: number | null): Promise<readonly Transition[]>;
  release(provider: string, note: string): Promise<readonly Transition[]>;
}

/** `closed` and `open` are believed for this long; half-open, every ask goes to the object, which counts its probes. */
const VERDICT_TTL_MS = 2_000;
/** Successes are saved up and told with the next failure, or after this time. */
const SUCCESSES_TTL_MS = 10_000;
const UNAVAILABLE_WAIT_MS = 2_000;
/** More successes than the breaker's window weighs say nothing new. */
const SUCCESSES_KEPT = 200;

interface Known {
  verdict: { readonly admission: BreakerAdmission; readonly at: number } | null;
  successes: { count: number; readonly since: number } | null;
}

/** @param memory what this isolate knows, by provider: hand the same map to every invocation */
export function createProviderBreakers(
  namespace: unknown,
  clock: Clock,
  memory: Map<string, Known> = isolateMemory,
): ProviderBreakers {
  const objects = proxyDurable(namespace, { name: "ProviderBreaker", parse: true });
  const breaker = (provider: string) => objects.get(provider) as ProviderBreakerRpc;
  const knownOf = (provider: string): Known => {
    const known = memory.get(provider) ?? { verdict: null, successes: null };
    memory.set(provider, known);
    return known;
  };
  return {
    async admit(provider, input) {
      const known = knownOf(provider);
      const now = clock();
      if (known.verdict !== null && now - known.verdict.at < VERDICT_TTL_MS && now >= known.verdict.at) {
        const { admission } = known.verdict;
        return { ...admission, allowed: admission.phase === "closed" ? input.count : 0, transitions: [] };
      }
      try {
        const admission = await breaker(provider).admit(input);
        // in the ramp after closing fewer are allowed than asked for, and the object must be asked each time
        const lasting =
          admission.phase === "closed" ? admission.allowed === input.count : admission.phase !== "half_open";
        known.verdict = lasting ? { admission, at: now } : null;
        return admission;
      } catch {
        return {
          phase: "open",
          allowed: 0,
          generation: 0,
          leaseId: "",
          retryAfterMs: UNAVAILABLE_WAIT_MS,
          transitions: [],
        };
      }
    },

    async report(provider, { admission, ...report }) {
      const known = knownOf(provider);
      const now = clock();
      const successes = report.outcomes.filter((outcome) => outcome === "success").length;
      const saved = known.successes ?? { count: 0, since: now };
      const quiet = admission.phase === "closed" && !report.outcomes.includes("failure");
      if (quiet && now - saved.since < SUCCESSES_TTL_MS) {
        known.successes = { count: Math.min(SUCCESSES_KEPT, saved.count + successes), since: saved.since };
        return [];
      }
      known.successes = null;
      const earlier = admission.phase === "closed" ? saved.count : 0;
      const { generation, leaseId } = admission;
      const transitions = await breaker(provider).report({
        ...report,
        generation,
        leaseId,
        outcomes: [...Array.from({ length: earlier }, () => "success" as const), ...report.outcomes],
      });
      if (transitions.length > 0) {
        known.verdict = null;
      }
      return transitions;
    },

    inspect: async (provider) => await breaker(provider).inspect(),
    async isolate(provider, note, until) {
      memory.delete(provider);
      return await breaker(provider).isolate({ note: encodeURIComponent(note), until });
    },
    async release(provider, note) {
      memory.delete(provider);
      return await breaker(provider).release({ note: encodeURIComponent(note) });
    },
  };
}

const isolateMemory = new Map<string, Known>();
