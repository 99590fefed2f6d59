import { type MischiefName, mischiefFor } from "../twin/mischief.ts";
import { everySender } from "../twin/registry.ts";
import type { Sender } from "../twin/sender.ts";
import { createRandom, oneOf } from "./random.ts";

const SENDERS = 20;
/** Of a hundred events, so many are sent once more. */
const REPEATED = 4;
const RETRIED = 4;
/** Requests to a hundred events that nobody signed who has the key. */
const FORGED = 5;
/** Bodies of 300 KB, which go by way of R2. */
const LARGE = 2;
/** A copy comes at most so many places after its original. */
const NEAR = 40;
/** Answered at once, and no event. */
const HANDSHAKES = new Set(["url_verification"]);

/** The types of which `expectationOf` tells the invoice or the receipt; of other senders every type is sent. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  stripe: [
    "invoice.finalized",
    "invoice.paid",
    "invoice.payment_failed",
    "customer.created",
    "payment_intent.succeeded",
  ],
  twilio: ["message.sent", "message.delivered", "message.undelivered", "message.failed", "message.received"],
  resend: ["email.sent", "email.scheduled", "email.delivered", "email.bounced"],
  sendgrid: ["batch", "delivered", "bounce"],
};

export interface Planned {
  readonly sender: Sender;
  readonly type: string;
  /** An original and its copies share it. */
  readonly sequence: number;
  readonly kind: "good" | Extract<MischiefName, "repeat" | "retry" | "forge">;
  readonly large: boolean;
  /** It is sent once more with the same bytes. */
  readonly repeated: boolean;
}

interface Placed {
  readonly planned: Planned;
  readonly phase: number;
  readonly place: number;
}

/** The first twenty: those with scenes of their own, and thirteen made of their samples. */
export const senders: readonly Sender[] = everySender.slice(0, SENDERS);

export function typesOf({ provider, types }: Sender): readonly string[] {
  return TYPES[provider] ?? types.filter((type) => !HANDSHAKES.has(type));
}

/** `events` webhooks with their copies and forgeries, by phases, in the order in which they are sent. */
export function planSoak(
  events: number,
  { phases, seed }: { readonly phases: number; readonly seed: number },
): readonly (readonly Planned[])[] {
  const random = createRandom(seed);
  const chance = (percent: number) => random() * 100 < percent;
  const placed: Placed[] = [];
  for (let index = 0; index < events; index += 1) {
    const sender = oneOf(random, senders);
    const phase = Math.floor((index * phases) / events);
    const repeated = chance(REPEATED);
    const large = chance(LARGE) && mischiefFor(sender).includes("large");
    const type = oneOf(random, typesOf(sender));
    const good: Planned = { sender, type, sequence: index + 1, kind: "good", large, repeated };
    const near = index + random() * NEAR;
    placed.push({ planned: good, phase, place: index });
    if (repeated) {
      placed.push({ planned: { ...good, kind: "repeat" }, phase, place: near });
    }
    if (chance(RETRIED)) {
      const later = phase + Math.floor(random() * (phases - phase));
      placed.push({
        planned: { ...good, kind: "retry" },
        phase: later,
        place: later === phase ? near : index,
      });
    }
    if (chance(FORGED)) {
      const forged: Planned = { ...good, kind: "forge", sequence: events + index + 1, repeated: false };
      placed.push({ planned: forged, phase, place: index });
    }
  }
  const ordered = placed.toSorted((a, b) => a.place - b.place);
  return Array.from({ length: phases }, (_, phase) =>
    ordered.filter((one) => one.phase === phase).map(({ planned }) => planned),
  );
}
