import { describe, expect, it } from "vitest";
import { TestPlatform } from "../support/platform.ts";
import { bytes } from "../support/sign.ts";
import { createEndpoint, events, push, rawBytes } from "../support/webhooks.ts";

const LARGE = `{"pad":"${"x".repeat(200_000)}"}`;

/** The bucket with some of its methods replaced. */
function bucket(platform: TestPlatform, replaced: Partial<Record<keyof R2Bucket, unknown>>): R2Bucket {
  return new Proxy(platform.env.BODIES, {
    get(target, name) {
      const value: unknown = Reflect.get(replaced, name) ?? Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

const away = () => Promise.reject(new Error("R2 is away"));

async function setUp() {
  const platform = new TestPlatform();
  const { key, id } = await platform.organization();
  return { platform, key, organizationId: id, endpoint: await createEndpoint(platform, key) };
}

async function bodiesOf(platform: TestPlatform, organizationId: string): Promise<string[]> {
  const { objects } = await platform.env.BODIES.list({ prefix: `${organizationId}/` });
  return objects.map(({ key }) => key);
}

describe("a body too large for a message", () => {
  it("that cannot be read holds up its own message alone", async () => {
    const { platform, key, endpoint } = await setUp();
    await push(platform, endpoint, LARGE);
    await push(platform, endpoint, '{"small":true}');
    const messages = platform.queue.take().map(({ body }) => body);
    const broken = new TestPlatform({ BODIES: bucket(platform, { get: away }) });
    const failed = await broken.deliver(messages);
    expect(failed.acked).toEqual(["message-1"]);
    expect(failed.retried).toEqual([{ msgId: "message-0", delaySeconds: 5 }]);
    expect(await events(platform, key)).toHaveLength(1);
    expect((await platform.deliver(messages, { attempts: 2 })).acked).toHaveLength(2);
    expect((await events(platform, key)).map(({ duplicates }) => duplicates)).toEqual([0, 0]);
  });

  it("is thrown away when its message could be stored nowhere, for its sender sends it again", async () => {
    const { platform, organizationId, endpoint } = await setUp();
    await push(platform, endpoint, "{}");
    platform.queue.take();
    platform.queue.fault = "refuse";
    platform.database.failing = true;
    expect((await push(platform, endpoint, LARGE)).status).toBe(503);
    expect(await bodiesOf(platform, organizationId)).toEqual([]);
  });

  it("is refused with 503 when the bucket does not take it", async () => {
    const { platform, endpoint } = await setUp();
    const broken = new TestPlatform({ BODIES: bucket(platform, { put: away }) });
    const response = await push(broken, endpoint, LARGE);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(broken.queue.sent).toEqual([]);
  });

  it("is kept of a first receipt only, and a duplicate's redelivery counts nothing twice", async () => {
    const { platform, key, organizationId, endpoint } = await setUp();
    const delivery = crypto.randomUUID();
    await push(platform, endpoint, LARGE, { delivery });
    await push(platform, endpoint, LARGE, { delivery });
    const messages = platform.queue.take().map(({ body }) => body);
    for (const attempts of [1, 2, 3]) {
      expect((await platform.deliver(messages, { attempts })).acked).toHaveLength(2);
    }
    const stored = await events(platform, key);
    expect(stored).toMatchObject([{ duplicates: 1 }]);
    expect(await bodiesOf(platform, organizationId)).toEqual([`${organizationId}/${stored[0]?.id}`]);
    expect(await rawBytes(platform, key, stored[0]?.id ?? "")).toEqual(bytes(LARGE));
  });

  it("is not put aside for a request that does not verify", async () => {
    const { platform, organizationId, endpoint } = await setUp();
    expect((await push(platform, endpoint, LARGE, { secret: "wrong" })).status).toBe(401);
    await platform.drain();
    expect(await bodiesOf(platform, organizationId)).toEqual([]);
  });
});

describe("a queue message", () => {
  it("takes of a body sent in chunks no more than the body", async () => {
    const platform = new TestPlatform();
    const { key } = await platform.organization();
    const endpoint = await createEndpoint(platform, key, { provider: "custom", verification: "none" });
    const body = new Blob(["x".repeat(70_000), "y".repeat(30_000)]).stream();
    expect((await platform.fetch(endpoint.path, { method: "POST", body })).status).toBe(200);
    expect(platform.queue.sent).toHaveLength(1);
    await platform.drain();
    const [event] = await events(platform, key);
    expect(await rawBytes(platform, key, event?.id ?? "")).toHaveLength(100_000);
  });

  it("is taken by the queue at every size around its limit, in letters of any length", async () => {
    const { platform, endpoint } = await setUp();
    for (const letter of ["x", "ë", "漢", "🔑"]) {
      const size = bytes(letter).byteLength;
      for (let total = 123_000; total <= 129_000; total += 500) {
        const body = JSON.stringify(letter.repeat(Math.floor(total / size)));
        platform.database.statements.length = 0;
        expect((await push(platform, endpoint, body)).status).toBe(200);
        expect(platform.database.statements.filter((sql) => sql.includes("inbox"))).toEqual([]);
      }
    }
    expect(platform.queue.sent).toHaveLength(4 * 13);
  });

  it("fits whatever headers and query come with a body, which keep the event's identity", async () => {
    const { platform, key, endpoint } = await setUp();
    const delivery = crypto.randomUUID();
    const headers = { "x-long": "l".repeat(60_000), "x-short": "s" };
    for (const body of ["{}", `{"pad":"${"x".repeat(100_000)}"}`]) {
      const path = `${endpoint.path}?q=${"q".repeat(15_000)}`;
      const response = await push(platform, { path }, body, { headers, delivery: delivery + body.length });
      expect(response.status).toBe(200);
    }
    expect(platform.queue.sent).toHaveLength(2);
    await platform.drain();
    const stored = await events(platform, key);
    expect(stored.map(({ providerEventId }) => providerEventId)).toEqual([
      `${delivery}100010`,
      `${delivery}2`,
    ]);
  });
});
