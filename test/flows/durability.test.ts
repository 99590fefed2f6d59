import { afterEach, describe, expect, it, vi } from "vitest";
import { QUEUES } from "../../shared/queue/consumers.ts";
import { TestPlatform } from "../support/platform.ts";
import { createEndpoint, events, push } from "../support/webhooks.ts";

afterEach(() => {
  vi.useRealTimers();
});

async function setUp() {
  const platform = new TestPlatform();
  const { key } = await platform.organization();
  return { platform, key, endpoint: await createEndpoint(platform, key) };
}

const MINUTE_MS = 60_000;

function later(ms: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
}

describe("an accepted webhook is never lost", () => {
  it("is written to the database when the queue refuses, and queued by the next sweep", async () => {
    const { platform, key, endpoint } = await setUp();
    platform.queue.fault = "refuse";
    const response = await push(platform, endpoint, '{"a":"ë"}');
    expect(response.status).toBe(200);
    expect(platform.queue.sent).toEqual([]);

    platform.queue.fault = null;
    later(2 * MINUTE_MS);
    await platform.tick();
    expect(platform.queue.sent.length).toBeGreaterThanOrEqual(1);
    await platform.drain();
    const { id } = await response.json<{ id: string }>();
    const [event] = await events(platform, key);
    expect(event).toMatchObject({ id, duplicates: 0, data: { a: "ë" } });
  });

  it("is written to the database when the queue hangs", async () => {
    const { platform, endpoint } = await setUp();
    platform.queue.fault = "hang";
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const answer = push(platform, endpoint, "{}");
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
    await vi.advanceTimersByTimeAsync(1_500);
    expect((await answer).status).toBe(200);
    expect(platform.database.statements.filter((sql) => /insert into .?inbox/.test(sql))).toHaveLength(1);
  });

  it("is not claimed when queue and database both refuse: 503, so that the sender tries again", async () => {
    const { platform, key, endpoint } = await setUp();
    await push(platform, endpoint, "{}");
    platform.queue.take();
    platform.queue.fault = "refuse";
    platform.database.failing = true;
    const response = await push(platform, endpoint, "{}");
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await response.json()).toMatchObject({ code: "unavailable" });
    platform.database.failing = false;
    expect(await events(platform, key)).toEqual([]);
  });

  it("comes back later when the database is away while it is stored, and is stored once", async () => {
    const { platform, key, endpoint } = await setUp();
    await push(platform, endpoint, '{"n":1}');
    await push(platform, endpoint, '{"n":2}');
    const messages = platform.queue.take().map(({ body }) => body);
    platform.database.failing = true;
    const failed = await platform.deliver(messages);
    expect(failed.acked).toEqual([]);
    expect(failed.retried).toHaveLength(2);
    platform.database.failing = false;
    expect((await platform.deliver(messages, { attempts: 2 })).acked).toHaveLength(2);
    expect(await events(platform, key)).toHaveLength(2);
  });

  it("is one event however often the queue delivers it, and that is no duplicate", async () => {
    const { platform, key, endpoint } = await setUp();
    await push(platform, endpoint, "{}");
    const messages = platform.queue.take().map(({ body }) => body);
    for (let delivery = 1; delivery <= 5; delivery += 1) {
      await platform.deliver(messages, { attempts: delivery });
    }
    const stored = await events(platform, key);
    expect(stored).toHaveLength(1);
    expect(stored[0]).toMatchObject({ duplicates: 0, status: "processed" });
  });

  it("waits in the database when its consumer gave up on it, and is queued again after an hour", async () => {
    const { platform, key, endpoint } = await setUp();
    await push(platform, endpoint, "{}");
    const messages = platform.queue.take().map(({ body }) => body);
    const parked = await platform.deliver(messages, { queue: QUEUES.eventsDead });
    expect(parked.acked).toHaveLength(1);
    later(30 * MINUTE_MS);
    await platform.tick();
    await platform.drain();
    expect(await events(platform, key)).toEqual([]);
    later(61 * MINUTE_MS);
    await platform.tick();
    await platform.drain();
    expect(await events(platform, key)).toHaveLength(1);
  });

  it("waits longer from delivery to delivery while the database is away, and is parked by nobody", async () => {
    const { platform, endpoint } = await setUp();
    await push(platform, endpoint, "{}");
    const messages = platform.queue.take().map(({ body }) => body);
    platform.database.failing = true;
    const delays: (number | undefined)[] = [];
    for (let attempts = 1; attempts <= 9; attempts += 1) {
      const { acked, retried } = await platform.deliver(messages, { attempts });
      expect(acked).toEqual([]);
      delays.push(retried[0]?.delaySeconds);
    }
    expect(delays).toEqual([5, 15, 60, 300, 900, 1_800, 3_600, 3_600, 3_600]);
    const dead = await platform.deliver([...messages, { kind: "of_tomorrow" }], {
      queue: QUEUES.eventsDead,
    });
    expect([dead.acked, dead.retried.length]).toEqual([[], 2]);
  });

  it("is kept in the database though its form is unknown, until a version comes that reads it", async () => {
    const { platform, key, endpoint } = await setUp();
    await push(platform, endpoint, "{}");
    const [message] = platform.queue.take().map(({ body }) => body as { kind: string });
    const dead = await platform.deliver([{ ...message, kind: "of_tomorrow" }], { queue: QUEUES.eventsDead });
    expect(dead.acked).toHaveLength(1);
    later(61 * MINUTE_MS);
    await platform.tick();
    expect(await platform.drain()).toBe(0);
    const { DB } = platform.env;
    // as the version of tomorrow reads it
    await DB.prepare("update inbox set message = json_set(message, '$.kind', 'received')").run();
    later(61 * MINUTE_MS);
    await platform.tick();
    await platform.drain();
    expect(await events(platform, key)).toHaveLength(1);
  });

  it("does not suffer from a message of an unknown form in its batch, which is kept for a newer version", async () => {
    const { platform, key, endpoint } = await setUp();
    await push(platform, endpoint, "{}");
    const [message] = platform.queue.take();
    const result = await platform.deliver([{ kind: "of_tomorrow" }, message?.body]);
    expect(result.acked).toEqual(["message-1"]);
    expect(result.retried.map(({ msgId }) => msgId)).toEqual(["message-0"]);
    expect(await events(platform, key)).toHaveLength(1);
  });

  it("is not claimed when its large body could not be put aside", async () => {
    const { endpoint, key } = await setUp();
    const bodies = { put: () => Promise.reject(new Error("R2 is away")) };
    const platform = new TestPlatform({ BODIES: bodies as unknown as R2Bucket });
    const response = await push(platform, endpoint, `{"pad":"${"x".repeat(200_000)}"}`);
    expect(response.status).toBeGreaterThanOrEqual(500);
    expect(platform.queue.sent).toEqual([]);
    expect(await events(platform, key)).toEqual([]);
  });
});
