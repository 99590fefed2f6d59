import type { Category } from "../model/channel.ts";

/** What is known of one address on one channel. Times in ms since the epoch. */
export interface ContactKnowledge {
  readonly suppression: { readonly reason: string; readonly since: number } | null;
  /** The newest record of the ledger for the purpose `marketing`. */
  readonly consent: { readonly status: "granted" | "withdrawn"; readonly since: number } | null;
}

export const CONTACT_REASONS = [
  "suppressed",
  "consent_missing",
  "consent_withdrawn",
  "consent_granted",
  "transactional",
] as const;
type ContactReason = (typeof CONTACT_REASONS)[number];

export interface ContactDecision {
  readonly allowed: boolean;
  readonly reason: ContactReason;
  /** Since when that is so; null where nothing was recorded. */
  readonly since: number | null;
}

/**
 * Whether an address may be contacted: the one answer for the API's check, for a message when it is accepted and for a
 * job before it is sent. A suppression stops everything; marketing needs a consent whose newest record grants it.
 */
export function decideContact({
  category,
  suppression,
  consent,
}: ContactKnowledge & { readonly category: Category }): ContactDecision {
  if (suppression !== null) {
    return { allowed: false, reason: "suppressed", since: suppression.since };
  }
  if (category === "transactional") {
    return { allowed: true, reason: "transactional", since: null };
  }
  if (consent === null) {
    return { allowed: false, reason: "consent_missing", since: null };
  }
  return consent.status === "granted"
    ? { allowed: true, reason: "consent_granted", since: consent.since }
    : { allowed: false, reason: "consent_withdrawn", since: consent.since };
}
