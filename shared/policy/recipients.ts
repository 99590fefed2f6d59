import { DAY_MS } from "../clock.ts";
import { DEFAULT_TOPIC } from "../model/consent.ts";
import type { QuietHours } from "../model/organization.ts";
import { type Approach, type ContactKnowledge, type ContactReason, decideContact } from "./consent.ts";
import { lawOf } from "./consent-state.ts";
import { quietHold } from "./quiet-hours.ts";

/** One of those whom a message reaches. */
export interface KnownRecipient extends ContactKnowledge {
  /** Normalised. */
  readonly address: string;
  /** IANA; null where it is unknown. */
  readonly timezone: string | null;
  readonly rules: { readonly quietHours: QuietHours | null; readonly timezone: string };
}

/** `open`: to all. `in_doubt`: once somebody has decided what one of them meant. `refused`: never as it is. */
export type Reach<R extends KnownRecipient> =
  | { readonly kind: "open" | "in_doubt" }
  | { readonly kind: "refused"; readonly recipient: R; readonly reason: ContactReason };

type Approached = Approach & { readonly now: number };

/**
 * Whether a message may reach all of its recipients: `decideContact` of each. A job has one payload and ends in one way,
 * so one who must not be reached stops it for all, before anything that would merely hold it.
 */
export function reachOf<R extends KnownRecipient>(recipients: readonly R[], approach: Approached): Reach<R> {
  const decisions = recipients.map((recipient) => ({ recipient, ...decideContact(recipient, approach) }));
  const refused = decisions.find(({ allowed, reason }) => !allowed && reason !== "opt_out_review");
  if (refused !== undefined) {
    return { kind: "refused", recipient: refused.recipient, reason: refused.reason };
  }
  return { kind: decisions.every(({ allowed }) => allowed) ? "open" : "in_doubt" };
}

/** How quiet hours hold a message. `until` in ms since the epoch; `never`: its recipients are not awake at one time. */
export type QuietHold =
  | { readonly kind: "none" | "never" }
  | { readonly kind: "until"; readonly until: number };

/** What `never` means for whoever wants it sent. */
export const NEVER_AWAKE =
  "There is no time that is in none of its recipients' quiet hours: send each a job of their own.";

/** Who is not awake at once within this time never is. */
const LOOK_AHEAD_MS = 3 * DAY_MS;
/** Every step is somebody's morning, and everybody has one a day. */
const MAX_STEPS = 200;

/** A message waits for a time that is in nobody's quiet hours. */
export function quietHoldOfAll(recipients: readonly KnownRecipient[], approach: Approached): QuietHold {
  const { now } = approach;
  let at = now;
  for (let step = 0; step < MAX_STEPS && at - now <= LOOK_AHEAD_MS; step += 1) {
    const wake = latestMorning(recipients, { ...approach, now: at });
    if (wake === null) {
      return at === now ? { kind: "none" } : { kind: "until", until: at };
    }
    at = wake;
  }
  return { kind: "never" };
}

function latestMorning(
  recipients: readonly KnownRecipient[],
  { channel, category, essential, topic, now }: Approached,
): number | null {
  return recipients.reduce<number | null>((latest, { address, timezone, rules, consents }) => {
    const law = lawOf(consents, topic ?? DEFAULT_TOPIC);
    const until = quietHold(rules, { channel, category, essential, address, timezone, law }, now);
    return until === null || (latest !== null && latest >= until) ? latest : until;
  }, null);
}
