import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TestPlatform } from "../support/platform.ts";
import { createEndpoint, events, push, type TestEndpoint } from "../support/webhooks.ts";

/** A stream of webhooks to one endpoint, and all that may happen to it. */
class Stream {
  readonly platform: TestPlatform;
  readonly endpoint: TestEndpoint;
  readonly accepted: number[] = [];
  readonly #waiting: unknown[] = [];
  readonly #delivered: unknown[] = [];

  constructor(platform: TestPlatform, endpoint: TestEndpoint) {
    this.platform = platform;
    this.endpoint = endpoint;
  }

  async send(n: number, pad = ""): Promise<void> {
    const body = JSON.stringify({ n, pad });
    const response = await push(this.platform, this.endpoint, body, { delivery: `delivery-${n}` });
    expect(response.status).toBe(200);
    this.accepted.push(n);
  }

  async sendLarge(n: number): Promise<void> {
    await this.send(n, "x".repeat(130_000));
  }

  async sendWhileQueueRefuses(n: number): Promise<void> {
    this.platform.queue.fault = "refuse";
    await this.send(n);
    this.platform.queue.fault = null;
  }

  async forge(n: number): Promise<void> {
    const forged = { delivery: `delivery-${n}`, secret: "wrong" };
    expect((await push(this.platform, this.endpoint, "{}", forged)).status).toBe(401);
  }

  /** Some of what waits, and once more what was delivered before: queues deliver at least once. */
  async deliver(count: number): Promise<void> {
    this.#waiting.push(...this.platform.queue.take().map(({ body }) => body));
    const batch = this.#waiting.splice(0, count);
    this.#delivered.push(...batch);
    await this.platform.deliver([...batch, ...this.#delivered.slice(-2)]);
  }

  async crash(): Promise<void> {
    this.platform.database.failingOn = /update events|insert into (bodies|events)/;
    await this.platform.deliver(this.#waiting);
    this.platform.database.failingOn = null;
  }

  async sweep(): Promise<void> {
    await this.platform.tick();
  }
}

type Step = Exclude<keyof Stream, "accepted" | "platform" | "endpoint">;

const steps: readonly Step[] = [
  "send",
  "send",
  "send",
  "sendLarge",
  "sendWhileQueueRefuses",
  "forge",
  "deliver",
  "deliver",
  "crash",
  "sweep",
];

describe("whatever order things happen in", () => {
  it("what was accepted equals what is stored plus what was counted as duplicate", async () => {
    const happenings = fc.array(fc.tuple(fc.constantFrom(...steps), fc.nat(4)), {
      minLength: 5,
      maxLength: 25,
    });
    await fc.assert(
      fc.asyncProperty(happenings, async (all) => {
        const platform = new TestPlatform();
        await platform.env.DB.prepare("delete from inbox").run();
        const { key } = await platform.organization();
        const stream = new Stream(platform, await createEndpoint(platform, key));
        for (const [step, n] of all) {
          await stream[step](n);
        }
        await stream.sweep();
        await stream.deliver(Number.POSITIVE_INFINITY);

        const stored = await events(platform, key);
        const ids = stored.map(({ providerEventId }) => providerEventId).toSorted();
        expect(ids).toEqual([...new Set(stream.accepted)].toSorted().map((n) => `delivery-${n}`));
        const duplicates = stored.reduce((sum, event) => sum + event.duplicates, 0);
        expect(stored.length + duplicates).toBe(stream.accepted.length);
      }),
      { numRuns: 20 },
    );
  });
});
