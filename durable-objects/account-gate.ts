import { DurableObject } from "cloudflare:workers";
import { admit, isolate, phaseAt, release } from "../shared/flow/breaker.ts";
import { recordOutcomes } from "../shared/flow/breaker-outcomes.ts";
import {
  type BreakerState,
  DEFAULT_BREAKER,
  NEW_BREAKER,
  type Transition,
} from "../shared/flow/breaker-state.ts";
import { acquire, inspect } from "../shared/flow/bucket.ts";
import { type BucketState, NEW_BUCKET } from "../shared/flow/bucket-state.ts";
import { deferrals } from "../shared/flow/deferral.ts";
import { report } from "../shared/flow/report.ts";
import type {
  AccountGateRpc,
  AccountPermits,
  AcquireRequest,
  GateView,
  ReportRequest,
} from "../shared/gates/account-gates.ts";

/** Everything that must survive an eviction, in one row. */
interface GateState {
  readonly v: 1;
  readonly bucket: BucketState;
  readonly breaker: BreakerState;
  /** Until when those who wait were told to wait, ms since the epoch. */
  readonly horizon: number;
}

const NEW_GATE: GateState = { v: 1, bucket: NEW_BUCKET, breaker: NEW_BREAKER, horizon: 0 };

/**
 * The limits and the breaker of one provider account: whoever sends for it asks here, once per batch. A shell over the
 * pure steps of `shared/flow`; the time is taken once per call, the state is written as one row and only when it changed.
 */
export class AccountGate extends DurableObject<Env> implements AccountGateRpc {
  #state: GateState;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.sql.exec("create table if not exists gate (id integer primary key, state text not null)");
    const [row] = ctx.storage.sql.exec<{ state: string }>("select state from gate where id = 1").toArray();
    this.#state = row === undefined ? NEW_GATE : (JSON.parse(row.state) as GateState);
  }

  acquire(request: AcquireRequest): AccountPermits {
    const now = Date.now();
    const { limits, count, cost, useWithinMs, leaseTtlMs, probeTtlMs, urgent } = request;
    const leaseId = crypto.randomUUID();
    const settings = DEFAULT_BREAKER;
    const admitted = admit(this.#state.breaker, { settings, count, leaseId, probeTtlMs }, now, Math.random);
    const { allowed, generation, retryAfterMs } = admitted.result;
    const asked = { limits, leaseId, count: allowed, cost, useWithinMs, leaseTtlMs };
    const taken = allowed === 0 ? null : acquire(this.#state.bucket, asked, now);
    const permits = taken?.result.permits ?? 0;
    const given = recordOutcomes(
      admitted.state,
      { settings, generation, leaseId, outcomes: [], unused: allowed - permits, providerWaitMs: null },
      now,
      Math.random,
    );
    const limitedBy =
      permits < allowed ? (taken?.result.limitedBy ?? null) : allowed < count ? "breaker" : null;
    const waitMs = limitedBy === "breaker" ? retryAfterMs : (taken?.result.retryAfterMs ?? null);
    const waiting = deferrals({
      count: count - permits,
      waitMs,
      windows: limits.windows,
      urgent,
      horizon: this.#state.horizon,
      now,
    });
    this.#store({
      v: 1,
      bucket: permits === 0 ? this.#state.bucket : (taken?.state ?? this.#state.bucket),
      breaker: allowed === permits ? admitted.state : given.state,
      horizon: waiting.horizon,
    });
    return {
      leaseId,
      permits,
      generation,
      limitedBy,
      waitMs,
      deferredMs: waiting.deferredMs,
      transitions: admitted.result.transitions,
    };
  }

  report(request: ReportRequest): readonly Transition[] {
    const now = Date.now();
    const { leaseId, generation, limits, sentAfterMs, unused, outcomes, throttledForMs, hints } = request;
    const settled = report(
      this.#state.bucket,
      { limits, leaseId, sentAfterMs, unused, throttledForMs, hints },
      now,
    );
    const counted = recordOutcomes(
      this.#state.breaker,
      {
        settings: DEFAULT_BREAKER,
        generation,
        leaseId,
        outcomes,
        unused,
        providerWaitMs: request.providerWaitMs,
      },
      now,
      Math.random,
    );
    this.#store({ ...this.#state, bucket: settled.state, breaker: counted.state });
    return counted.result.transitions;
  }

  inspect({ limits }: { readonly limits: AcquireRequest["limits"] }): GateView {
    const now = Date.now();
    const phase = phaseAt(this.#state.breaker, DEFAULT_BREAKER, now);
    return {
      ...inspect(this.#state.bucket, limits, now),
      breaker: {
        phase: phase.name,
        until: phase.name === "open" || phase.name === "isolated" ? phase.until : null,
        note: phase.name === "isolated" ? phase.note : null,
      },
    };
  }

  isolate({ note, until }: { readonly note: string; readonly until: number | null }): readonly Transition[] {
    const { state, transitions } = isolate(this.#state.breaker, { note, until }, Date.now());
    this.#store({ ...this.#state, breaker: state });
    return transitions;
  }

  release({ note }: { readonly note: string }): readonly Transition[] {
    const { state, transitions } = release(this.#state.breaker, { note }, Date.now());
    this.#store({ ...this.#state, breaker: state });
    return transitions;
  }

  #store(state: GateState): void {
    const before = this.#state;
    if (
      state.bucket === before.bucket &&
      state.breaker === before.breaker &&
      state.horizon === before.horizon
    ) {
      return;
    }
    this.#state = state;
    this.ctx.storage.sql.exec(
      "insert into gate (id, state) values (1, ?) on conflict (id) do update set state = excluded.state",
      JSON.stringify(state),
    );
  }
}
