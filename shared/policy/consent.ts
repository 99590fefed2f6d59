import type { Category, Channel } from "../model/channel.ts";
import { type ConsentRecord, DEFAULT_TOPIC } from "../model/consent.ts";
import type { SuppressionReason } from "../model/suppression.ts";
import { type ConsentState, deriveConsent } from "./consent-state.ts";

/** What is known of one address on one channel. Times in ms since the epoch. */
export interface ContactKnowledge {
  readonly suppression: { readonly reason: SuppressionReason; readonly since: number } | null;
  /** Since when the person's words await somebody who tells whether they opt out; null or left out: none do. */
  readonly doubtSince?: number | null;
  /** The ledger's records for the purpose `marketing`, in any order. */
  readonly consents: readonly ConsentRecord[];
}

/** What is to be sent, as far as it decides whether it may be. */
export interface Approach {
  readonly channel: Channel;
  /** null: a job that says nothing of it, which every suppression stops and which needs no consent. */
  readonly category: Category | null;
  /** What a marketing message is about; null: `marketing`. */
  readonly topic: string | null;
  /** A message about an account or its security, which reaches also who complained of spam. */
  readonly essential: boolean;
}

export const CONTACT_REASONS = [
  "suppressed",
  "consent_missing",
  "consent_pending",
  "consent_withdrawn",
  "consent_expired",
  "consent_insufficient",
  "opt_out_review",
  "consent_granted",
  "transactional",
] as const;
export type ContactReason = (typeof CONTACT_REASONS)[number];

export interface ContactDecision {
  readonly allowed: boolean;
  readonly reason: ContactReason;
  /** Since when that is so; null where nothing was recorded. */
  readonly since: number | null;
}

/**
 * Whether an address may be contacted: the one answer for the API's check, for a message when it is accepted and for a
 * job before it is sent. The first that applies decides: a suppression by its reason, then, for marketing alone, what
 * the ledger comes to for the topic. While words of the person's are in doubt, marketing waits (`opt_out_review`).
 */
export function decideContact(
  { suppression, consents, doubtSince = null }: ContactKnowledge,
  approach: Approach & { readonly now: number },
): ContactDecision {
  const { category, channel, topic, now } = approach;
  if (suppression !== null && isStopped(suppression.reason, approach)) {
    return { allowed: false, reason: "suppressed", since: suppression.since };
  }
  if (category !== "marketing") {
    return { allowed: true, reason: "transactional", since: null };
  }
  const state = deriveConsent(consents, { topic: topic ?? DEFAULT_TOPIC, channel, now });
  if (state.status === "granted" && doubtSince !== null) {
    return { allowed: false, reason: "opt_out_review", since: doubtSince };
  }
  return { allowed: state.status === "granted", reason: REASON_OF[state.status], since: state.since };
}

const REASON_OF = {
  none: "consent_missing",
  pending: "consent_pending",
  granted: "consent_granted",
  withdrawn: "consent_withdrawn",
  expired: "consent_expired",
  insufficient: "consent_insufficient",
} as const satisfies Record<ConsentState["status"], ContactReason>;

/** An address that does not work, or whose owner said stop, gets nothing; other reasons end marketing alone. */
function isStopped(reason: SuppressionReason, { category, essential }: Approach): boolean {
  switch (reason) {
    case "bounce":
    case "stop":
    case "manual":
    case "erasure":
      return true;
    case "complaint":
      return category !== "transactional" || !essential;
    case "unsubscribe":
      return category !== "transactional";
  }
}
