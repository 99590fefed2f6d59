import { DurableObject } from "cloudflare:workers";
import { type AccountGrant, acquirePermits } from "../shared/flow/account-acquire.ts";
import { type Peeked, peekAccount } from "../shared/flow/account-peek.ts";
import { reportPermits } from "../shared/flow/account-report.ts";
import { type AccountState, LOST_ACCOUNT, NEW_ACCOUNT } from "../shared/flow/account-state.ts";
import { viewAccount } from "../shared/flow/account-view.ts";
import { isolate, release } from "../shared/flow/breaker.ts";
import type { Moved } from "../shared/flow/breaker-transitions.ts";
import type { PlanLimits } from "../shared/flow/plan.ts";
import type {
  AccountGateRpc,
  AcquireRequest,
  GateView,
  PeekRequest,
  ReportRequest,
  TransitionsAnswer,
} from "../shared/gates/account-gates.ts";
import { MESSAGE_VERSION, requireVersion, type Versioned } from "../shared/gates/version.ts";

/** The form of the row. A newer one has to be read here, or costs its account a window of each limit. */
const ROW_VERSION = 2;
/** Before there were classes, plans and permits booked ahead. */
const ROW_WITHOUT_CLASSES = 1;

const STATE_ROW = 1;
/** Apart from the state, so that a plan outlives one that cannot be read. */
const PLAN_ROW = 2;

const v = MESSAGE_VERSION;

/**
 * The limits and the breaker of one provider account: whoever sends for it asks here, once per batch. A shell over the pure
 * steps of `shared/flow`: time and randomness are taken once per call, the state is one row, written in the same turn as the
 * answer is made (the output gate holds the answer until it is stored) and only when it changed. No timers, no alarms, no
 * calls to others.
 */
export class AccountGate extends DurableObject<Env> implements AccountGateRpc {
  #state: AccountState;
  /** The row's text. */
  #stored: string;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.sql.exec("create table if not exists gate (id integer primary key, state text not null)");
    const rows = ctx.storage.sql.exec<{ id: number; state: string }>("select id, state from gate").toArray();
    const text = rows.find(({ id }) => id === STATE_ROW)?.state;
    const plan = rows.find(({ id }) => id === PLAN_ROW)?.state;
    this.#state = {
      ...(text === undefined ? NEW_ACCOUNT : read(text)),
      plan: plan === undefined ? null : (JSON.parse(plan) as PlanLimits | null),
    };
    this.#stored = text ?? write(NEW_ACCOUNT);
  }

  acquire(request: AcquireRequest): AccountGrant & Versioned {
    requireVersion(request, "AccountGate.acquire");
    const ask = { ...request, leaseId: crypto.randomUUID() };
    const { state, result } = acquirePermits(this.#state, ask, Date.now(), Math.random);
    this.#store(state);
    return { v, ...result };
  }

  report(request: ReportRequest): TransitionsAnswer {
    requireVersion(request, "AccountGate.report");
    const { state, transitions } = reportPermits(this.#state, request, Date.now(), Math.random);
    this.#store(state);
    return { v, transitions };
  }

  peek({ limits, asks, ...request }: PeekRequest): Versioned & { readonly answers: readonly Peeked[] } {
    requireVersion(request, "AccountGate.peek");
    const now = Date.now();
    return { v, answers: asks.map((ask) => peekAccount(this.#state, ask, limits, now)) };
  }

  inspect(request: Parameters<AccountGateRpc["inspect"]>[0]): GateView & Versioned {
    requireVersion(request, "AccountGate.inspect");
    return { v, ...viewAccount(this.#state, request.limits, Date.now()) };
  }

  isolate(request: Parameters<AccountGateRpc["isolate"]>[0]): TransitionsAnswer {
    requireVersion(request, "AccountGate.isolate");
    return this.#moveBreaker(isolate(this.#state.breaker, request, Date.now()));
  }

  release(request: Parameters<AccountGateRpc["release"]>[0]): TransitionsAnswer {
    requireVersion(request, "AccountGate.release");
    return this.#moveBreaker(release(this.#state.breaker, request, Date.now()));
  }

  setPlan(request: Parameters<AccountGateRpc["setPlan"]>[0]): Versioned {
    requireVersion(request, "AccountGate.setPlan");
    this.#write(PLAN_ROW, JSON.stringify(request.plan));
    this.#state = { ...this.#state, plan: request.plan };
    return { v };
  }

  #moveBreaker({ state, transitions }: Moved): TransitionsAnswer {
    this.#store({ ...this.#state, breaker: state });
    return { v, transitions };
  }

  #store(state: AccountState): void {
    const text = write(state);
    if (text !== this.#stored) {
      this.#write(STATE_ROW, text);
      this.#stored = text;
    }
    this.#state = state;
  }

  #write(id: number, text: string): void {
    this.ctx.storage.sql.exec(
      "insert into gate (id, state) values (?, ?) on conflict (id) do update set state = excluded.state",
      id,
      text,
    );
  }
}

type StoredState = Omit<AccountState, "plan">;

function write({ plan: _, ...state }: AccountState): string {
  return JSON.stringify({ v: ROW_VERSION, ...state });
}

/** A row of another form, or none at all, says that the account was used, and not how much. */
function read(text: string): StoredState {
  try {
    const { v: version, ...state } = JSON.parse(text) as StoredState & { readonly v: unknown };
    switch (version) {
      case ROW_VERSION:
        return state;
      case ROW_WITHOUT_CLASSES: {
        const { bucket, breaker, settings } = state;
        const leases = bucket?.leases.map((lease) => ({ ...lease, startsAt: lease.grantedAt })) ?? [];
        return { ...NEW_ACCOUNT, bucket: bucket && { ...bucket, leases }, breaker, settings };
      }
      default:
        return LOST_ACCOUNT;
    }
  } catch {
    return LOST_ACCOUNT;
  }
}
