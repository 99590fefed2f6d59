import { describe, expect, it } from "vitest";
import { newId } from "../../shared/ids.ts";
import { TestPlatform } from "../support/platform.ts";
import { bytes, slackHeaders, stripeHeaders, twilioRequest } from "../support/sign.ts";
import { createEndpoint, events, push, type TestEndpoint } from "../support/webhooks.ts";

const STRIPE_SECRET = "whsec_effects";
const SLACK_SECRET = "0123456789abcdef0123456789abcdef";
const TWILIO_TOKEN = "0123456789abcdef0123456789abcdef";

async function setUp(body: Record<string, unknown> = { provider: "stripe", secret: STRIPE_SECRET }) {
  const platform = new TestPlatform();
  const { key } = await platform.organization();
  return { platform, key, endpoint: await createEndpoint(platform, key, body) };
}

interface InvoiceEvent {
  readonly type: string;
  readonly created: number;
  readonly attemptCount?: number;
}

async function sendInvoice(
  platform: TestPlatform,
  endpoint: TestEndpoint,
  event: InvoiceEvent,
): Promise<string> {
  const body = bytes(
    JSON.stringify({
      id: `evt_${crypto.randomUUID()}`,
      object: "event",
      type: event.type,
      created: event.created,
      data: {
        object: {
          id: "in_1",
          object: "invoice",
          customer: "cus_1",
          amount_due: 4_900,
          currency: "eur",
          attempt_count: event.attemptCount ?? 1,
          next_payment_attempt: null,
          parent: { subscription_details: { subscription: "sub_1" } },
        },
      },
    }),
  );
  const headers = await stripeHeaders(body, { secret: STRIPE_SECRET, at: Math.floor(Date.now() / 1_000) });
  const response = await platform.fetch(endpoint.path, { method: "POST", headers, body });
  return (await response.json<{ id: string }>()).id;
}

async function invoices(platform: TestPlatform, key: string): Promise<Record<string, unknown>[]> {
  const { body } = await platform.call<{ data: Record<string, unknown>[] }>("GET", "/v1/billing/invoices", {
    token: key,
  });
  return body.data;
}

describe("a failed payment at Stripe", () => {
  it("becomes the invoice's billing state, in minor units and with its subscription", async () => {
    const { platform, key, endpoint } = await setUp();
    const id = await sendInvoice(platform, endpoint, {
      type: "invoice.payment_failed",
      created: 1_767_225_600,
    });
    await platform.drain();
    expect(await invoices(platform, key)).toEqual([
      expect.objectContaining({
        externalId: "in_1",
        customerId: "cus_1",
        subscriptionId: "sub_1",
        status: "payment_failed",
        amountDue: 4_900,
        currency: "EUR",
        attemptCount: 1,
        eventId: id,
      }),
    ]);
    expect(await events(platform, key)).toEqual([
      expect.objectContaining({ status: "processed", attempts: 1 }),
    ]);
  });

  it("does not overwrite what happened after it, in whatever order the two arrive", async () => {
    const { platform, key, endpoint } = await setUp();
    await sendInvoice(platform, endpoint, { type: "invoice.paid", created: 1_767_225_700 });
    await sendInvoice(platform, endpoint, { type: "invoice.payment_failed", created: 1_767_225_600 });
    await platform.drain();
    expect(await invoices(platform, key)).toEqual([expect.objectContaining({ status: "paid" })]);
  });
});

describe("two states of one time", () => {
  it("leave the one that comes later in a life, in whatever order the two arrive", async () => {
    for (const types of [
      ["invoice.paid", "invoice.payment_failed"],
      ["invoice.payment_failed", "invoice.paid"],
    ]) {
      const { platform, key, endpoint } = await setUp();
      for (const type of types) {
        await sendInvoice(platform, endpoint, { type, created: 1_767_225_600 });
        await platform.drain();
      }
      expect(await invoices(platform, key)).toEqual([expect.objectContaining({ status: "paid" })]);
    }
  });
});

describe("a delivery status of Twilio", () => {
  it("moves the message forward and never back, and is answered as Twilio asks", async () => {
    const { platform, key, endpoint } = await setUp({ provider: "twilio", secret: TWILIO_TOKEN });
    for (const MessageStatus of ["sent", "delivered", "queued"]) {
      const parameters = {
        MessageSid: "SM1",
        MessageStatus,
        AccountSid: "AC1",
        To: "+14155552671",
        Body: "",
      };
      const { headers, body } = await twilioRequest(endpoint.url, parameters, TWILIO_TOKEN);
      const response = await platform.fetch(endpoint.path, { method: "POST", headers, body });
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toContain("text/xml");
      expect(await response.text()).toContain("<Response");
      await platform.drain();
    }
    const { body } = await platform.call<{ data: unknown[] }>("GET", "/v1/delivery-receipts", { token: key });
    expect(body.data).toEqual([
      expect.objectContaining({ provider: "twilio", externalId: "SM1", status: "delivered" }),
    ]);
    expect(await events(platform, key)).toHaveLength(3);
  });
});

describe("a handler that fails", () => {
  it("is tried five times, then the event is dead with its error, and a replay revives it", async () => {
    const { platform, key, endpoint } = await setUp();
    const id = await sendInvoice(platform, endpoint, {
      type: "invoice.payment_failed",
      created: 1_767_225_600,
    });
    const messages = platform.queue.take().map(({ body }) => body);
    platform.database.failingOn = /insert into records/;
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const delivered = await platform.deliver(messages, { attempts: attempt });
      expect(delivered.acked).toHaveLength(attempt === 5 ? 1 : 0);
      const [event] = await events(platform, key);
      expect(event).toMatchObject({ attempts: attempt, status: attempt === 5 ? "dead" : "failed" });
      expect(event?.error).toContain("invoice");
    }
    expect(await invoices(platform, key)).toEqual([]);

    platform.database.failingOn = null;
    expect(await platform.call("POST", `/v1/events/${id}/replay`, { token: key })).toMatchObject({
      status: 202,
      body: { count: 1 },
    });
    await platform.drain();
    expect(await invoices(platform, key)).toHaveLength(1);
    expect(await events(platform, key)).toEqual([
      expect.objectContaining({ status: "processed", replays: 1, error: null }),
    ]);
  });

  it("that cannot even be planned fails its own event, and holds up nothing else of its batch", async () => {
    const { platform, key, endpoint } = await setUp();
    await sendInvoice(platform, endpoint, { type: "invoice.payment_failed", created: 1_767_225_600 });
    const slack = await createEndpoint(platform, key, { provider: "slack", secret: SLACK_SECRET });
    const action = { action_id: "approval_approve", value: newId("approval", Date.now()), action_ts: "1.1" };
    const payload = { type: "block_actions", user: { id: "U1" }, actions: [action] };
    const body = bytes(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
    const signed = await slackHeaders(body, { secret: SLACK_SECRET, at: Math.floor(Date.now() / 1_000) });
    const headers = { ...signed, "content-type": "application/x-www-form-urlencoded" };
    await platform.fetch(slack.path, { method: "POST", headers, body });
    const messages = platform.queue.take().map((message) => message.body);
    platform.database.failingOn = /from "approvals"/;
    const clicked = async () => (await events(platform, key, "?provider=slack"))[0];
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const delivered = await platform.deliver(messages, { attempts: attempt });
      expect(delivered.retried).toHaveLength(attempt === 5 ? 0 : 1);
      expect(await invoices(platform, key)).toHaveLength(1);
    }
    expect(await clicked()).toMatchObject({ status: "dead", attempts: 5 });
    await platform.call("POST", `/v1/events/${(await clicked())?.id}/replay`, { token: key });
    const replayed = platform.queue.take().map((message) => message.body);
    expect((await platform.deliver(replayed, { attempts: 5 })).acked).toHaveLength(1);
    expect(await clicked()).toMatchObject({ status: "dead", replays: 1 });
    platform.database.failingOn = null;
    await platform.deliver(replayed);
    expect(await clicked()).toMatchObject({ status: "processed" });
  });

  it("runs once when its consumer died after storing the event", async () => {
    const { platform, key, endpoint } = await setUp();
    await sendInvoice(platform, endpoint, { type: "invoice.payment_failed", created: 1_767_225_600 });
    const messages = platform.queue.take().map(({ body }) => body);
    platform.database.failingOn = /update events|insert into records/;
    expect((await platform.deliver(messages)).retried).toHaveLength(1);
    platform.database.failingOn = null;
    await platform.deliver(messages, { attempts: 2 });
    await platform.deliver(messages, { attempts: 3 });
    expect(await events(platform, key)).toEqual([
      expect.objectContaining({ status: "processed", attempts: 1 }),
    ]);
  });
});

describe("event types that an endpoint does not want", () => {
  it("are stored as ignored, without effects", async () => {
    const { platform, key, endpoint } = await setUp({
      provider: "stripe",
      secret: STRIPE_SECRET,
      events: ["invoice.paid", "stripe.customer.*"],
    });
    await sendInvoice(platform, endpoint, { type: "invoice.payment_failed", created: 1_767_225_600 });
    await platform.drain();
    expect(await events(platform, key)).toEqual([expect.objectContaining({ status: "ignored" })]);
    expect(await invoices(platform, key)).toEqual([]);
  });
});

describe("a replay", () => {
  it("runs an event again from its bytes, also where they are unparsed or large", async () => {
    const platform = new TestPlatform();
    const { key } = await platform.organization();
    const endpoint = await createEndpoint(platform, key);
    await push(platform, endpoint, "no json");
    await push(platform, endpoint, `{"pad":"${"x".repeat(200_000)}"}`);
    await platform.drain();
    for (const { id } of await events(platform, key)) {
      await platform.call("POST", `/v1/events/${id}/replay`, { token: key });
    }
    await platform.drain();
    expect((await events(platform, key)).map(({ replays, status }) => [replays, status])).toEqual([
      [1, "processed"],
      [1, "processed"],
    ]);
  });
});
