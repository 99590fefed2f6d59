import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";
import { createEndpoint, push } from "../support/webhooks.ts";

const APP_SECRET = "0123456789abcdef0123456789abcdef";
const MESSAGE_ID = "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdC";
const TO = "+16505551234";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await new OutboxPlatform().clearJobs();
});

/** An organization with a number of its own at WhatsApp, which answers messages as told. */
async function setUp(answer: () => Response) {
  const platform = new OutboxPlatform();
  const sent = stubFetch(({ method }) => (method === "POST" ? answer() : Response.json({ id: "1" })));
  const { key } = await platform.organization();
  const phoneNumberId = String(crypto.getRandomValues(new Uint32Array(1))[0]);
  const connection = await platform.call<{ status: string }>("POST", "/v1/connections", {
    token: key,
    body: { provider: "whatsapp", credentials: { accessToken: `EAA${crypto.randomUUID()}`, phoneNumberId } },
  });
  expect(connection.body.status).toBe("active");
  const send = async (path: string, body: unknown) => {
    const made = await platform.call<{ id: string }>("POST", path, { token: key, body });
    expect(made.status).toBe(202);
    await platform.drainJobs();
    return await platform.job(key, made.body.id);
  };
  return { platform, key, sent, send, phoneNumberId };
}

const text = { channel: "whatsapp", to: "+1 650 555 1234", text: "Hello", category: "transactional" };

it("carries a message to its number, and its statuses settle it", async () => {
  const accepted = () => Response.json({ messages: [{ id: MESSAGE_ID, message_status: "accepted" }] });
  const { platform, key, sent, send, phoneNumberId } = await setUp(accepted);
  const job = await send("/v1/messages", text);
  expect(job).toMatchObject({ status: "succeeded", externalId: MESSAGE_ID });
  const [request] = sent.filter(({ method }) => method === "POST");
  expect(request?.url).toBe(`https://graph.facebook.com/v23.0/${phoneNumberId}/messages`);
  expect(await request?.json()).toEqual({
    messaging_product: "whatsapp",
    recipient_type: "individual",
    to: TO,
    biz_opaque_callback_data: job.id,
    type: "text",
    text: { body: "Hello" },
  });
  const endpoint = await createEndpoint(platform, key, { provider: "whatsapp", secret: APP_SECRET });
  for (const status of ["read", "delivered"]) {
    const statuses = [{ id: MESSAGE_ID, status, timestamp: "1767225600", recipient_id: "16505551234" }];
    const value = { metadata: { phone_number_id: phoneNumberId }, statuses };
    const entry = [{ id: "1", changes: [{ field: "messages", value }] }];
    const body = JSON.stringify({ object: "whatsapp_business_account", entry });
    expect((await push(platform, endpoint, body, { secret: APP_SECRET })).status).toBe(200);
  }
  await platform.drain();
  const path = `/v1/delivery-receipts?externalId=${MESSAGE_ID}`;
  const receipts = await platform.call<{ data: unknown[] }>("GET", path, { token: key });
  expect(receipts.body.data).toEqual([expect.objectContaining({ externalId: MESSAGE_ID, status: "read" })]);
});

it("is charged by a rate that its statuses name, counted once however often they come", async () => {
  const accepted = () => Response.json({ messages: [{ id: `${MESSAGE_ID}2` }] });
  const { platform, key, send, phoneNumberId } = await setUp(accepted);
  const job = await send("/v1/messages", text);
  expect(job).toMatchObject({ rate: null, cost: null });
  const endpoint = await createEndpoint(platform, key, { provider: "whatsapp", secret: APP_SECRET });
  const tell = async (status: string, id = `${MESSAGE_ID}2`) => {
    const pricing = { billable: true, pricing_model: "PMP", type: "regular", category: "utility" };
    const statuses = [{ id, status, timestamp: "1767225600", recipient_id: "16505551234", pricing }];
    const value = { metadata: { phone_number_id: phoneNumberId }, statuses };
    const entry = [{ id: "1", changes: [{ field: "messages", value }] }];
    const body = JSON.stringify({ object: "whatsapp_business_account", entry });
    expect((await push(platform, endpoint, body, { secret: APP_SECRET })).status).toBe(200);
    await platform.drain();
  };
  const rates = async (query: string) => {
    const path = `/v1/message-costs?${query}`;
    return (await platform.call<{ data: unknown; rates: unknown }>("GET", path, { token: key })).body;
  };
  const day = "since=2026-01-01&until=2026-01-01";
  await tell("sent");
  expect((await rates(day)).rates).toEqual([]);
  await tell("delivered");
  await tell("read");
  await tell("delivered", `${MESSAGE_ID}3`);
  expect(await platform.job(key, job.id)).toMatchObject({
    rate: { category: "utility", type: "regular" },
    cost: null,
  });
  const counted = [{ provider: "whatsapp", category: "utility", type: "regular", messages: 2 }];
  expect(await rates(day)).toMatchObject({ data: [], rates: counted });
  expect((await rates(`${day}&provider=twilio`)).rates).toEqual([]);
  expect((await rates("since=2026-01-02&until=2026-01-03")).rates).toEqual([]);
});

it("fails for good outside the window of 24 hours, without another try, and says why", async () => {
  const closed = () =>
    Response.json({ error: { code: 131047, message: "Re-engagement message" } }, { status: 400 });
  const { sent, send } = await setUp(closed);
  expect(await send("/v1/messages", text)).toMatchObject({
    status: "failed",
    error: { code: "131047", retryable: false },
  });
  expect(sent.filter(({ method }) => method === "POST")).toHaveLength(1);
});

it("writes to nobody who is suppressed, by whatever kind of message", async () => {
  const { platform, key, sent } = await setUp(() => Response.json({}));
  await platform.call("POST", "/v1/suppressions", {
    token: key,
    body: { channel: "whatsapp", address: TO, reason: "stop" },
  });
  const job = { provider: "whatsapp", action: "message.send_template" };
  const input = { to: TO, name: "hello_world", language: "en_US" };
  const made = await platform.call<{ id: string }>("POST", "/v1/jobs", {
    token: key,
    body: { ...job, input },
  });
  await platform.drainJobs();
  expect((await platform.job(key, made.body.id)).status).toBe("blocked");
  expect(sent.filter(({ method }) => method === "POST")).toEqual([]);
});

it("answers a user who shows no number by their id, until they say stop", async () => {
  const USER = "US.13491208655302741918";
  const { platform, key, sent, phoneNumberId } = await setUp(() =>
    Response.json({ messages: [{ id: MESSAGE_ID }] }),
  );
  const endpoint = await createEndpoint(platform, key, { provider: "whatsapp", secret: APP_SECRET });
  const call = <T>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  const write = async (words: string) => {
    vi.setSystemTime(Date.now() + 1_000);
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const message = {
      from_user_id: USER,
      id: `wamid.${words}`,
      timestamp,
      type: "text",
      text: { body: words },
    };
    const metadata = { display_phone_number: "15550783881", phone_number_id: phoneNumberId };
    const changes = [{ field: "messages", value: { metadata, messages: [message] } }];
    const body = JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "1", changes }] });
    await push(platform, endpoint, body, { secret: APP_SECRET });
    await platform.drain();
  };
  await write("Hello");
  const { body: conversations } = await call<{ data: { id: string }[] }>("GET", "/v1/conversations");
  const path = `/v1/conversations/${conversations.data[0]?.id}/messages`;
  expect((await call("POST", path, { text: "Good morning" })).status).toBe(202);
  await platform.drainJobs();
  const [request] = sent.filter(({ method }) => method === "POST");
  const said = await request?.json<Record<string, unknown>>();
  expect([said?.recipient, said?.to]).toEqual([USER, undefined]);
  await write("STOP");
  const { body: suppressions } = await call<{ data: unknown[] }>("GET", "/v1/suppressions");
  expect(suppressions.data).toMatchObject([{ channel: "whatsapp", address: USER, reason: "stop" }]);
});
