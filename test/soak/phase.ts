import { setTimeout as sleep } from "node:timers/promises";
import { inLanes } from "../scripts/demo/lanes.ts";
import type { Sent } from "./figures.ts";
import { type Order, type SoakState, STORES, TROUBLES } from "./orders.ts";
import type { Planned } from "./plan.ts";
import type { SoakRuntime } from "./runtime.ts";
import { send } from "./send.ts";
import type { Signer } from "./signer.ts";

const PARALLEL = 16;
/** Every phase begins with another trouble. */
const TURN = 3;
const TICK_EVERY_MS = 3_000;
/** Each trouble is armed once for so many webhooks, and once a phase at least. */
const TROUBLES_EVERY = 1_000;
/** How long a refusal lasts. */
const REFUSAL_MS = { least: 1_500, most: 4_000, perWebhook: 1 };
const DRAIN_TIMEOUT_MS = 300_000;
const POLL_MS = 250;

/** Sends the webhooks of a phase while everything goes wrong once and again. */
export async function runPhase(
  planned: readonly Planned[],
  {
    runtime,
    sign,
    phase,
    signal,
  }: {
    readonly runtime: SoakRuntime;
    readonly sign: Signer;
    readonly phase: number;
    readonly signal: AbortSignal;
  },
): Promise<readonly Sent[]> {
  const orders = ordersOf(planned.length, phase);
  let count = 0;
  const ended = new AbortController();
  const ticking = keepTicking(runtime, ended.signal);
  try {
    return await inLanes(planned, PARALLEL, async (one) => {
      signal.throwIfAborted();
      const order = orders.get(count);
      count += 1;
      if (order !== undefined) {
        await runtime.order(order);
      }
      return await send(one, sign);
    });
  } finally {
    ended.abort();
    await ticking;
  }
}

/** What is ordered before which webhook of a phase. */
function ordersOf(webhooks: number, phase: number): ReadonlyMap<number, Order> {
  // a short phase has occasion for the first ones alone
  const first = (TURN * phase) % TROUBLES.length;
  const orders = new Map<number, Order>();
  for (let at = 0; at < webhooks; at += TROUBLES_EVERY) {
    orders.set(at, { arm: [...TROUBLES.slice(first), ...TROUBLES.slice(0, first)], aborts: 1 });
  }
  const { least, most, perWebhook } = REFUSAL_MS;
  const forMs = Math.round(Math.min(most, Math.max(least, webhooks * perWebhook)));
  for (const [index, store] of STORES.entries()) {
    orders.set(Math.floor(((index + 1) * webhooks) / (STORES.length + 1)) + 1, { refuse: { store, forMs } });
  }
  return orders;
}

/** Calls the cron trigger more often than it is by itself: what was refused is swept into the queue. */
async function keepTicking(runtime: SoakRuntime, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(TICK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) {
      await runtime.tick();
    }
  }
}

/**
 * Ends the refusals and waits until the queue is empty and every event is done; returns what was counted by then.
 * @throws Error saying what is left when that takes more than five minutes
 */
export async function drain(runtime: SoakRuntime, signal: AbortSignal): Promise<SoakState> {
  await runtime.order({ calm: true });
  const deadline = Date.now() + DRAIN_TIMEOUT_MS;
  let tickAt = 0;
  for (;;) {
    signal.throwIfAborted();
    if (Date.now() >= tickAt) {
      await runtime.tick();
      tickAt = Date.now() + TICK_EVERY_MS;
    }
    const state = await runtime.state();
    const { outstanding, parked, unfinished } = state;
    if (outstanding + parked + unfinished === 0) {
      return state;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `After ${DRAIN_TIMEOUT_MS / 1_000} s: ${outstanding} messages in the queue, ${parked} parked, ${unfinished} events unfinished.`,
      );
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}
