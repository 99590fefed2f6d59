export const CAMPAIGN_STATUSES = [
  "draft",
  "pending_approval",
  "scheduled",
  "sending",
  "sent",
  "canceled",
  "blocked",
  "failed",
] as const;

/** Contacts that became no message, by the code of the reason. */
export type CampaignRefusals = Readonly<Record<string, number>>;
