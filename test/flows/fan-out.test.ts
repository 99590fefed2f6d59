import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it, vi } from "vitest";
import { clearDestinations, setUpDestinations } from "../support/delivering.ts";
import { push } from "../support/webhooks.ts";

afterEach(clearDestinations);

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

describe("an event that a destination wants", () => {
  it("arrives once as a CloudEvent, signed so that the standard's own library verifies it", async () => {
    const { platform, destination, requests, send, deliveries } = await setUpDestinations();
    const { secret } = await destination();
    const id = await send('{"action":"opened","n":1.50}');
    await platform.attempt();
    expect(requests).toHaveLength(1);
    const [request] = requests;
    const body = (await request?.text()) ?? "";
    const headers = Object.fromEntries(request?.headers ?? []);
    const verified = new Webhook(secret).verify(body, headers) as Record<string, unknown>;
    expect(verified).toMatchObject({
      id,
      specversion: "1.0",
      type: "github.push.opened",
      datacontenttype: "application/json",
      data: { action: "opened" },
    });
    expect(headers["webhook-id"]).toBe(id);
    expect(request?.method).toBe("POST");
    expect(request?.redirect).toBe("manual");
    expect(await deliveries()).toMatchObject([
      { eventId: id, status: "delivered", attempts: [{ httpStatus: 204, error: null }] },
    ]);
  });

  it("goes to every destination that wants its type, and to nobody else's", async () => {
    const first = await setUpDestinations();
    const stranger = await setUpDestinations();
    await stranger.destination({ url: "https://stranger.example.com/" });
    await first.destination({ url: "https://a.example.com/" });
    await first.destination({ url: "https://b.example.com/", events: ["*"] });
    await first.destination({ url: "https://c.example.com/", events: ["stripe.*"] });
    await first.send();
    await first.platform.attempt();
    await stranger.platform.attempt();
    const urls = [...first.requests, ...stranger.requests].map(({ url }) => url);
    expect(urls.sort()).toEqual(["https://a.example.com/", "https://b.example.com/"]);
  });

  it("arrives once though its batch came twice, or its consumer died before the queue had it", async () => {
    const { platform, destination, requests, send } = await setUpDestinations();
    await destination();
    await send("{}");
    const messages = platform.queue.take().map(({ body }) => body);
    const queue = platform.env.DELIVERY_QUEUE as { sendBatch: unknown };
    const { sendBatch } = queue;
    queue.sendBatch = async () => {
      throw new Error("The queue is away.");
    };
    expect((await platform.deliver(messages)).retried).toHaveLength(1);
    queue.sendBatch = sendBatch;
    await platform.deliver(messages, { attempts: 2 });
    await platform.deliver(messages, { attempts: 3 });
    await platform.attempt();
    expect(requests).toHaveLength(1);
  });

  it("is not sent for a duplicate", async () => {
    const { platform, destination, requests, endpoint, deliveries } = await setUpDestinations();
    await destination();
    const delivery = crypto.randomUUID();
    await push(platform, endpoint, "{}", { delivery });
    await push(platform, endpoint, "{}", { delivery });
    await platform.attempt();
    await push(platform, endpoint, "{}", { delivery });
    await platform.attempt();
    expect(requests).toHaveLength(1);
    expect(await deliveries()).toHaveLength(1);
  });

  it("is sent again by a replay, marked as one, under the same id", async () => {
    const { platform, destination, requests, send, call, deliveries } = await setUpDestinations();
    await destination();
    const id = await send();
    await platform.attempt();
    expect((await call("POST", `/v1/events/${id}/replay`)).status).toBe(202);
    await platform.attempt();
    expect(requests.map(({ headers }) => headers.get("webhook-id"))).toEqual([id, id]);
    const bodies = await Promise.all(requests.map((request) => request.json<{ replay?: true }>()));
    expect(bodies.map(({ replay }) => replay)).toEqual([undefined, true]);
    expect(await deliveries(`&eventId=${id}`)).toHaveLength(2);
  });

  it("carries a large body whole, and one that does not parse as base64", async () => {
    const { platform, destination, requests, send } = await setUpDestinations();
    await destination();
    const text = "x".repeat(300_000);
    await send(JSON.stringify({ text }));
    await platform.attempt();
    await send("{broken");
    await platform.attempt();
    const [large, broken] = await Promise.all(
      requests.map((request) => request.json<{ type: string; data: unknown; data_base64?: string }>()),
    );
    expect(large?.data).toEqual({ text });
    expect(broken).toMatchObject({ type: "github.unparsed", data: null, data_base64: btoa("{broken") });
  });
});

describe("secrets of a destination", () => {
  it("sign together until the old one expires, each for its own receivers", async () => {
    const { platform, destination, requests, send, call } = await setUpDestinations();
    const { id, secret } = await destination();
    const rotated = await call<{ secret: string }>("POST", `/v1/destinations/${id}/rotate-secret`, {});
    expect(rotated.body.secret).not.toBe(secret);
    await send();
    await platform.attempt();
    vi.useFakeTimers({ now: Date.now() + DAY_MS + MINUTE_MS, toFake: ["Date"] });
    await send();
    await platform.attempt();
    const [during, after] = await Promise.all(
      requests.map(async (request) => ({
        body: await request.text(),
        headers: Object.fromEntries(request.headers),
      })),
    );
    const verify = (key: string, one = during) =>
      new Webhook(key).verify(one?.body ?? "", one?.headers ?? {});
    expect(verify(rotated.body.secret, after)).toBeDefined();
    expect(() => verify(secret, after)).toThrow("No matching signature");
    vi.useRealTimers();
    expect(verify(secret)).toEqual(verify(rotated.body.secret));
  });

  it("are shown once, are at most ten, and have the form that receivers' libraries take", async () => {
    const { destination, call } = await setUpDestinations();
    const { id, secret } = await destination();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(JSON.stringify((await call("GET", `/v1/destinations/${id}`)).body)).not.toContain(secret);
    const statuses: number[] = [];
    for (let count = 0; count < 10; count += 1) {
      statuses.push((await call("POST", `/v1/destinations/${id}/rotate-secret`, {})).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 9 }, () => 200), 422]);
    for (const bad of ["secret", "whsec_", `whsec_${btoa("short")}`, "whsec_***"]) {
      const refused = await call("POST", `/v1/destinations/${id}/rotate-secret`, { secret: bad });
      expect([bad, refused.body.code]).toEqual([bad, "secret_malformed"]);
    }
  });
});
