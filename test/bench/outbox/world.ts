import { vi } from "vitest";
import { QUEUES } from "../../../shared/queue/consumers.ts";
import type { Activity } from "./tracked.ts";

/** As wrangler.toml has it for the job queues. */
const BATCH = 100;
const BATCH_TIMEOUT_MS = 1_000;
/** Turns of the event loop without a call under way after which nothing is going on but waiting. */
const QUIET_TURNS = 3;

interface Timer {
  readonly at: number;
  readonly resolve: () => void;
}

interface Waiting {
  readonly body: unknown;
  readonly at: number;
}

/**
 * A queue and a clock as Cloudflare has them, simulated: delays are whole seconds, a batch goes out when it is full or its
 * first message has waited a second, to at most so many consumers at once. Time moves only while everybody waits.
 */
export class World {
  now: number;
  /** Messages sent, the first ones included. */
  sent = 0;
  batches = 0;
  retried = 0;
  mostConsumers = 0;
  readonly activity: Activity = { pending: 0 };
  readonly #timers: Timer[] = [];
  #messages: Waiting[] = [];
  #consumers = 0;

  constructor(start: number) {
    this.now = start;
  }

  readonly pause = (ms: number): Promise<void> =>
    ms <= 0
      ? Promise.resolve()
      : new Promise((resolve) => this.#timers.push({ at: this.now + Math.ceil(ms), resolve }));

  /** A producer's binding. */
  readonly queue = {
    sendBatch: async (requests: Iterable<MessageSendRequest>): Promise<void> => {
      for (const { body, delaySeconds = 0 } of requests) {
        this.sent += 1;
        this.#messages.push({ body, at: this.now + delaySeconds * 1_000 });
      }
    },
  };

  /**
   * Runs until `isDone`, or until nothing is left to happen.
   * @param work.consume takes one batch of the queue
   * @param work.everyMinute is awaited once a simulated minute
   */
  async run(work: {
    readonly consumers: number;
    readonly consume: (batch: MessageBatch<unknown>) => Promise<void>;
    readonly everyMinute: () => Promise<void>;
    readonly isDone: () => boolean;
  }): Promise<void> {
    let nextMinute = this.now + 60_000;
    for (;;) {
      await this.#quiet();
      if (work.isDone()) {
        return;
      }
      // all that can begin at one moment begin together
      let began = false;
      while (this.#consumers < work.consumers && this.#startBatch(work.consume)) {
        began = true;
      }
      if (began) {
        continue;
      }
      const busy = this.#consumers < work.consumers ? this.#batchDueAt() : Number.POSITIVE_INFINITY;
      const next = Math.min(busy, nextMinute, ...this.#timers.map(({ at }) => at));
      this.now = Math.max(this.now, next);
      vi.setSystemTime(this.now);
      for (const { resolve } of this.#takeTimers()) {
        resolve();
      }
      if (this.now >= nextMinute) {
        nextMinute += 60_000;
        await work.everyMinute();
      }
    }
  }

  #takeTimers(): readonly Timer[] {
    const due = this.#timers.filter(({ at }) => at <= this.now);
    this.#timers.splice(0, this.#timers.length, ...this.#timers.filter(({ at }) => at > this.now));
    return due;
  }

  /** When the next batch goes out. */
  #batchDueAt(): number {
    const times = this.#messages.map(({ at }) => at).toSorted((a, b) => a - b);
    const [first = Number.POSITIVE_INFINITY] = times;
    return Math.max(
      this.now,
      Math.min(first + BATCH_TIMEOUT_MS, times[BATCH - 1] ?? Number.POSITIVE_INFINITY),
    );
  }

  #startBatch(consume: (batch: MessageBatch<unknown>) => Promise<void>): boolean {
    if (this.#batchDueAt() > this.now) {
      return false;
    }
    const ready = this.#messages.filter(({ at }) => at <= this.now).slice(0, BATCH);
    const taken = new Set(ready);
    this.#messages = this.#messages.filter((message) => !taken.has(message));
    this.batches += 1;
    this.#consumers += 1;
    this.mostConsumers = Math.max(this.mostConsumers, this.#consumers);
    void consume(this.#batchOf(ready.map(({ body }) => body))).finally(() => {
      this.#consumers -= 1;
    });
    return true;
  }

  #batchOf(bodies: readonly unknown[]): MessageBatch<unknown> {
    const retry = () => {
      this.retried += 1;
    };
    const messages = bodies.map((body, index) => ({
      id: `message-${this.batches}-${index}`,
      timestamp: new Date(this.now),
      attempts: 1,
      body,
      ack: () => undefined,
      retry,
    }));
    const metadata = { metrics: { backlogCount: 0, backlogBytes: 0 } };
    return { queue: QUEUES.jobsNormal, messages, metadata, ackAll: () => undefined, retryAll: retry };
  }

  async #quiet(): Promise<void> {
    for (let turns = 0; turns < QUIET_TURNS; turns = this.activity.pending > 0 ? 0 : turns + 1) {
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
}
