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

describe("a destination that does not take an event", () => {
  it("is tried after 5 s, 5 min, 30 min, 2, 5, 10 and 10 h, a fifth more or less, and then no more", async () => {
    const { platform, destination, send, answerWith, deliveries } = await setUpDestinations();
    await destination();
    answerWith(() => new Response("no", { status: 500 }));
    let now = Date.now();
    vi.useFakeTimers({ now, toFake: ["Date"] });
    await send();
    await platform.attempt();
    for (const seconds of [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000]) {
      const [delivery] = await deliveries();
      const waited = (Date.parse(delivery?.nextAttemptAt ?? "") - now) / 1_000;
      expect(waited).toBeGreaterThanOrEqual(seconds * 0.8 - 0.001);
      expect(waited).toBeLessThanOrEqual(seconds * 1.2 + 0.001);
      now = Date.parse(delivery?.nextAttemptAt ?? "");
      vi.setSystemTime(now);
      if (platform.attempts.length === 0) {
        await platform.tick();
      }
      expect(platform.attempts).toHaveLength(1);
      await platform.attempt();
    }
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({ status: "failed", nextAttemptAt: null });
    expect(delivery?.attempts).toHaveLength(8);
    vi.setSystemTime(now + DAY_MS);
    await platform.tick();
    expect(platform.attempts).toEqual([]);
  });

  it("may have a list of its own, and ask for more time, which is kept up to a day", async () => {
    const { platform, destination, send, answerWith, deliveries } = await setUpDestinations();
    await destination({ retrySchedule: [10, 10, 10, 10] });
    const asked = [
      "120",
      new Date(Math.floor(Date.now() / 1_000) * 1_000 + 600_000).toUTCString(),
      "9999999",
    ];
    const now = Date.now();
    vi.useFakeTimers({ now, toFake: ["Date"] });
    await send();
    const waits: number[] = [];
    for (const after of asked) {
      answerWith(() => new Response(null, { status: 429, headers: { "retry-after": after } }));
      await platform.attempt();
      const [delivery] = await deliveries();
      waits.push(Math.round((Date.parse(delivery?.nextAttemptAt ?? "") - now) / 1_000));
      platform.attempts.splice(0);
      const attempt = (delivery?.attempts.length ?? 0) + 1;
      const { DB } = platform.env;
      const row = await DB.prepare("select org_id from deliveries where id = ?")
        .bind(delivery?.id)
        .first<{ org_id: string }>();
      platform.attempts.push({
        body: { kind: "delivery", organizationId: row?.org_id, id: delivery?.id, attempt },
        delaySeconds: 0,
      });
    }
    expect(waits[0]).toBe(120);
    expect(waits[1]).toBeGreaterThan(590);
    expect(waits[1]).toBeLessThanOrEqual(600);
    expect(waits[2]).toBe(86_400);
  });

  it.each([
    [301, "failed or retried, never followed", "pending"],
    [400, "failed", "failed"],
    [404, "failed", "failed"],
    [408, "retried", "pending"],
    [422, "failed", "failed"],
    [425, "retried", "pending"],
    [503, "retried", "pending"],
  ])("with %i is %s", async (status, _, expected) => {
    const { platform, destination, send, answerWith, deliveries, requests } = await setUpDestinations();
    await destination();
    const headers = { location: "https://elsewhere.example.com/" };
    answerWith(() => new Response(null, { status, headers }));
    await send();
    await platform.attempt();
    expect((await deliveries()).map((one) => one.status)).toEqual([expected]);
    expect(requests).toHaveLength(1);
  });

  it("keeps 16 KB of the last answer and the first words of earlier ones", async () => {
    const { platform, destination, send, answerWith, deliveries } = await setUpDestinations();
    await destination();
    answerWith(() => new Response("é".repeat(100_000), { status: 500 }));
    await send();
    await platform.attempt();
    await platform.attempt();
    const [delivery] = await deliveries();
    const sizes = delivery?.attempts.map(
      ({ response }) => new TextEncoder().encode(response ?? "").byteLength,
    );
    expect(sizes?.[1]).toBe(16_384);
    expect(sizes?.[0]).toBeLessThanOrEqual(2_048);
  });

  it("never delays another: what waits behind a hanging one is put off without spending an attempt", async () => {
    const { platform, destination, send, answerWith, deliveries } = await setUpDestinations();
    const stuck = await destination({ url: "https://stuck.example.com/" });
    const fine = await destination({ url: "https://fine.example.com/" });
    let release: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => {
      release = resolve;
    });
    const arrived: string[] = [];
    answerWith(async (request) => {
      arrived.push(new URL(request.url).host);
      if (request.url.includes("stuck")) {
        await hanging;
        throw new Error("It hung up.");
      }
      return new Response(null, { status: 200 });
    });
    for (let count = 0; count < 10; count += 1) {
      await send(`{"n":${count}}`);
    }
    await platform.drain();
    const running = platform.deliverAttempts(platform.attempts.splice(0));
    await vi.waitUntil(
      async () => (await deliveries(`&destinationId=${fine.id}&status=delivered`)).length === 10,
    );
    release();
    await running;
    expect(arrived.filter((host) => host.startsWith("stuck"))).toHaveLength(1);
    const waiting = await deliveries(`&destinationId=${stuck.id}`);
    expect(waiting.map(({ attempts }) => attempts.length).sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(waiting.every(({ status }) => status === "pending")).toBe(true);
    expect(platform.attempts).toHaveLength(10);
  });
});

describe("a destination that wants nothing more", () => {
  it.each([
    ["410 Gone", () => new Response(null, { status: 410 })],
    ["a header", () => new Response(null, { status: 500, headers: { "webhook-delivery": "disable" } })],
  ])("says so by %s: it is switched off, its events are held, and recovered once it is on again", async (_, gone) => {
    const { platform, destination, send, call, answerWith, deliveries, requests } = await setUpDestinations();
    const { id } = await destination();
    const since = new Date(Date.now() - MINUTE_MS).toISOString();
    answerWith(gone);
    await send('{"n":1}');
    await platform.attempt();
    expect((await call("GET", `/v1/destinations/${id}`)).body.status).toBe("gone");
    expect((await call<{ data: { kind: string }[] }>("GET", "/v1/incidents")).body.data).toMatchObject([
      { kind: "destination_disabled", subject: id, status: "open" },
    ]);
    await send('{"n":2}');
    await platform.attempt();
    expect((await deliveries()).map(({ status }) => status)).toEqual(["held", "held"]);
    expect(requests).toHaveLength(1);

    const range = { since, until: new Date(Date.now() + MINUTE_MS).toISOString() };
    const recover = (body: Record<string, unknown>) => call("POST", `/v1/destinations/${id}/recover`, body);
    expect((await recover(range)).body.code).toBe("destination_disabled");
    expect((await recover({ ...range, dryRun: true })).body).toEqual({ count: 2, remaining: 0 });
    answerWith(() => new Response(null, { status: 204 }));
    await call("PATCH", `/v1/destinations/${id}`, { enabled: true });
    expect((await recover(range)).body).toEqual({ count: 2, remaining: 0 });
    await platform.tick();
    await platform.attempt();
    expect((await deliveries()).map(({ status }) => status)).toEqual(["delivered", "delivered"]);
    expect((await recover(range)).body).toEqual({ count: 0, remaining: 0 });
    expect((await call<{ data: { status: string }[] }>("GET", "/v1/incidents")).body.data).toMatchObject([
      { status: "resolved" },
    ]);
  });

  it("can end one event alone", async () => {
    const { platform, destination, send, call, answerWith, deliveries } = await setUpDestinations();
    const { id } = await destination();
    answerWith(() => new Response(null, { status: 500, headers: { "webhook-delivery": "abort-message" } }));
    await send();
    await platform.attempt();
    expect((await deliveries()).map(({ status }) => status)).toEqual(["failed"]);
    expect((await call("GET", `/v1/destinations/${id}`)).body.status).toBe("enabled");
  });
});

describe("five days of nothing but failures", () => {
  it("switch a destination off, with a warning after half of them; one success begins anew", async () => {
    const { platform, destination, send, call, answerWith } = await setUpDestinations();
    const { id } = await destination({ retrySchedule: [] });
    let now = Date.now();
    vi.useFakeTimers({ now, toFake: ["Date"] });
    const failAfter = async (days: number) => {
      now += days * DAY_MS;
      vi.setSystemTime(now);
      await send(`{"at":${now}}`);
      await platform.attempt();
    };
    const state = async () => ({
      status: (await call("GET", `/v1/destinations/${id}`)).body.status,
      incidents: (
        await call<{ data: { kind: string; status: string }[] }>("GET", "/v1/incidents")
      ).body.data.map(({ kind, status }) => `${kind} ${status}`),
    });
    answerWith(() => new Response(null, { status: 500 }));
    await failAfter(0);
    await failAfter(2.4);
    expect(await state()).toEqual({ status: "enabled", incidents: [] });
    await failAfter(0.2);
    expect(await state()).toEqual({ status: "enabled", incidents: ["destination_failing open"] });

    answerWith(() => new Response(null, { status: 200 }));
    await failAfter(0.1);
    expect(await state()).toEqual({ status: "enabled", incidents: ["destination_failing resolved"] });

    answerWith(() => new Response(null, { status: 500 }));
    await failAfter(0.1);
    await failAfter(2.6);
    await failAfter(2.3);
    expect((await state()).status).toBe("enabled");
    await failAfter(0.2);
    expect(await state()).toEqual({
      status: "failing",
      incidents: ["destination_disabled open", "destination_failing open", "destination_failing resolved"],
    });
  });
});

describe("a destination that is deleted", () => {
  it("gets nothing more, and what waited for it comes back to no sweep", async () => {
    const { platform, destination, send, call, answerWith, deliveries, requests } = await setUpDestinations();
    const { id } = await destination();
    answerWith(() => new Response(null, { status: 500 }));
    const now = Date.now();
    vi.useFakeTimers({ now, toFake: ["Date"] });
    await send();
    await platform.attempt();
    expect((await call("DELETE", `/v1/destinations/${id}`)).status).toBe(204);
    await platform.attempt();
    expect((await deliveries()).map(({ status }) => status)).toEqual(["held"]);
    vi.setSystemTime(now + DAY_MS);
    await platform.tick();
    expect(platform.attempts).toEqual([]);
    expect(requests).toHaveLength(1);
  });
});

describe("a person", () => {
  it("tries a delivery again now, and the retry that was planned does not come as well", async () => {
    const { platform, destination, send, call, answerWith, deliveries, requests } = await setUpDestinations();
    await destination();
    answerWith(() => new Response(null, { status: 500 }));
    await send();
    await platform.attempt();
    const planned = platform.attempts.splice(0);
    const [delivery] = await deliveries();
    answerWith(() => new Response(null, { status: 200 }));
    expect((await call("POST", `/v1/deliveries/${delivery?.id}/retry`)).status).toBe(202);
    await platform.attempt();
    await platform.deliverAttempts(planned);
    expect(requests).toHaveLength(2);
    expect(await deliveries()).toMatchObject([{ status: "delivered", attempts: [{}, {}] }]);
  });

  it("tests a destination, with nothing stored", async () => {
    const { destination, call, requests, deliveries, answerWith } = await setUpDestinations();
    const { id, secret } = await destination();
    answerWith(() => new Response("hello", { status: 202 }));
    const tested = await call("POST", `/v1/destinations/${id}/test`);
    expect(tested.body).toMatchObject({ httpStatus: 202, error: null, response: "hello" });
    const [request] = requests;
    const body = new Webhook(secret).verify(
      (await request?.text()) ?? "",
      Object.fromEntries(request?.headers ?? []),
    );
    expect(body).toMatchObject({ type: "causeway.test" });
    expect(await deliveries()).toEqual([]);
  });
});
