import { createDurable } from "itty-durable";
import { admit, isolate, phaseAt, release } from "../shared/flow/breaker.ts";
import { recordOutcomes } from "../shared/flow/breaker-outcomes.ts";
import {
  type BreakerState,
  DEFAULT_BREAKER,
  NEW_BREAKER,
  type Transition,
} from "../shared/flow/breaker-state.ts";
import { NEW_SCOPE, noteFailure, type ProviderScope } from "../shared/flow/provider-scope.ts";
import type {
  BreakerAdmission,
  BreakerReport,
  BreakerView,
  ProviderBreakerRpc,
} from "../shared/gates/provider-breakers.ts";

/**
 * One provider's breaker over all its accounts. Its small state is persisted whole (itty-durable, the project's choice for
 * objects that are touched about once a batch), and only when it changed; the steps are those of `shared/flow`.
 */
export class ProviderBreaker extends createDurable() implements ProviderBreakerRpc {
  breaker: BreakerState = NEW_BREAKER;
  scope: ProviderScope = NEW_SCOPE;

  async admit({ count, probeTtlMs }: { count: number; probeTtlMs: number }): Promise<BreakerAdmission> {
    const leaseId = crypto.randomUUID();
    const asked = { settings: DEFAULT_BREAKER, count, leaseId, probeTtlMs };
    const { state, result } = admit(this.breaker, asked, Date.now(), Math.random);
    await this.keep(state, this.scope);
    const { phase, allowed, generation, retryAfterMs, transitions } = result;
    return { phase, allowed, generation, leaseId, retryAfterMs, transitions };
  }

  async report(report: BreakerReport): Promise<readonly Transition[]> {
    const now = Date.now();
    const failed = report.outcomes.includes("failure");
    const noted = failed
      ? noteFailure(this.scope, report.account, now)
      : { scope: this.scope, several: false };
    const probing = this.breaker.phase.name === "half_open";
    const outcomes = report.outcomes.map((outcome) =>
      outcome === "failure" && !noted.several && !probing ? "neutral" : outcome,
    );
    const { generation, leaseId, unused, providerWaitMs } = report;
    const input = { settings: DEFAULT_BREAKER, generation, leaseId, outcomes, unused, providerWaitMs };
    const { state, result } = recordOutcomes(this.breaker, input, now, Math.random);
    await this.keep(state, noted.scope);
    return result.transitions;
  }

  inspect(): BreakerView {
    const phase = phaseAt(this.breaker, DEFAULT_BREAKER, Date.now());
    const timed = phase.name === "open" || phase.name === "isolated";
    return {
      phase: phase.name,
      until: timed ? phase.until : null,
      note: phase.name === "isolated" ? phase.note : null,
    };
  }

  /** @param input.note percent-encoded: itty-durable sends arguments in a header, which holds no other text */
  async isolate({ note, until }: { note: string; until: number | null }): Promise<readonly Transition[]> {
    const moved = isolate(this.breaker, { note: decodeURIComponent(note), until }, Date.now());
    await this.keep(moved.state, this.scope);
    return moved.transitions;
  }

  /** @param input.note percent-encoded, as for `isolate` */
  async release({ note }: { note: string }): Promise<readonly Transition[]> {
    const moved = release(this.breaker, { note: decodeURIComponent(note) }, Date.now());
    await this.keep(moved.state, this.scope);
    return moved.transitions;
  }

  async keep(breaker: BreakerState, scope: ProviderScope): Promise<void> {
    if (breaker !== this.breaker || scope !== this.scope) {
      this.breaker = breaker;
      this.scope = scope;
      await this.persist();
    }
  }
}
