import { proxyDurable } from "itty-durable";
import type { Clock } from "../clock.ts";
import type { Transition } from "../flow/breaker-state.ts";
import type { BreakerView } from "../flow/breaker-view.ts";
import { createLog, type Log } from "../log.ts";
import { type BreakerMemory, recall, save } from "./breaker-memory.ts";
import type {
  BreakerAdmission,
  BreakerMessage,
  BreakerReport,
  BreakerVerdict,
  ProviderBreakerRpc,
} from "./breaker-messages.ts";
import { UNREACHABLE_WAIT_MS } from "./unreachable.ts";
import { MESSAGE_VERSION, requireVersion } from "./version.ts";

export type { BreakerAdmission, BreakerReport } from "./breaker-messages.ts";

/** The breakers of all providers, as an isolate sees them. */
export interface ProviderBreakers {
  /** Never throws: a breaker that cannot be asked allows nothing. */
  admit(
    provider: string,
    input: { readonly count: number; readonly probeTtlMs: number },
  ): Promise<BreakerAdmission>;
  /**
   * Never throws: a report that is lost is not told again, as it would count twice if it had arrived.
   * @returns the breaker's changes of state
   */
  report(provider: string, report: BreakerReport): Promise<readonly Transition[]>;
  inspect(provider: string): Promise<BreakerView>;
  /** @param until ms since the epoch; null: until released */
  isolate(provider: string, note: string, until: number | null): Promise<readonly Transition[]>;
  release(provider: string, note: string): Promise<readonly Transition[]>;
}

/** A verdict is believed for this long at most. */
const BELIEVED_MS = 2_000;
/** Successes are saved up and told with the next failure, or after this time. */
const SAVED_MS = 10_000;

const v = MESSAGE_VERSION;

/** Invocations in one isolate share what they know, by the namespace that they were bound to. */
const isolateMemory = new WeakMap<object, Map<string, BreakerMemory>>();

function memoryOf(namespace: object): Map<string, BreakerMemory> {
  const memory = isolateMemory.get(namespace) ?? new Map<string, BreakerMemory>();
  isolateMemory.set(namespace, memory);
  return memory;
}

/** @param options.memory what this isolate knows, by provider: its own by default */
export function createProviderBreakers(
  namespace: object,
  clock: Clock,
  {
    memory = memoryOf(namespace),
    log = createLog(),
  }: { readonly memory?: Map<string, BreakerMemory>; readonly log?: Log } = {},
): ProviderBreakers {
  const objects = proxyDurable(namespace, { name: "ProviderBreaker", parse: true });
  // never await the stub itself: every name that is read from it is a call, `then` too
  const breaker = (provider: string) => objects.get(provider) as ProviderBreakerRpc;
  const known = (provider: string): BreakerMemory => {
    const entry = memory.get(provider) ?? { verdict: null, saved: null };
    memory.set(provider, entry);
    return entry;
  };

  return {
    async admit(provider, input) {
      const entry = known(provider);
      const now = clock();
      const recalled = recall(entry, input.count, now);
      if (recalled !== null) {
        return recalled;
      }
      const { steadyMs, ...admission } = await ask(provider, input);
      const until = now + Math.min(BELIEVED_MS, steadyMs);
      entry.verdict = { admission, at: now, until };
      return admission;
    },

    async report(provider, { admission, account, outcomes, ...rest }) {
      const entry = known(provider);
      const now = clock();
      const { generation, leaseId, phase } = admission;
      const { saved } = entry;
      const isQuiet = phase !== "half_open" && !outcomes.includes("failure");
      if (isQuiet && (saved === null || now - saved.since < SAVED_MS)) {
        const count = outcomes.filter((outcome) => outcome === "success").length;
        entry.saved = save(saved, { generation, count, account }, now);
        return [];
      }
      entry.saved = null;
      const earlier = saved?.generation === generation ? saved : null;
      const message: BreakerMessage = {
        v,
        generation,
        leaseId,
        account: encode(account),
        outcomes,
        ...rest,
        earlierSuccesses: earlier?.count ?? 0,
        succeeded: [...(earlier?.accounts ?? [])].map(encode),
      };
      try {
        const transitions = await breaker(provider).report(message);
        if (transitions.length > 0) {
          entry.verdict = null;
        }
        return transitions;
      } catch (cause) {
        log.error("breaker.unavailable", { provider, step: "report" }, cause);
        return [];
      }
    },

    async inspect(provider) {
      return await breaker(provider).inspect({ v });
    },

    async isolate(provider, note, until) {
      const transitions = await breaker(provider).isolate({ v, note: encode(note), until });
      known(provider).verdict = null;
      return transitions;
    },

    async release(provider, note) {
      const transitions = await breaker(provider).release({ v, note: encode(note) });
      known(provider).verdict = null;
      return transitions;
    },
  };

  async function ask(
    provider: string,
    input: { readonly count: number; readonly probeTtlMs: number },
  ): Promise<Omit<BreakerVerdict, "v">> {
    try {
      const { v: version, ...verdict } = await breaker(provider).admit({ ...input, v });
      requireVersion({ v: version }, "admit");
      return verdict;
    } catch (cause) {
      log.error("breaker.unavailable", { provider, step: "admit" }, cause);
      // believed like any other verdict, so that an overloaded object is left alone
      return {
        phase: "unavailable",
        allowed: 0,
        generation: 0,
        leaseId: "",
        retryAfterMs: UNREACHABLE_WAIT_MS,
        transitions: [],
        steadyMs: UNREACHABLE_WAIT_MS,
      };
    }
  }
}

/** As a header can hold it. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
