import { describe, expect, it } from "vitest";
import { TestPlatform } from "../support/platform.ts";
import { createEndpoint, events, push } from "../support/webhooks.ts";

async function setUp() {
  const platform = new TestPlatform();
  const { key } = await platform.organization();
  return { platform, key, endpoint: await createEndpoint(platform, key) };
}

describe("deduplication", () => {
  it("makes one event of fifty identical requests at once, and counts the other 49, also when the queue repeats its batch", async () => {
    const { platform, key, endpoint } = await setUp();
    const delivery = crypto.randomUUID();
    const responses = await Promise.all(
      Array.from({ length: 50 }, () => push(platform, endpoint, '{"a":1}', { delivery })),
    );
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
    const messages = platform.queue.take().map(({ body }) => body);
    await platform.deliver(messages.slice(0, 20));
    await platform.deliver(messages);
    await platform.deliver(messages, { attempts: 2 });
    const stored = await events(platform, key);
    expect(stored).toHaveLength(1);
    expect(stored[0]).toMatchObject({ duplicates: 49, providerEventId: delivery });
  });

  it("keeps the same provider id apart in two endpoints and two organizations", async () => {
    const { platform, key, endpoint } = await setUp();
    const other = await platform.organization();
    const delivery = crypto.randomUUID();
    await push(platform, endpoint, "{}", { delivery });
    await push(platform, await createEndpoint(platform, key), "{}", { delivery });
    await push(platform, await createEndpoint(platform, other.key), "{}", { delivery });
    await platform.drain();
    expect(await events(platform, key)).toHaveLength(2);
    expect(await events(platform, other.key)).toHaveLength(1);
  });

  it("never lets a forgery burn an id, whether it comes before or after the genuine event", async () => {
    const { platform, key, endpoint } = await setUp();
    const delivery = crypto.randomUUID();
    expect((await push(platform, endpoint, "{}", { delivery, secret: "wrong" })).status).toBe(401);
    await platform.drain();
    expect((await push(platform, endpoint, "{}", { delivery })).status).toBe(200);
    expect((await push(platform, endpoint, "{}", { delivery, secret: "wrong" })).status).toBe(401);
    await platform.drain();
    const stored = await events(platform, key);
    expect(stored).toHaveLength(1);
    expect(stored[0]?.duplicates).toBe(0);
  });

  it("keeps different events apart that share a request id", async () => {
    const { platform, key, endpoint } = await setUp();
    for (const body of ['{"n":1}', '{"n":2}']) {
      await push(platform, endpoint, body, { headers: { "x-request-id": "same" } });
    }
    await platform.drain();
    expect(await events(platform, key)).toHaveLength(2);
  });

  it("goes by the body's hash where the sender gives no id", async () => {
    const platform = new TestPlatform();
    const { key } = await platform.organization();
    const endpoint = await createEndpoint(platform, key, { provider: "custom", verification: "none" });
    for (const body of ['{"n":1}', '{"n":2}', '{"n":1}']) {
      const init = { method: "POST", headers: { "content-type": "application/json" }, body };
      expect((await platform.fetch(endpoint.path, init)).status).toBe(200);
    }
    await platform.drain();
    const stored = await events(platform, key);
    expect(stored.map(({ duplicates }) => duplicates).sort()).toEqual([0, 1]);
  });

  it("writes two rows for an event that nobody handles, indexes included", async () => {
    const { platform, endpoint } = await setUp();
    for (let n = 0; n < 100; n += 1) {
      await push(platform, endpoint, JSON.stringify({ n }));
    }
    const messages = platform.queue.take().map(({ body }) => body);
    platform.database.rowsWritten = 0;
    await platform.deliver(messages);
    expect(platform.database.rowsWritten).toBe(200);
  });

  it("deletes the large body of a duplicate, and keeps that of the event", async () => {
    const { platform, key, endpoint } = await setUp();
    const delivery = crypto.randomUUID();
    const body = `{"pad":"${"x".repeat(200_000)}"}`;
    const ids: string[] = [];
    for (let n = 0; n < 2; n += 1) {
      const response = await push(platform, endpoint, body, { delivery });
      ids.push((await response.json<{ id: string }>()).id);
    }
    await platform.drain();
    const stored = await events(platform, key);
    expect(stored.map(({ id }) => id)).toEqual([ids[0]]);
    const { keys } = await bodyKeys(platform, ids);
    expect(keys).toEqual([ids[0]]);
  });
});

async function bodyKeys(platform: TestPlatform, ids: readonly string[]): Promise<{ keys: string[] }> {
  const { objects } = await platform.env.BODIES.list();
  const keys = objects.map(({ key }) => key.split("/")[1] ?? "").filter((id) => ids.includes(id));
  return { keys };
}
