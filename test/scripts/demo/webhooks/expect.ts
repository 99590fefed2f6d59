import { z } from "zod";
import type { SignedWebhook } from "../../../twin/compose.ts";
import { mischief } from "../../../twin/mischief.ts";
import type { PlannedWebhook } from "./plan.ts";

/** What an event leaves behind: the state of an invoice or of a message. */
export interface Effect {
  readonly kind: "invoice" | "receipt";
  readonly provider: string;
  /** The provider's id of the invoice or message. */
  readonly externalId: string;
  readonly status: string;
}

/** What is to become of a webhook, told from what was sent alone. */
export interface Expectation {
  /** The code that it is refused with; null: it is accepted. */
  readonly refusal: string | null;
  /** Events in its body. */
  readonly events: number;
  readonly effects: readonly Effect[];
}

type EffectReader = (type: string, text: string) => readonly Omit<Effect, "provider">[];

const INVOICES: Readonly<Record<string, string>> = {
  "invoice.finalized": "open",
  "invoice.paid": "paid",
  "invoice.payment_failed": "payment_failed",
};
const RESEND: Readonly<Record<string, string>> = {
  "email.scheduled": "accepted",
  "email.sent": "sent",
  "email.delivered": "delivered",
  "email.bounced": "bounced",
  // what a recipient does with a message tells that it was delivered
  "email.opened": "delivered",
  "email.clicked": "delivered",
  "email.complained": "delivered",
};
const SENDGRID: Readonly<Record<string, string>> = {
  delivered: "delivered",
  bounce: "bounced",
  open: "delivered",
  click: "delivered",
};

const stripeSchema = z.object({ data: z.object({ object: z.object({ id: z.string() }) }) });
const resendSchema = z.object({ data: z.object({ email_id: z.string() }) });
const sendgridSchema = z.array(z.object({ event: z.string(), sg_message_id: z.string() }));

const READERS: Readonly<Record<string, EffectReader>> = {
  stripe: (type, text) => one("invoice", INVOICES[type], stripeSchema.parse(JSON.parse(text)).data.object.id),
  twilio: (_type, text) => {
    const form = new URLSearchParams(text);
    return one("receipt", form.get("MessageStatus"), form.get("MessageSid") ?? "");
  },
  resend: (type, text) => one("receipt", RESEND[type], resendSchema.parse(JSON.parse(text)).data.email_id),
  sendgrid: (_type, text) =>
    sendgridSchema
      .parse(JSON.parse(text))
      .flatMap(({ event, sg_message_id }) =>
        one("receipt", SENDGRID[event], sg_message_id.replace(/\..*/, "")),
      ),
};

function one(kind: Effect["kind"], status: string | null | undefined, externalId: string) {
  return status === null || status === undefined ? [] : [{ kind, status, externalId }];
}

/** What must become of a webhook that was planned so and looks so when it is sent. */
export function expectationOf(planned: PlannedWebhook, { request }: SignedWebhook): Expectation {
  const { provider, type, mischief: name } = planned;
  if (name !== null && mischief[name].receiver === "refuses") {
    const refusal = name === "stale" ? "stale_timestamp" : "invalid_signature";
    return { refusal, events: 0, effects: [] };
  }
  const text = decode(request.body);
  const effects = text === null ? [] : (READERS[provider]?.(type, text) ?? []);
  return {
    refusal: null,
    events: text === null ? 1 : countEvents(text),
    effects: effects.map((effect) => ({ provider, ...effect })),
  };
}

/** Null when the body is not UTF-8: then it is one event that means nothing. */
function decode(body: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}

function countEvents(text: string): number {
  return text.startsWith("[") ? z.array(z.unknown()).parse(JSON.parse(text)).length : 1;
}
