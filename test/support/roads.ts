import { vi } from "vitest";
import { EMAIL, PHONE, type Scene } from "./marketing.ts";

const TO = { email: EMAIL, sms: PHONE } as const;
const WORDS = {
  email: { from: "Acme <a@acme.example>", subject: "News", text: "Hello" },
  sms: { text: "Hello" },
} as const;
const JOBS = {
  email: { provider: "resend", action: "email.send", input: { ...WORDS.email, to: EMAIL } },
  sms: { provider: "twilio", action: "sms.send", input: { to: PHONE, body: "Hello" } },
} as const;

/** Sends marketing to Jane on a channel by every road of the API, whatever is answered; counts the messages that left. */
export async function reachOf(scene: Scene, channel: "email" | "sms"): Promise<number> {
  const { call, platform, sent } = scene;
  const before = sent.length;
  const message = { channel, ...WORDS[channel], category: "marketing" };
  const to = TO[channel];
  for (const [path, body] of [
    ["/v1/messages", { ...message, to }],
    ["/v1/messages", { ...message, contactId: scene.contactId }],
    ["/v1/messages/bulk", { messages: [{ ...message, to }] }],
    ["/v1/jobs", { ...JOBS[channel], category: "marketing" }],
  ] as const) {
    // one after the other: what an account's limit lets go later in the same second is waited for
    vi.setSystemTime(Date.now() + 1_000);
    await call("POST", path, body);
    await platform.drainJobs();
  }
  const isMessage =
    channel === "email" ? /resend\.com\/emails(\/batch)?$/ : /twilio\.com\/.*\/Messages\.json$/;
  return sent.slice(before).filter(({ method, url }) => method === "POST" && isMessage.test(url)).length;
}

/** How many roads there are: a message to an address, one to a contact, a bulk call and a job of the provider's own. */
export const ROADS = 4;
