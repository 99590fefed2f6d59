import { describe, expect, it } from "vitest";
import { TestPlatform } from "../support/platform.ts";
import { bytes, stripeHeaders, twilioRequest } from "../support/sign.ts";
import { sendgridSigner } from "../support/sign-sendgrid.ts";
import { createEndpoint, events, rawBytes } from "../support/webhooks.ts";

const signer = await sendgridSigner();

async function setUp() {
  const platform = new TestPlatform();
  const { key, id } = await platform.organization();
  const endpoint = await createEndpoint(platform, key, { provider: "sendgrid", secret: signer.secret });
  /** Posts one event for each id; returns the id answered. */
  const post = async (items: readonly string[], more: Record<string, unknown> = {}): Promise<string> => {
    const body = bytes(JSON.stringify(items.map((item) => itemOf(item, more))));
    const headers = await signer.headers(body, Math.floor(Date.now() / 1_000));
    const response = await platform.fetch(endpoint.path, { method: "POST", headers, body });
    expect(response.status).toBe(200);
    return (await response.json<{ id: string }>()).id;
  };
  const stored = (query = "") => events(platform, key, `?limit=200${query}`);
  return { platform, key, organizationId: id, endpoint, post, stored };
}

function itemOf(id: string, more: Record<string, unknown>) {
  const message = { sg_message_id: `message-of-${id}.recv`, timestamp: 1_767_225_600 };
  return { sg_event_id: id, event: "delivered", email: "ada@example.com", ...message, ...more };
}

async function bodiesIn(platform: TestPlatform, organizationId: string): Promise<number> {
  const statement = platform.env.DB.prepare("select count(*) as count from bodies where org_id = ?");
  return (await statement.bind(organizationId).first<number>("count")) ?? 0;
}

describe("a body with several events", () => {
  it("becomes one event each, in their order, the first under the id answered", async () => {
    const { platform, key, post, stored } = await setUp();
    const id = await post(["a", "b", "c"]);
    await platform.drain();
    const all = await stored();
    expect(all.map(({ providerEventId }) => providerEventId)).toEqual(["c", "b", "a"]);
    expect(all.at(-1)?.id).toBe(id);
    expect(all.map(({ data }) => data)).toMatchObject([{ sg_event_id: "c" }, {}, { sg_event_id: "a" }]);
    const raw = await Promise.all(all.map((event) => rawBytes(platform, key, event.id)));
    expect(raw[1]).toEqual(raw[0]);
    expect(new TextDecoder().decode(raw[2])).toContain('"sg_event_id":"b"');
    const { body } = await platform.call<{ data: unknown[] }>("GET", "/v1/delivery-receipts", { token: key });
    expect(body.data).toHaveLength(3);
  });

  it("is deduplicated event by event, in the body itself and against earlier ones", async () => {
    const { platform, post, stored } = await setUp();
    await post(["a", "b", "a"]);
    await platform.drain();
    await post(["b", "c"]);
    const messages = platform.queue.take().map(({ body }) => body);
    await platform.deliver(messages);
    await platform.deliver(messages, { attempts: 2 });
    const counts = (await stored()).map((event) => [event.providerEventId, event.duplicates]);
    expect(Object.fromEntries(counts)).toEqual({ a: 1, b: 1, c: 0 });
  });

  it("leaves no body behind when all of it was known, and keeps it when any of it was new", async () => {
    const { platform, organizationId, post } = await setUp();
    await post(["a", "b"]);
    await post(["b", "a"]);
    await platform.drain();
    expect(await bodiesIn(platform, organizationId)).toBe(1);
    await post(["b", "c"]);
    await platform.drain();
    expect(await bodiesIn(platform, organizationId)).toBe(2);
  });

  it("can be replayed event by event, from the shared bytes", async () => {
    const { platform, key, post, stored } = await setUp();
    await post(["a", "b", "c"]);
    await platform.drain();
    const middle = (await stored()).at(1);
    await platform.env.DB.prepare("update receipts set status = 'queued', rank = 1").run();
    await platform.call("POST", `/v1/events/${middle?.id}/replay`, { token: key });
    await platform.drain();
    expect((await stored()).map(({ replays }) => replays)).toEqual([0, 1, 0]);
    const { body } = await platform.call<{ data: { externalId: string; status: string }[] }>(
      "GET",
      "/v1/delivery-receipts?externalId=message-of-b",
      { token: key },
    );
    expect(body.data).toMatchObject([{ status: "delivered" }]);
  });

  it("is stored whole when it is too large for a message and its events for one statement", async () => {
    const { platform, organizationId, key, post, stored } = await setUp();
    const ids = Array.from({ length: 190 }, (_, n) => `large-${n}`);
    // three bytes a letter: 2.6 MB, in fewer than a million characters
    await post(ids, { pad: "漢".repeat(4_500) });
    expect(await platform.drain()).toBe(1);
    const all = await stored();
    expect(all.map(({ providerEventId }) => providerEventId)).toEqual(ids.toReversed());
    expect(all.every(({ status }) => status === "processed")).toBe(true);
    expect(await bodiesIn(platform, organizationId)).toBe(0);
    const one = await platform.call<{ data: { pad: string } }>("GET", `/v1/events/${all[7]?.id}`, {
      token: key,
    });
    expect(one.body.data.pad).toBe("漢".repeat(4_500));
  });
});

describe("events handled in one transaction", () => {
  it("are handled one by one when one of them fails, so that the others are done", async () => {
    const { platform, key, stored } = await setUp();
    const token = "0123456789abcdef0123456789abcdef";
    const twilio = await createEndpoint(platform, key, { provider: "twilio", secret: token });
    const stripe = await createEndpoint(platform, key, { provider: "stripe", secret: "whsec_1" });
    const sms = await twilioRequest(twilio.url, { MessageSid: "SM9", MessageStatus: "sent" }, token);
    const invoice = { id: "in_9", amount_due: 1, currency: "eur" };
    const body = bytes(JSON.stringify({ id: "evt_9", type: "invoice.paid", data: { object: invoice } }));
    const at = Math.floor(Date.now() / 1_000);
    const headers = await stripeHeaders(body, { secret: "whsec_1", at });
    await platform.fetch(stripe.path, { method: "POST", headers, body });
    await platform.fetch(twilio.path, { method: "POST", ...sms });

    platform.database.failingOn = /insert into records/;
    const delivered = await platform.deliver(platform.queue.take().map((sent) => sent.body));
    expect(delivered).toMatchObject({ acked: ["message-1"], retried: [{ msgId: "message-0" }] });
    const statuses = (await stored()).map(({ type, status }) => [type, status]);
    expect(Object.fromEntries(statuses)).toEqual({
      "stripe.invoice.paid": "failed",
      "twilio.message.status": "processed",
    });
  });

  it("cost few calls of the database, however many they are", async () => {
    const { platform, post } = await setUp();
    await post(Array.from({ length: 100 }, (_, n) => `n-${n}`));
    const messages = platform.queue.take().map(({ body }) => body);
    platform.database.calls = 0;
    await platform.deliver(messages);
    expect(platform.database.calls).toBeLessThanOrEqual(10);
  });
});
