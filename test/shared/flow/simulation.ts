import { acquire } from "../../../shared/flow/bucket.ts";
import { type BucketLimits, type BucketState, NEW_BUCKET } from "../../../shared/flow/bucket-state.ts";
import type { LimitHint } from "../../../shared/flow/limit-hint.ts";
import { report } from "../../../shared/flow/report.ts";

/** A request as it reached the provider, ms since the start of the run. */
export interface Arrival {
  readonly at: number;
  readonly cost: number;
}

/** mulberry32: the same seed gives the same run. */
export function seededRandom(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What the responses of one block say of the provider's limits. */
export interface Feedback {
  readonly throttledForMs: number | null;
  readonly hints: readonly LimitHint[];
}

/** How the consumers of a run behave. All figures in ms unless said. */
export interface Behaviour {
  readonly limits: BucketLimits;
  readonly useWithinMs: number;
  readonly leaseTtlMs: number;
  /** How far ahead permits are booked. */
  readonly aheadMs: number;
  /** Permits wanted by the next ask. */
  readonly block: () => number;
  readonly cost: () => number;
  /** From the consumer's call to the bucket's clock reading. */
  readonly callLag: () => number;
  /** From the grant to the sending, at least; a permit that would be sent too late is given back unused. */
  readonly sendDelay: () => number;
  /** From the sending to the provider's clock reading. */
  readonly travel: () => number;
  /** From the last sending of a block to its report; null: the consumer crashes and never reports. */
  readonly reportDelay: () => number | null;
  readonly feedback: () => Feedback;
  /** From one ask to the next, given what the bucket said (0 when everything was granted). */
  readonly nextAskAfter: (retryAfterMs: number) => number;
  /** Between two steps: what storage does to the state. */
  readonly persist: (state: BucketState) => BucketState;
}

/** Consumers that take what they can get, send at once and report at once, and never crash. */
export const PROMPT = {
  useWithinMs: 1_000,
  leaseTtlMs: 36_000,
  aheadMs: 0,
  cost: () => 1,
  callLag: () => 0,
  sendDelay: () => 0,
  travel: () => 0,
  reportDelay: () => 0,
  feedback: () => ({ throttledForMs: null, hints: [] }),
  nextAskAfter: (retryAfterMs: number) => Math.max(1, retryAfterMs),
  persist: (state: BucketState) => state,
};

export interface Run {
  /** By time. */
  readonly arrivals: readonly Arrival[];
  readonly mostInFlight: number;
  /** The longest log of a window at any time. */
  readonly mostSlots: number;
}

const START = 1_700_000_000_000;

interface Pending extends Feedback {
  readonly at: number;
  readonly leaseId: string;
  readonly sentAfterMs: readonly number[];
  readonly unused: number;
}

/** Asks until `asks` are spent or `durationMs` has passed; what is due to be reported before an ask is reported first. */
export function simulate(
  behaviour: Behaviour,
  { asks, durationMs }: { readonly asks: number; readonly durationMs: number },
): Run {
  const { limits, useWithinMs, leaseTtlMs, aheadMs } = behaviour;
  const arrivals: Arrival[] = [];
  const pending: Pending[] = [];
  let state = NEW_BUCKET;
  let now = START;
  let inFlight = 0;
  let mostInFlight = 0;
  let mostSlots = 0;
  for (let ask = 0; ask < asks && now - START <= durationMs; ask += 1) {
    for (let due = pending[0]; due !== undefined && due.at <= now; due = pending[0]) {
      pending.shift();
      state = behaviour.persist(report(state, { limits, ...due }, due.at).state);
      inFlight -= due.sentAfterMs.length;
    }
    const leaseId = `lease${ask}`;
    const cost = behaviour.cost();
    const input = { limits, leaseId, count: behaviour.block(), cost, useWithinMs, leaseTtlMs, aheadMs };
    const { state: next, result } = acquire(state, input, now);
    state = behaviour.persist(next);
    mostSlots = Math.max(mostSlots, ...state.windows.map(({ usage }) => slotsOf(usage)));
    const lag = behaviour.callLag();
    const sent = sendingTimes(result.startAfterMs, { delay: behaviour.sendDelay, mostMs: useWithinMs - lag });
    const granted = now;
    arrivals.push(...sent.map((delay) => ({ at: granted - START + delay + behaviour.travel(), cost })));
    const reportDelay = behaviour.reportDelay();
    if (reportDelay !== null && result.permits > 0) {
      const at = now + Math.max(0, ...sent) + reportDelay;
      const sentAfterMs = sent.map((delay) => lag + delay);
      const report = { at, leaseId, sentAfterMs, unused: result.permits - sent.length };
      const index = pending.findLastIndex((other) => other.at <= at);
      pending.splice(index + 1, 0, { ...report, ...behaviour.feedback() });
      inFlight += sent.length;
      mostInFlight = Math.max(mostInFlight, inFlight);
    }
    now += behaviour.nextAskAfter(result.retryAfterMs ?? durationMs);
  }
  arrivals.sort((a, b) => a.at - b.at);
  return { arrivals, mostInFlight, mostSlots };
}

/** Of those booked ahead each is at least as late as those before it; who would be too late is not sent. */
function sendingTimes(
  startAfterMs: readonly number[],
  { delay, mostMs }: { readonly delay: () => number; readonly mostMs: number },
): readonly number[] {
  let lateMs = 0;
  return startAfterMs.flatMap((startMs) => {
    const ownMs = startMs === 0 ? delay() : Math.max(lateMs, delay());
    if (ownMs > mostMs) {
      return [];
    }
    lateMs = startMs === 0 ? lateMs : ownMs;
    return [startMs + ownMs];
  });
}

function slotsOf(usage: BucketState["windows"][number]["usage"]): number {
  return usage.kind === "sliding" ? usage.slots.length : 1;
}

/** The most units in any closed span of `spanMs`. */
export function mostInSpan(arrivals: readonly Arrival[], spanMs: number): number {
  let most = 0;
  let units = 0;
  let first = 0;
  for (const { at, cost } of arrivals) {
    units += cost;
    for (let oldest = arrivals[first]; oldest !== undefined && at - oldest.at > spanMs; ) {
      units -= oldest.cost;
      first += 1;
      oldest = arrivals[first];
    }
    most = Math.max(most, units);
  }
  return most;
}

/** The burst that the arrivals show above a steady rate: the most, over all closed spans, of units − rate × span. */
export function burstOver(
  arrivals: readonly Arrival[],
  { limit, perSeconds }: { readonly limit: number; readonly perSeconds: number },
): number {
  // in units × ms of the window, which are whole numbers
  const windowMs = perSeconds * 1_000;
  let sum = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let burst = 0;
  for (const { at, cost } of arrivals) {
    lowest = Math.min(lowest, sum - limit * at);
    sum += cost * windowMs;
    burst = Math.max(burst, sum - limit * at - lowest);
  }
  return burst / windowMs;
}
