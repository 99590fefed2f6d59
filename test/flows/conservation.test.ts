import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TestPlatform } from "../support/platform.ts";
import { createEndpoint, events, push } from "../support/webhooks.ts";

/** What may happen to a stream of webhooks, in any order. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("send"), n: fc.nat(4), large: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("forge"), n: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("refuse"), n: fc.nat(4) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("deliver"), share: fc.double({ min: 0, max: 1 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("crash") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("sweep") }) },
);

describe("whatever order things happen in", () => {
  it("what was accepted equals what is stored plus what was counted as duplicate", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 20 }), async (steps) => {
        const platform = new TestPlatform();
        const { key } = await platform.organization();
        const endpoint = await createEndpoint(platform, key);
        await platform.env.DB.prepare("delete from inbox").run();
        const accepted: number[] = [];
        const inFlight: unknown[] = [];
        const seen: unknown[] = [];
        const take = () => inFlight.push(...platform.queue.take().map(({ body }) => body));
        const send = async (n: number, large: boolean) => {
          const body = JSON.stringify({ n, pad: large ? "x".repeat(130_000) : "" });
          const response = await push(platform, endpoint, body, { delivery: `delivery-${n}` });
          expect(response.status).toBe(200);
          accepted.push(n);
        };
        for (const action of steps) {
          if ("large" in action) {
            await send(action.n, action.large);
          } else if (action.kind === "refuse" && "n" in action) {
            platform.queue.fault = "refuse";
            await send(action.n, false);
            platform.queue.fault = null;
          } else if (action.kind === "forge" && "n" in action) {
            const forged = { delivery: `delivery-${action.n}`, secret: "wrong" };
            expect((await push(platform, endpoint, "{}", forged)).status).toBe(401);
          } else if ("share" in action) {
            take();
            const batch = inFlight.splice(0, Math.ceil(inFlight.length * action.share));
            seen.push(...batch);
            // at least once: the queue may bring back what it delivered before
            await platform.deliver([...batch, ...seen.slice(-2)]);
          } else if (action.kind === "crash") {
            take();
            platform.database.failingOn = /update events|insert into bodies|insert into events/;
            await platform.deliver(inFlight);
            platform.database.failingOn = null;
          } else {
            await platform.tick();
          }
        }
        await platform.tick();
        take();
        await platform.deliver(inFlight);

        const stored = await events(platform, key);
        const distinct = new Set(accepted);
        expect(new Set(stored.map(({ providerEventId }) => providerEventId))).toEqual(
          new Set([...distinct].map((n) => `delivery-${n}`)),
        );
        expect(stored).toHaveLength(distinct.size);
        const duplicates = stored.reduce((sum, event) => sum + event.duplicates, 0);
        expect(stored.length + duplicates).toBe(accepted.length);
      }),
      { numRuns: 25 },
    );
  });
});
