import { expect, vi } from "vitest";
import { OutboxPlatform } from "./outbox.ts";
import { ORIGIN } from "./platform.ts";
import { stubFetch } from "./sending.ts";
import { bytes, svixHeaders, twilioRequest } from "./sign.ts";
import { createEndpoint } from "./webhooks.ts";

const TWILIO_TOKEN = "0123456789abcdef0123456789abcdef";
const RESEND_SECRET = `whsec_${btoa("0123456789abcdef01234567")}`;
export const EMAIL = "jane@example.com";
export const PHONE = "+14155550100";
const OWN = "+15005550006";

export interface Mail {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** An organization with Resend and Twilio, and Jane, who agreed to marketing on both. */
export async function setUpMarketing() {
  const platform = new OutboxPlatform();
  const answer = {
    twilio: () => Response.json({ sid: "SM1", status: "active", friendly_name: "Acme" }),
  };
  const sent = stubFetch((request) =>
    request.url.includes("twilio")
      ? answer.twilio()
      : Response.json({ id: `email_${crypto.randomUUID()}`, data: [] }),
  );
  const { key } = await platform.connected("resend");
  await platform.locate(key);
  const call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  const twilio = {
    accountSid: `AC${crypto.randomUUID().replaceAll("-", "")}`,
    authToken: TWILIO_TOKEN,
    fromNumber: OWN,
  };
  await call("POST", "/v1/connections", { provider: "twilio", credentials: twilio });
  const contact = await call<{ id: string }>("POST", "/v1/contacts", {
    firstName: "Jane",
    email: EMAIL,
    phone: PHONE,
  });
  const consent = (channel: string, status: string) =>
    call("PUT", `/v1/contacts/${contact.body.id}/consents/${channel}`, {
      status,
      purpose: "marketing",
      basis: "consent",
      source: "form",
    });
  for (const channel of ["email", "sms"]) {
    expect((await consent(channel, "granted")).status).toBe(200);
  }
  const send = async (message: Record<string, unknown>) => {
    vi.setSystemTime(Date.now() + 1_000);
    const accepted = await call<{ id: string; status: string }>("POST", "/v1/messages", message);
    expect(accepted.status, JSON.stringify(accepted.body)).toBe(202);
    const before = sent.length;
    await platform.drainJobs();
    return { ...(await platform.job(key, accepted.body.id)), requests: sent.slice(before) };
  };
  const email = {
    channel: "email",
    to: EMAIL,
    from: "Acme <a@acme.example>",
    subject: "News",
    text: "Hello",
  };
  const sms = { channel: "sms", to: PHONE, text: "Hello" };
  const marketing = async (channel: "email" | "sms", more: Record<string, unknown> = {}) =>
    await send({ ...(channel === "email" ? email : sms), category: "marketing", ...more });
  const mail = async (more: Record<string, unknown> = {}) => {
    const { requests, status } = await marketing("email", more);
    expect(status).toBe("succeeded");
    return await (requests[0] as Request).json<Mail>();
  };
  return {
    platform,
    call,
    sent,
    answer,
    consent,
    contactId: contact.body.id,
    marketing,
    mail,
    link: async (more: Record<string, unknown> = {}) =>
      /^<(.*)>$/.exec((await mail(more)).headers["List-Unsubscribe"] ?? "")?.[1] ?? "",
    /** The reader's link to their preferences, as a mail has it above its footer. */
    preferences: async (more: Record<string, unknown> = {}) =>
      (await mail({ text: "{{preferencesUrl}}", ...more })).text.split("\n", 1).join(),
    reset: async () => await send({ ...email, category: "transactional", essential: true }),
    receipt: async () => await send({ ...email, category: "transactional" }),
    suppressions: async () =>
      (await call<{ data: { address: string; reason: string }[] }>("GET", "/v1/suppressions")).body.data,
    visit: async (url: string, init: RequestInit = {}) => await platform.fetch(url.replace(ORIGIN, ""), init),
    text: async (parameters: Record<string, string>) => {
      const endpoint = await createEndpoint(platform, key, { provider: "twilio", secret: TWILIO_TOKEN });
      const sid = `SM${crypto.randomUUID().replaceAll("-", "")}`;
      const body = { MessageSid: sid, From: PHONE, To: OWN, NumMedia: "0", ...parameters };
      vi.setSystemTime(Date.now() + 1_000);
      const request = await twilioRequest(endpoint.url, body, TWILIO_TOKEN);
      await platform.fetch(endpoint.path, { method: "POST", ...request });
      await platform.drain();
    },
    tell: async (type: string) => {
      const endpoint = await createEndpoint(platform, key, { provider: "resend", secret: RESEND_SECRET });
      const data = { email_id: `email_${crypto.randomUUID()}`, to: [EMAIL] };
      const body = bytes(JSON.stringify({ type, created_at: new Date().toISOString(), data }));
      const at = Math.floor(Date.now() / 1_000);
      const headers = await svixHeaders(body, {
        secret: RESEND_SECRET,
        id: `msg_${crypto.randomUUID()}`,
        at,
      });
      await platform.fetch(endpoint.path, { method: "POST", headers, body });
      await platform.drain();
    },
  };
}

export type Scene = Awaited<ReturnType<typeof setUpMarketing>>;

/** What a mail program posts, by RFC 8058 section 3.2. */
export const ONE_CLICK = {
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: "List-Unsubscribe=One-Click",
};

/** The first link of a page's body that begins with `path`. */
export function linkIn(html: string, path: string): string {
  return new RegExp(`href="(${path}[^"]+)"`).exec(html)?.[1] ?? "";
}

/** A form as a browser posts it. */
export const submit = (fields: [string, string][]): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: new URLSearchParams(fields).toString(),
});

/** Undoes what a test of marketing stubbed. */
export async function clearMarketing(): Promise<void> {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await new OutboxPlatform().clearJobs();
}
