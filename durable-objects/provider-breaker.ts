import { createDurable } from "itty-durable";
import { admit, isolate, release, steadyForMs } from "../shared/flow/breaker.ts";
import { recordOutcomes } from "../shared/flow/breaker-outcomes.ts";
import {
  type BreakerState,
  DEFAULT_BREAKER,
  LOST_BREAKER,
  NEW_BREAKER,
  type Outcome,
  type Transition,
} from "../shared/flow/breaker-state.ts";
import { type BreakerView, viewBreaker } from "../shared/flow/breaker-view.ts";
import { NEW_SCOPE, type ProviderScope, weighByAccount } from "../shared/flow/provider-scope.ts";
import type { BreakerMessage, BreakerVerdict, ProviderBreakerRpc } from "../shared/gates/breaker-messages.ts";
import { MESSAGE_VERSION, requireVersion } from "../shared/gates/version.ts";

/** The form of what is persisted. */
const STORED_VERSION = 1;
/** More successes than this in a report say nothing more. */
const MOST_SUCCESSES = 10_000;
/** The longest time that JSON is to carry: it knows no infinity. */
const LONGEST_STEADY_MS = 60_000;

type Message<Method extends "admit" | "isolate" | "release"> = Parameters<ProviderBreakerRpc[Method]>[0];

/**
 * One provider's breaker over all its accounts. Its small state is persisted whole by itty-durable, the project's choice for
 * objects that are touched about once a batch, and only when it changed: `autoPersist` would write a row for every question.
 * Nothing here is a #private member: itty-durable calls the methods on a Proxy, which has none.
 */
export class ProviderBreaker extends createDurable() implements ProviderBreakerRpc {
  /** null until something was persisted. */
  version: number | null = null;
  breaker: BreakerState = NEW_BREAKER;
  scope: ProviderScope = NEW_SCOPE;

  /** itty-durable has just assigned what was persisted: of another form, it says that there was a state, and not which. */
  override async onLoad(): Promise<void> {
    if (this.version !== STORED_VERSION && (this.version !== null || this.breaker !== NEW_BREAKER)) {
      this.breaker = LOST_BREAKER;
      this.scope = NEW_SCOPE;
    }
  }

  override getPersistable() {
    return { version: STORED_VERSION, breaker: this.breaker, scope: this.scope };
  }

  async admit(message: Message<"admit">): Promise<BreakerVerdict> {
    requireVersion(message, "ProviderBreaker.admit");
    const now = Date.now();
    const { count, probeTtlMs } = message;
    const asked = { settings: DEFAULT_BREAKER, count, leaseId: crypto.randomUUID(), probeTtlMs };
    const { state, result } = admit(this.breaker, asked, now, Math.random);
    await this.keep(state, this.scope);
    const steadyMs = Math.min(LONGEST_STEADY_MS, steadyForMs(state.phase, DEFAULT_BREAKER, now));
    return { v: MESSAGE_VERSION, ...result, leaseId: asked.leaseId, steadyMs };
  }

  async report(message: BreakerMessage): Promise<readonly Transition[]> {
    requireVersion(message, "ProviderBreaker.report");
    const now = Date.now();
    const weighed = weighByAccount(this.scope, message, now);
    const isProbe = this.breaker.phase.name === "half_open";
    const earlier: Outcome[] = Array.from(
      { length: Math.min(MOST_SUCCESSES, message.earlierSuccesses) },
      () => "success",
    );
    const { generation, leaseId, unused, providerWaitMs } = message;
    const { state, result } = recordOutcomes(
      this.breaker,
      {
        settings: DEFAULT_BREAKER,
        generation,
        leaseId,
        outcomes: isProbe ? message.outcomes : [...earlier, ...weighed.outcomes],
        unused,
        providerWaitMs,
      },
      now,
      Math.random,
    );
    await this.keep(state, weighed.scope);
    return result.transitions;
  }

  async inspect(message: Parameters<ProviderBreakerRpc["inspect"]>[0]): Promise<BreakerView> {
    requireVersion(message, "ProviderBreaker.inspect");
    return viewBreaker(this.breaker, DEFAULT_BREAKER, Date.now());
  }

  async isolate(message: Message<"isolate">): Promise<readonly Transition[]> {
    requireVersion(message, "ProviderBreaker.isolate");
    const note = decodeURIComponent(message.note);
    const { state, transitions } = isolate(this.breaker, { note, until: message.until }, Date.now());
    await this.keep(state, this.scope);
    return transitions;
  }

  async release(message: Message<"release">): Promise<readonly Transition[]> {
    requireVersion(message, "ProviderBreaker.release");
    const note = decodeURIComponent(message.note);
    const { state, transitions } = release(this.breaker, { note }, Date.now());
    await this.keep(state, this.scope);
    return transitions;
  }

  async keep(breaker: BreakerState, scope: ProviderScope): Promise<void> {
    if (breaker !== this.breaker || scope !== this.scope) {
      this.breaker = breaker;
      this.scope = scope;
      await this.persist();
    }
  }
}
