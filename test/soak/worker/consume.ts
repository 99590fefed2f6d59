import { QUEUES } from "../../../shared/queue/consumers.ts";
import worker from "../../../workers/index.ts";
import type { Trouble } from "../orders.ts";
import { watchBindings } from "./bindings.ts";
import { chaos } from "./chaos.ts";
import { Watch } from "./watch.ts";

/** A message that was delivered more often is left in peace: after nine deliveries it would wait for an hour. */
const MAX_ATTEMPTS = 3;
/** The product's pauses before a redelivery, divided by this. */
const HASTE = 5;

type Verdict = "ack" | { readonly delaySeconds: number };
type Verdicts = ReadonlyMap<string, Verdict>;

/** Delivers a batch to the Worker's consumer, with the next trouble that is armed. @throws Error when it is made to crash */
export async function consume(
  batch: MessageBatch<unknown>,
  env: Env,
  execution: ExecutionContext,
): Promise<void> {
  const isFresh = batch.messages.every(({ attempts }) => attempts <= MAX_ATTEMPTS);
  const trouble = batch.queue === QUEUES.events && isFresh ? chaos.takeTrouble() : null;
  const watch = new Watch(trouble);
  const deliver = () => deliverOnce(batch, watchBindings(env, watch), execution);
  if (trouble === "twice-at-once") {
    chaos.counts.exposed += batch.messages.length;
  }
  // of two deliveries the queue hears the second one's verdicts alone: the first one's were lost
  const first = trouble === "twice" || trouble === "twice-at-once" ? deliver() : null;
  if (trouble === "twice") {
    await first;
  }
  const [verdicts] = await Promise.all([deliver(), first]);
  note(trouble, watch);
  if (watch.crashed) {
    throw new Error(`SOAK: the consumer crashed (${trouble}).`);
  }
  settle(batch, verdicts);
}

async function deliverOnce(
  batch: MessageBatch<unknown>,
  env: Env,
  execution: ExecutionContext,
): Promise<Verdicts> {
  const verdicts = new Map<string, Verdict>();
  const messages = batch.messages.map(({ id, timestamp, body, attempts }) => ({
    id,
    timestamp,
    body,
    attempts,
    ack: () => void verdicts.set(id, "ack"),
    retry: ({ delaySeconds = 0 } = {}) => void verdicts.set(id, { delaySeconds }),
  }));
  const { queue, metadata } = batch;
  const all = () => {
    throw new Error("SOAK: the consumer judges message by message.");
  };
  await worker.queue({ queue, messages, metadata, ackAll: all, retryAll: all }, env, execution);
  return verdicts;
}

function note(trouble: Trouble | null, { crashed }: Watch): void {
  if (trouble === null) {
    return;
  }
  if (crashed || trouble === "twice" || trouble === "twice-at-once") {
    chaos.counts.troubles[trouble] += 1;
  } else {
    chaos.putBack(trouble);
  }
}

function settle({ messages, queue }: MessageBatch<unknown>, verdicts: Verdicts): void {
  for (const message of messages) {
    const verdict = verdicts.get(message.id) ?? "ack";
    if (verdict === "ack") {
      message.ack();
      chaos.outstanding -= queue === QUEUES.events || queue === QUEUES.eventsDead ? 1 : 0;
    } else {
      message.retry({ delaySeconds: Math.ceil(verdict.delaySeconds / HASTE) });
    }
  }
}
