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
 * Of several reasons the gravest stands, and the others lie beneath it until it is lifted. What its owner cannot take
 * back by START is graver than their word.
 */
export const GRAVITY: Readonly<Record<SuppressionReason, number>> = {
  unsubscribe: 0,
  complaint: 1,
  bounce: 2,
  stop: 3,
  manual: 4,
  erasure: 5,
};
