/** Whether words meant to opt out: nobody looked yet, they did, or they did not. */
export const REVIEW_STATUSES = ["pending", "opted_out", "dismissed"] as const;
export type ReviewStatus = (typeof REVIEW_STATUSES)[number];
