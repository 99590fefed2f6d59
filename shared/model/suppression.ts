/** Why an address is not contacted on a channel, from what ends marketing alone to what ends everything. */
export const SUPPRESSION_REASONS = [
  "unsubscribe",
  "complaint",
  "bounce",
  "stop",
  "manual",
  "erasure",
] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

/**
 * Reasons in the order in which one replaces the other: the graver stands, of two that are alike the first. A word of
 * the owner's outlives a bounce that is taken back; what they cannot take back by START is graver than it.
 */
export const GRAVER: Readonly<Record<SuppressionReason, number>> = {
  unsubscribe: 0,
  complaint: 1,
  bounce: 2,
  stop: 3,
  manual: 4,
  erasure: 5,
};
