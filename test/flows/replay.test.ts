import { describe, expect, it } from "vitest";
import { TestPlatform } from "../support/platform.ts";
import { bytes, stripeHeaders } from "../support/sign.ts";
import { createEndpoint, events } from "../support/webhooks.ts";

const SECRET = "whsec_replay";

async function setUp(more: Record<string, unknown> = {}) {
  const platform = new TestPlatform();
  const { key } = await platform.organization();
  const endpoint = await createEndpoint(platform, key, { provider: "stripe", secret: SECRET, ...more });
  const invoice = { id: "in_1", amount_due: 4_900, currency: "eur" };
  const event = { id: "evt_1", type: "invoice.payment_failed", created: 1_767_225_600 };
  const body = bytes(JSON.stringify({ ...event, data: { object: invoice } }));
  const headers = await stripeHeaders(body, { secret: SECRET, at: Math.floor(Date.now() / 1_000) });
  const response = await platform.fetch(endpoint.path, { method: "POST", headers, body });
  const { id } = await response.json<{ id: string }>();
  await platform.drain();
  const replay = () => platform.call("POST", `/v1/events/${id}/replay`, { token: key });
  const stored = async () => (await events(platform, key))[0];
  const invoices = async () =>
    (await platform.call<{ data: unknown[] }>("GET", "/v1/billing/invoices", { token: key })).body.data;
  return { platform, key, id, replay, stored, invoices };
}

describe("a replay", () => {
  it("runs the effects again, with the same result", async () => {
    const { platform, replay, stored, invoices } = await setUp();
    const before = await invoices();
    expect(before).toHaveLength(1);
    for (const replays of [1, 2]) {
      expect(await replay()).toMatchObject({ status: 202, body: { count: 1 } });
      await platform.drain();
      expect(await stored()).toMatchObject({ status: "processed", replays, duplicates: 0 });
    }
    expect(await invoices()).toEqual(before);
  });

  it("that is tried several times is one replay", async () => {
    const { platform, replay, stored } = await setUp();
    await replay();
    const messages = platform.queue.take().map(({ body }) => body);
    platform.database.failingOn = /insert into records/;
    for (const attempts of [1, 2]) {
      const delivered = await platform.deliver(messages, { attempts });
      expect(delivered.retried).toHaveLength(1);
      expect(await stored()).toMatchObject({ status: "failed", replays: 0 });
    }
    platform.database.failingOn = null;
    await platform.deliver(messages, { attempts: 3 });
    expect(await stored()).toMatchObject({ status: "processed", replays: 1, error: null });
  });

  it("that keeps failing makes the event dead, and does not hang in the queue", async () => {
    const { platform, replay, stored } = await setUp();
    await replay();
    const messages = platform.queue.take().map(({ body }) => body);
    platform.database.failingOn = /insert into records/;
    expect((await platform.deliver(messages, { attempts: 5 })).acked).toHaveLength(1);
    expect(await stored()).toMatchObject({ status: "dead", replays: 1 });
  });

  it("comes back when the database is away, and holds up nothing else of its batch", async () => {
    const { platform, key, id, replay, stored } = await setUp();
    await replay();
    const [message] = platform.queue.take().map(({ body }) => body);
    const gone = { ...(message as object), eventId: id.replace(/.$/, (last) => (last === "0" ? "1" : "0")) };
    const delivered = await platform.deliver([gone, message]);
    expect(delivered.acked).toHaveLength(2);
    expect(await stored()).toMatchObject({ replays: 1 });
    platform.database.failing = true;
    expect((await platform.deliver([message])).retried).toHaveLength(1);
    platform.database.failing = false;
    expect(await events(platform, key)).toHaveLength(1);
  });

  it("is parked when the queue refuses, and queued by the next sweep", async () => {
    const { platform, replay, stored } = await setUp();
    await platform.env.DB.prepare("delete from inbox").run();
    platform.queue.fault = "refuse";
    expect((await replay()).status).toBe(202);
    platform.queue.fault = null;
    await platform.tick();
    expect(await platform.drain()).toBe(1);
    expect(await stored()).toMatchObject({ replays: 1 });
  });

  it("processes and sends what its endpoint had ignored, for somebody asked for it", async () => {
    const { platform, key, id, replay, stored, invoices } = await setUp({ events: ["customer.*"] });
    await platform.call("POST", "/v1/destinations", {
      token: key,
      body: { url: "https://app.example.com/hooks", events: ["stripe.*"] },
    });
    expect(await stored()).toMatchObject({ status: "ignored" });
    expect(await invoices()).toEqual([]);
    await replay();
    await platform.drain();
    expect(await stored()).toMatchObject({ status: "processed", replays: 1 });
    expect(await invoices()).toHaveLength(1);
    const { body } = await platform.call<{ data: unknown[] }>("GET", `/v1/deliveries?eventId=${id}`, {
      token: key,
    });
    expect(body.data).toHaveLength(1);
  });
});
