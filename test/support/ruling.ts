import { expect, vi } from "vitest";
import { OutboxPlatform } from "./outbox.ts";
import { stubFetch } from "./sending.ts";
import { twilioRequest } from "./sign.ts";
import { createEndpoint, type TestEndpoint } from "./webhooks.ts";

export const TWILIO_TOKEN = "0123456789abcdef0123456789abcdef";
/** The number that people text to. */
export const OWN = "+15005550006";
/** Who texts. */
export const ANN = "+14155550100";
/** A rule that answers two phrases with a template of `texting`. */
export const HOURS = {
  on: "message.received",
  template: "hours",
  match: { contains: ["opening hours", "open"] },
};

export interface RuledJob {
  readonly id: string;
  readonly status: string;
  readonly channel: string;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly error: { readonly code: string } | null;
}

/** An organization with a provider connected, whose rules the test makes; every outgoing request is answered alike. */
export async function ruling(provider: string, answer: (request: Request) => Response) {
  const platform = new OutboxPlatform();
  const sent = stubFetch(answer);
  const { key, connectionId, organizationId } = await platform.connected(provider);
  const call = <T>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  sent.length = 0;
  return {
    platform,
    key,
    connectionId,
    organizationId,
    call,
    sent,
    template: async (name: string, channel: string, text: string, subject?: string) =>
      await call("POST", "/v1/templates", {
        name,
        channel,
        text,
        ...(subject === undefined ? {} : { subject }),
      }),
    rule: async (body: Record<string, unknown>) => {
      const made = await call<{ id: string }>("POST", "/v1/message-rules", { name: "Rule", ...body });
      if (made.status !== 201) {
        throw new Error(`The rule was not made: ${JSON.stringify(made.body)}`);
      }
      return made.body.id;
    },
    /** Of rules alone, newest first. */
    jobs: async () =>
      (await call<{ data: RuledJob[] }>("GET", "/v1/jobs")).body.data.filter(
        ({ metadata }) => metadata?.messageRuleId !== undefined,
      ),
    /** Each event again, as a person would have it. */
    replayAll: async () => {
      const { body } = await call<{ data: { id: string }[] }>("GET", `/v1/events?provider=${provider}`);
      for (const { id } of body.data) {
        await call("POST", `/v1/events/${id}/replay`);
        await platform.drain();
      }
    },
  };
}

/** What a later test would find. */
export async function clearRules(): Promise<void> {
  const platform = new OutboxPlatform();
  await platform.clearJobs();
  const { DB } = platform.env;
  await DB.batch(
    [
      "message_rules",
      "message_rule_marks",
      "approvals",
      "conversation_messages",
      "incidents",
      "incidents",
      "deliveries",
      "destinations",
    ].map((table) => DB.prepare(`delete from ${table}`)),
  );
}

/** An organization to which people text, with a template that answers. */
export async function texting() {
  const own = await ruling("twilio", () =>
    Response.json({ sid: `SM${crypto.randomUUID()}`, status: "active", friendly_name: "Acme" }),
  );
  const { platform, key, call, sent } = own;
  const endpoint = await createEndpoint(platform, key, { provider: "twilio", secret: TWILIO_TOKEN });
  await own.template("hours", "sms", "We open at nine.");
  await own.template("hours-whatsapp", "whatsapp", "We open at nine.");
  await own.template("echo", "sms", "{{contact.firstName}} of {{contact.plan}} said: {{message.text}}");
  /** As Twilio posts it; its message stays in the queue. */
  const post = async (
    body: string,
    { from = ANN, sid = newSid(), to = endpoint, own: address = OWN, more = {} }: Texting = {},
  ) => {
    const parameters = {
      MessageSid: sid,
      From: from,
      To: from.replace(/\+.*/, "") + address,
      Body: body,
      NumMedia: "0",
    };
    const request = await twilioRequest(to.url, { ...parameters, ...more }, TWILIO_TOKEN);
    expect((await platform.fetch(to.path, { method: "POST", ...request })).status).toBe(200);
    vi.setSystemTime(Date.now() + 1_000);
  };
  return {
    ...own,
    endpoint,
    post,
    text: async (body: string, options: Texting = {}) => {
      await post(body, options);
      await platform.drain();
    },
    /** The words of what went out. */
    words: async () => {
      await platform.drainJobs();
      const posts = sent.filter(({ method }) => method === "POST");
      return await Promise.all(
        posts.map(async (request) => new URLSearchParams(await request.clone().text()).get("Body")),
      );
    },
    messages: async () => {
      const { body } = await call<{ data: { id: string }[] }>("GET", "/v1/conversations");
      const path = `/v1/conversations/${body.data[0]?.id}/messages`;
      return (await call<{ data: { direction: string; text: string; jobId: string }[] }>("GET", path)).body
        .data;
    },
  };
}

interface Texting {
  readonly from?: string;
  readonly sid?: string;
  readonly to?: TestEndpoint;
  readonly own?: string;
  readonly more?: Readonly<Record<string, string>>;
}

export function newSid(): string {
  return `SM${crypto.randomUUID().replaceAll("-", "")}`;
}
