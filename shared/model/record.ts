/**
 * What providers keep and tell of: an invoice, an appointment, a call. The platform holds the newest state of each in
 * the platform's own words; times are ms since the epoch, amounts minor units of an ISO 4217 currency in upper case.
 */

/** The statuses of each kind, in the order of a life: of two at the same time the later one here stands. */
export const RECORD_STATUSES = {
  invoice: ["open", "payment_failed", "action_required", "paid", "void", "uncollectible"],
  subscription: ["incomplete", "trialing", "active", "past_due", "unpaid", "paused", "canceled"],
  payment: ["pending", "action_required", "failed", "succeeded", "canceled"],
  refund: ["pending", "failed", "succeeded", "canceled"],
  dispute: ["open", "under_review", "lost", "won", "closed"],
  appointment: ["pending", "booked", "canceled", "completed", "no_show"],
  user: ["active", "deleted"],
  organization: ["active", "deleted"],
  role: ["active", "deleted"],
  membership: ["active", "deleted"],
  session: ["active", "ended"],
  call: ["started", "ended", "analyzed"],
  envelope: ["sent", "delivered", "completed", "declined", "voided", "deleted"],
  asset: ["stored", "deleted"],
  issue: ["open", "resolved", "ignored", "archived"],
} as const;

export type RecordKind = keyof typeof RECORD_STATUSES;
export type RecordStatus<K extends RecordKind = RecordKind> = (typeof RECORD_STATUSES)[K][number];

export const RECORD_KINDS = Object.keys(RECORD_STATUSES) as RecordKind[];

/** What is known of each kind beside its id and status; null where the provider does not say. */
export interface RecordFields {
  readonly invoice: {
    readonly customerId: string | null;
    readonly subscriptionId: string | null;
    readonly amountDue: number;
    readonly currency: string;
    readonly attemptCount: number;
    /** null where no further attempt is planned. */
    readonly nextAttemptAt: number | null;
  };
  readonly subscription: {
    readonly customerId: string | null;
    readonly planId: string | null;
    readonly currentPeriodEndsAt: number | null;
    readonly cancelAt: number | null;
    readonly trialEndsAt: number | null;
  };
  readonly payment: {
    readonly customerId: string | null;
    readonly amount: number;
    readonly currency: string;
    readonly failureCode: string | null;
  };
  readonly refund: {
    readonly paymentId: string | null;
    readonly amount: number;
    readonly currency: string;
    readonly reason: string | null;
  };
  readonly dispute: {
    readonly paymentId: string | null;
    readonly amount: number;
    readonly currency: string;
    readonly reason: string | null;
    /** Until when evidence is taken. */
    readonly dueAt: number | null;
  };
  readonly appointment: {
    readonly title: string | null;
    readonly startsAt: number | null;
    readonly endsAt: number | null;
    /** IANA name. */
    readonly timeZone: string | null;
    readonly attendeeName: string | null;
    readonly attendeeEmail: string | null;
    readonly attendeePhone: string | null;
    readonly location: string | null;
    /** The appointment that this one replaces. */
    readonly rescheduledFrom: string | null;
    readonly cancelReason: string | null;
  };
  readonly user: {
    readonly email: string | null;
    readonly phone: string | null;
    readonly firstName: string | null;
    readonly lastName: string | null;
  };
  readonly organization: { readonly name: string | null; readonly slug: string | null };
  readonly role: {
    /** What memberships name it by. */
    readonly key: string | null;
    readonly name: string | null;
    readonly permissions: readonly string[];
  };
  readonly membership: {
    readonly userId: string | null;
    readonly organizationId: string | null;
    readonly role: string | null;
    /** Of the role as it is now, where the provider tells of roles. */
    readonly permissions: readonly string[];
  };
  readonly session: {
    readonly userId: string | null;
    /** Who acts as the user; null where the user does. */
    readonly actorId: string | null;
  };
  readonly call: {
    readonly agentId: string | null;
    readonly direction: "inbound" | "outbound" | null;
    readonly from: string | null;
    readonly to: string | null;
    readonly startedAt: number | null;
    readonly endedAt: number | null;
    readonly endReason: string | null;
    readonly summary: string | null;
    readonly sentiment: string | null;
    readonly successful: boolean | null;
  };
  readonly envelope: {
    readonly subject: string | null;
    readonly senderEmail: string | null;
    readonly completedAt: number | null;
  };
  readonly asset: {
    readonly url: string | null;
    readonly type: string | null;
    readonly format: string | null;
    readonly bytes: number | null;
  };
  readonly issue: {
    readonly title: string | null;
    readonly level: string | null;
    readonly project: string | null;
    readonly url: string | null;
  };
}

/** The state of a record changed at its provider. */
export type RecordEffect = {
  [K in RecordKind]: {
    readonly kind: "record";
    readonly record: K;
    /** The provider's id. */
    readonly externalId: string;
    readonly status: RecordStatus<K>;
    readonly fields: RecordFields[K];
    /** Fields that are null were not told: what is known of them stays. */
    readonly isPartial?: true;
    /** The event says that it came into being, not that it changed. */
    readonly isNew?: true;
  };
}[RecordKind];
