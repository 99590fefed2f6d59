import type { Category, Channel } from "./channel.ts";

export const APPROVAL_STATUSES = ["pending", "approved", "denied", "expired", "canceled"] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];
export type ApprovalDecision = Exclude<ApprovalStatus, "pending">;

/** What a rule asks for; all that is named must hold. A rule without conditions is about everything. */
export interface ApprovalConditions {
  readonly provider?: string | undefined;
  readonly channel?: Channel | undefined;
  readonly category?: Category | undefined;
  /** Jobs made together, from this many on. */
  readonly minBatchSize?: number | undefined;
  /** Minor units of `currency`, from this many on. */
  readonly minAmount?: number | undefined;
  /** ISO 4217, upper case. */
  readonly currency?: string | undefined;
  /** Only what its sender marked with `requiresApproval`. */
  readonly flagged?: boolean | undefined;
}

/** Money that an action moves: minor units of an ISO 4217 currency in upper case. */
export interface Amount {
  readonly minorUnits: number;
  readonly currency: string;
}

/** What a person is shown. */
export interface ApprovalView {
  readonly id: string;
  readonly title: string;
  readonly preview: string;
  /** ms since the epoch */
  readonly expiresAt: number;
}

/** The message that asks, as posting it tells of it. */
export interface PostedQuestion {
  readonly externalId: string;
  readonly result: unknown;
}

/** What became of it, for the same people. */
export interface ApprovalResult extends ApprovalView {
  readonly status: ApprovalDecision;
  /** As it was said at the provider (a person's id there), or a name of the platform's. */
  readonly decidedBy: string | null;
  readonly reason: string | null;
}
