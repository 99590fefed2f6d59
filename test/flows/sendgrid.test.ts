import { afterAll, afterEach, beforeEach, expect, it, vi } from "vitest";
import { OutboxPlatform } from "../support/outbox.ts";
import { exampleCredentials, stubFetch } from "../support/sending.ts";
import { bytes } from "../support/sign.ts";
import { sendgridSigner } from "../support/sign-sendgrid.ts";
import { createEndpoint } from "../support/webhooks.ts";

const platform = new OutboxPlatform();
const signer = await sendgridSigner();
const MESSAGE_ID = "LRzXl_NHStOGhQ4kofSm_A";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  platform.jobs.length = 0;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

afterAll(async () => await platform.clearJobs());

const message = {
  channel: "email",
  to: "jane@example.com",
  from: "Acme <hello@acme.example>",
  subject: "Welcome",
  text: "Good to have you.",
  category: "transactional",
};

/** SendGrid, and Resend that lets the account send nothing; returns the bodies that SendGrid was given. */
function providers(): unknown[] {
  const sent: unknown[] = [];
  stubFetch(async (request) => {
    if (request.method === "GET") {
      return Response.json({ scopes: ["mail.send"], data: [] });
    }
    if (new URL(request.url).host === "api.resend.com") {
      return Response.json({ name: "validation_error", message: "no" }, { status: 403 });
    }
    sent.push(await request.json());
    return new Response(null, { status: 202, headers: { "x-message-id": MESSAGE_ID } });
  });
  return sent;
}

async function send(key: string): Promise<string> {
  const { body } = await platform.call<{ id: string }>("POST", "/v1/messages", {
    token: key,
    body: message,
  });
  return body.id;
}

async function connect(key: string, provider: string): Promise<string> {
  const { body } = await platform.call<{ id: string }>("POST", "/v1/connections", {
    token: key,
    body: { provider, credentials: exampleCredentials(provider) },
  });
  return body.id;
}

/** What SendGrid's event webhook tells of the message, under the id that it gives it there. */
async function tell(path: string, custom: Record<string, unknown>, ...events: string[]): Promise<void> {
  const id = `${MESSAGE_ID}.recvd-5f54b5d587-vczgm-1-61BA2E4C-3.0`;
  const at = Math.floor(Date.now() / 1_000);
  const list = events.map((event) => ({
    ...custom,
    event,
    email: "jane@example.com",
    sg_event_id: crypto.randomUUID(),
    sg_message_id: id,
    timestamp: at,
  }));
  const body = bytes(`${JSON.stringify(list)}\r\n`);
  const response = await platform.fetch(path, {
    method: "POST",
    headers: await signer.headers(body, at),
    body,
  });
  expect(response.status).toBe(200);
  await platform.drain();
}

it("an email that SendGrid accepted is settled by its events, and a complaint ends further ones", async () => {
  const sent = providers();
  const { key } = await platform.connected("sendgrid");
  const { path } = await createEndpoint(platform, key, { provider: "sendgrid", secret: signer.secret });
  const id = await send(key);
  await platform.drainJobs();
  expect(sent).toMatchObject([
    {
      personalizations: [{ to: [{ email: "jane@example.com" }], custom_args: { causeway_job: id } }],
      from: { email: "hello@acme.example", name: "Acme" },
    },
  ]);
  expect(await platform.job(key, id)).toMatchObject({ status: "succeeded", externalId: MESSAGE_ID });
  await tell(path, { causeway_job: id }, "processed", "delivered", "open");
  expect(await platform.job(key, id)).toMatchObject({ deliveryStatus: "delivered" });
  await tell(path, { causeway_job: id }, "spamreport");
  const again = await send(key);
  await platform.drainJobs();
  expect(await platform.job(key, again)).toMatchObject({ status: "blocked" });
  expect(sent).toHaveLength(1);
});

it("an email that Resend's account may not send goes over SendGrid, in SendGrid's words", async () => {
  const sent = providers();
  const { key } = await platform.organization();
  const [first, second] = [await connect(key, "resend"), await connect(key, "sendgrid")];
  const { status } = await platform.call("PATCH", "/v1/organization", {
    token: key,
    body: { channelDefaults: { email: first }, channelFallbacks: { email: [{ connectionId: second }] } },
  });
  expect(status).toBe(200);
  const id = await send(key);
  await platform.drainJobs();
  await platform.drainJobs();
  expect(await platform.job(key, id)).toMatchObject({
    status: "succeeded",
    externalId: MESSAGE_ID,
    connectionId: second,
    fallbackFrom: [{ provider: "resend", connectionId: first, reason: "validation_error" }],
  });
  expect(sent).toMatchObject([
    { subject: "Welcome", content: [{ type: "text/plain", value: message.text }] },
  ]);
});
