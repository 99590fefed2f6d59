import { setTimeout as sleep } from "node:timers/promises";
import { compose, nextSequence, type SignedWebhook } from "./compose.ts";
import { type Answer, deliver } from "./deliver.ts";
import { doMischief, retry } from "./mischief.ts";
import type { Order } from "./order.ts";

const MAX_IN_FLIGHT = 64;

/** One request that was sent, with its answer. */
export interface Sent extends Answer {
  /** ISO 8601 */
  readonly at: string;
  readonly provider: string;
  readonly type: string;
  readonly to: string;
  /** The provider's id of the event; null where it gives none. */
  readonly eventId: string | null;
  readonly bytes: number;
  readonly mischief: string | null;
}

export interface Summary {
  readonly sent: number;
  /** How often each status came; `error`: no answer. */
  readonly statuses: Readonly<Record<string, number>>;
}

export interface DispatchOptions {
  readonly onSent: (sent: Sent) => void;
  /** Ends the sending early. */
  readonly signal: AbortSignal;
}

/** The order's requests: each webhook, then its duplicates as the provider's retries. */
async function* requests(order: Order): AsyncGenerator<SignedWebhook> {
  const { sender, type, url, signingKey, overrides, kilobytes } = order;
  for (let index = 0; index < order.count; index += 1) {
    const sequence = nextSequence();
    const options = { url, signingKey, now: Date.now(), sequence, overrides, kilobytes };
    const first = await compose(sender, type, options);
    for (let copy = 0; copy <= order.duplicate; copy += 1) {
      const webhook = copy === 0 ? first : await retry(first, Date.now());
      yield order.mischief === undefined ? webhook : await doMischief(order.mischief, webhook, Date.now());
    }
  }
}

async function send(webhook: SignedWebhook, order: Order, signal: AbortSignal): Promise<Sent> {
  const at = new Date().toISOString();
  const answer = await deliver(webhook.request, signal);
  return {
    at,
    provider: order.sender.provider,
    type: order.type,
    to: webhook.request.url,
    eventId: webhook.draft.id,
    bytes: webhook.request.body.length,
    mischief: order.mischief ?? null,
    ...answer,
  };
}

/**
 * Sends an order: with a rate at that many starts a second (at most 64 in flight), else one after the other.
 * @throws TwinError for a key that the sender cannot sign with
 */
export async function dispatch(order: Order, { onSent, signal }: DispatchOptions): Promise<Summary> {
  const statuses: Record<string, number> = {};
  const inFlight = new Set<Promise<void>>();
  const started = performance.now();
  let index = 0;
  for await (const webhook of requests(order)) {
    if (order.rate !== undefined) {
      const dueMs = started + (index * 1000) / order.rate - performance.now();
      await sleep(Math.max(0, dueMs), undefined, { signal }).catch(() => undefined);
    }
    if (signal.aborted) {
      break;
    }
    index += 1;
    const sending = send(webhook, order, signal).then((sent) => {
      const status = String(sent.status ?? "error");
      statuses[status] = (statuses[status] ?? 0) + 1;
      inFlight.delete(sending);
      onSent(sent);
    });
    inFlight.add(sending);
    if (order.rate === undefined || inFlight.size >= MAX_IN_FLIGHT) {
      await Promise.race(inFlight);
    }
  }
  await Promise.all(inFlight);
  return { sent: index, statuses };
}
