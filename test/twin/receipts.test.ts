import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isForm } from "./payload.ts";
import { findSender } from "./registry.ts";
import type { HeaderFields, UnsignedRequest } from "./sender.ts";
import { type RunningTwin, startTwin } from "./server.ts";
import { ACCOUNT_SID, basic, goodCalls, MESSAGES } from "./support/calls.ts";
import { holds } from "./support/checks.ts";
import { type Client, createClient } from "./support/client.ts";
import { type Received, type Receiver, startReceiver } from "./support/receiver.ts";

let twin: RunningTwin;
let client: Client;
let receiver: Receiver;

beforeEach(async () => {
  twin = await startTwin();
  client = createClient(twin.url);
  receiver = await startReceiver();
});

afterEach(async () => {
  await twin.close();
  await receiver.close();
});

function asRequest({ path, headers, body }: Received): UnsignedRequest {
  const fields: HeaderFields = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, String(value)]),
  );
  return { url: new URL(path, receiver.url).href, headers: fields, body: Uint8Array.from(body) };
}

/** The webhook as its receiver reads it. */
function read({ headers, body }: Received): unknown {
  const text = body.toString();
  return isForm(headers["content-type"] ?? "")
    ? Object.fromEntries(new URLSearchParams(text))
    : JSON.parse(text);
}

/** Asks for receipts and answers the secret that they hold under. */
async function follow(provider: string, changes: object = {}): Promise<string> {
  const { secret, signingKey } = findSender(provider).newSecret();
  const order = { provider, to: receiver.url, secret: signingKey, delayMs: 1, ...changes };
  const { status, json } = await client.order("/_twin/receipts", order);
  expect(status).toBe(201);
  expect(JSON.stringify(json)).not.toContain(signingKey);
  return secret;
}

async function received(count: number): Promise<readonly Received[]> {
  await expect.poll(() => receiver.received.length).toBe(count);
  return receiver.received;
}

describe("receipts", () => {
  it("follow an SMS as Twilio's signed callbacks, with its id", async () => {
    const secret = await follow("twilio");
    const { json } = await goodCalls.twilio(client);
    const webhooks = await received(2);
    expect(webhooks.map(read)).toMatchObject([
      {
        MessageSid: json.sid,
        SmsSid: json.sid,
        MessageStatus: "sent",
        AccountSid: ACCOUNT_SID,
        To: "+14155550101",
        From: "+14155550199",
        MessagingServiceSid: "",
      },
      { MessageSid: json.sid, MessageStatus: "delivered", SmsStatus: "delivered" },
    ]);
    for (const webhook of webhooks) {
      expect(holds("twilio", asRequest(webhook), secret, Date.now())).toBe(true);
      expect(holds("twilio", asRequest(webhook), "another", Date.now())).toBe(false);
    }
  });

  it("follow an email as Resend's signed events, with its id, recipients and tags", async () => {
    const secret = await follow("resend");
    const tags = [{ name: "order", value: "4711" }];
    const { json } = await client.request("POST", "/resend/emails", {
      headers: { authorization: "Bearer re_1" },
      json: { from: "a@example.com", to: "zoe@example.com", subject: "Größe", text: "x", tags },
    });
    const webhooks = await received(2);
    const data = { email_id: json.id, to: ["zoe@example.com"], subject: "Größe" };
    expect(webhooks.map(read)).toMatchObject([
      { type: "email.sent", data },
      { type: "email.delivered", data },
    ]);
    expect(read(webhooks[0] as Received)).toHaveProperty("data.tags", { order: "4711" });
    for (const webhook of webhooks) {
      expect(holds("resend", asRequest(webhook), secret, Date.now())).toBe(true);
    }
    expect(new Set(webhooks.map(({ headers }) => headers["svix-id"])).size).toBe(2);
  });

  it("bounce and complain where Resend's test recipients do", async () => {
    await follow("resend");
    const types = () => receiver.received.map((webhook) => Object(read(webhook)).type);
    await goodCalls.resend(client, { to: "bounced+1@resend.dev" });
    await received(2);
    await goodCalls.resend(client, { to: "complained@resend.dev" });
    await received(5);
    expect(types()).toEqual([
      "email.sent",
      "email.bounced",
      "email.sent",
      "email.delivered",
      "email.complained",
    ]);
  });

  it("tell the statuses asked for, in their order", async () => {
    await follow("twilio", { statuses: ["queued", "sent", "undelivered"] });
    await goodCalls.twilio(client);
    const webhooks = await received(3);
    expect(webhooks.map((webhook) => Object(read(webhook)).MessageStatus)).toEqual([
      "queued",
      "sent",
      "undelivered",
    ]);
    expect(read(webhooks[2] as Received)).toMatchObject({ ErrorCode: "30003" });
  });

  it("come although the answer to the message was lost, and not for a refused message", async () => {
    await follow("twilio");
    await client.order("/_twin/faults", { provider: "twilio", kind: "lose-response" });
    await expect(goodCalls.twilio(client)).rejects.toThrow("fetch failed");
    await goodCalls.twilio(client, { To: "0" });
    const [effect] = await client.effects();
    const webhooks = await received(2);
    expect(webhooks.map((webhook) => Object(read(webhook)).MessageSid)).toEqual([effect?.id, effect?.id]);
  });

  it("come once for a message that was sent twice under one idempotency key", async () => {
    await follow("resend", { statuses: ["email.sent"] });
    const key = { "idempotency-key": "job_1" };
    await goodCalls.resend(client, {}, key);
    await goodCalls.resend(client, {}, key);
    await goodCalls.resend(client, { subject: "Ende" });
    await received(2);
    expect(receiver.received.map((webhook) => Object(read(webhook)).data.subject).sort()).toEqual([
      "Ende",
      "Ihre Bestellung ☕",
    ]);
  });

  it("go where the account's own order says, else where the provider's does", async () => {
    const other = `AC${"f".repeat(32)}`;
    await follow("twilio", { statuses: ["sent"], to: `${receiver.url}/all` });
    await follow("twilio", { statuses: ["sent"], to: `${receiver.url}/own`, account: other });
    await goodCalls.twilio(client);
    await client.request("POST", MESSAGES.replace(ACCOUNT_SID, other), {
      headers: basic(other, "token"),
      form: { To: "+14155550101", From: "+14155550199", Body: "x" },
    });
    const webhooks = await received(2);
    expect(webhooks.map(({ path }) => path).sort()).toEqual(["/webhooks/all", "/webhooks/own"]);
  });

  it("are listed without their secret, logged, and end when they are deleted", async () => {
    await follow("twilio", { statuses: ["sent"] });
    const orders = await client.list("/_twin/receipts");
    expect(orders).toMatchObject([{ provider: "twilio", to: receiver.url, statuses: ["sent"] }]);
    expect(orders[0]).not.toHaveProperty("signingKey");
    await goodCalls.twilio(client);
    await received(1);
    await expect
      .poll(() => client.list("/_twin/log"))
      .toMatchObject([{ provider: "twilio", type: "message.sent", status: 200 }]);
    expect(await client.forget("/_twin/receipts?provider=twilio")).toBe(204);
    expect(await client.list("/_twin/receipts")).toEqual([]);
  });

  it("are dropped when the twin closes", async () => {
    await follow("twilio", { delayMs: 60_000 });
    await goodCalls.twilio(client);
    await twin.close();
    expect(receiver.received).toEqual([]);
    twin = await startTwin();
  });

  it.each([
    ["a provider that sends none", { provider: "stripe" }, "stripe sends no receipts"],
    ["a status that there is not", { provider: "twilio", statuses: ["lost"] }, "message.delivered"],
    ["an address that is none", { provider: "twilio", to: "x" }, "to: must be"],
    ["no secret", { provider: "twilio", secret: "" }, "secret"],
  ])("are refused for %s", async (_which, changes, reason) => {
    const order = { to: receiver.url, secret: "s", ...changes };
    const { status, json } = await client.order("/_twin/receipts", order);
    expect([status, json.error]).toEqual([422, expect.stringContaining(reason)]);
  });
});
