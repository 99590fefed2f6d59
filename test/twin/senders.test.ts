import { describe, expect, it } from "vitest";
import { compose } from "./compose.ts";
import { isForm } from "./payload.ts";
import { findSender, senders, twins } from "./registry.ts";
import type { Draft, Sender } from "./sender.ts";
import { holds } from "./support/checks.ts";

const NOW = Date.UTC(2026, 10, 21, 8, 30);
const URL_REGISTERED = "https://hooks.example.com/webhooks/x/ep_1";

const everyType = senders.flatMap((sender) => sender.types.map((type) => ({ sender, type })));

/** The body as its receiver reads it: JSON, or the fields of a form. */
function read({ body, contentType }: Draft): unknown {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  return isForm(contentType) ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
}

const makeText = (sender: Sender, type: string, sequence: number): string =>
  JSON.stringify(read(sender.make(type, { now: NOW, sequence })));

describe("the registry", () => {
  it("keys every twin by its sender's provider", () => {
    expect(Object.keys(twins)).toEqual(senders.map((sender) => sender.provider));
  });

  it("names the providers there are when it is asked for another", () => {
    expect(() => findSender("paypal")).toThrow(
      'no provider "paypal". Known: stripe, github, slack, twilio, resend, sendgrid, custom',
    );
  });
});

describe.each(everyType)("$sender.provider $type", ({ sender, type }) => {
  it("is signed as the provider's documents say, under the secret of the endpoint", async () => {
    const { secret, signingKey } = sender.newSecret();
    const { request } = await compose(sender, type, {
      url: URL_REGISTERED,
      signingKey,
      now: NOW,
      sequence: 1,
    });
    expect(holds(sender.provider, request, secret, NOW)).toBe(true);
    expect(holds(sender.provider, request, sender.newSecret().secret, NOW)).toBe(false);
  });

  it("is the same for the same time and sequence, and another event for another sequence", () => {
    const first = sender.make(type, { now: NOW, sequence: 1 });
    expect(sender.make(type, { now: NOW, sequence: 1 })).toEqual(first);
    const other = sender.make(type, { now: NOW, sequence: 2 });
    expect(Buffer.from(other.body).equals(first.body)).toBe(false);
    if (first.id !== null) {
      expect(other.id).not.toBe(first.id);
    }
  });

  it("takes overrides into its payload", () => {
    const draft = sender.make(type, { now: NOW, sequence: 1, overrides: { planted: "gepflanzt" } });
    expect(JSON.stringify(read(draft))).toContain("gepflanzt");
  });

  it("reaches a wished size and stays readable and rightly signed", async () => {
    const { secret, signingKey } = sender.newSecret();
    const options = { url: URL_REGISTERED, signingKey, now: NOW, sequence: 1, kilobytes: 40 };
    const webhook = await compose(sender, type, options);
    expect(webhook.request.body.length).toBe(40 * 1024);
    expect(() => read(webhook.draft)).not.toThrow();
    expect(holds(sender.provider, webhook.request, secret, NOW)).toBe(true);
  });
});

describe.each(senders)("$provider", (sender) => {
  it("refuses a type that it has not, and names those it has", () => {
    expect(() => sender.make("no.such", { now: NOW, sequence: 1 })).toThrow(sender.types.join(", "));
  });

  it("does not take a name of Object's prototype for a type", () => {
    expect(() => sender.make("constructor", { now: NOW, sequence: 1 })).toThrow("no event type");
  });

  it("sends text that is not ASCII", () => {
    expect(sender.types.some((type) => /[^\x20-\x7e]/.test(makeText(sender, type, 1)))).toBe(true);
  });
});

describe("payloads", () => {
  it("take their times from the time given", () => {
    const time = NOW / 1000;
    const stripe = read(findSender("stripe").make("invoice.payment_failed", { now: NOW, sequence: 1 }));
    expect(stripe).toMatchObject({
      type: "invoice.payment_failed",
      created: time,
      data: { object: { object: "invoice", status: "open", next_payment_attempt: time + 259_200 } },
    });
    const resend = read(findSender("resend").make("email.bounced", { now: NOW, sequence: 1 }));
    expect(resend).toMatchObject({
      created_at: "2026-11-21T08:30:00.000Z",
      data: { bounce: { type: "Permanent" } },
    });
    const slack = read(findSender("slack").make("app_mention", { now: NOW, sequence: 1 }));
    expect(slack).toMatchObject({ event_time: time, event: { type: "app_mention" } });
  });

  it("lay overrides into nested objects and replace everything else", () => {
    const overrides = { data: { object: { amount_due: 5, lines: null } } };
    const event = read(findSender("stripe").make("invoice.paid", { now: NOW, sequence: 1, overrides }));
    expect(event).toMatchObject({ data: { object: { amount_due: 5, lines: null, status: "paid" } } });
  });

  it("put overrides into every event of a batch, and end SendGrid's body with its line end", () => {
    const draft = findSender("sendgrid").make("batch", {
      now: NOW,
      sequence: 1,
      overrides: { job_id: "job_1" },
    });
    expect(read(draft)).toMatchObject([
      { event: "delivered", job_id: "job_1" },
      { event: "open", job_id: "job_1" },
      { event: "bounce", job_id: "job_1" },
    ]);
    expect([...draft.body.subarray(-2)]).toEqual([0x0d, 0x0a]);
  });

  it("carry Slack's interaction as JSON in the field payload", () => {
    const fields = read(findSender("slack").make("block_actions", { now: NOW, sequence: 1 }));
    const { payload } = fields as { payload: string };
    expect(JSON.parse(payload)).toMatchObject({ type: "block_actions", actions: [{ type: "button" }] });
  });

  it("refuse an override that a form cannot carry", () => {
    const make = () =>
      findSender("twilio").make("message.received", { now: NOW, sequence: 1, overrides: { Body: { a: 1 } } });
    expect(make).toThrow('the form field "Body"');
  });
});
