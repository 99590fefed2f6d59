import type { PostedQuestion } from "./approval.ts";
import type { Channel } from "./channel.ts";
import type { MessageRate } from "./cost.ts";
import type { RecordEffect } from "./record.ts";

/**
 * What an event means to the platform, in the platform's own words. A provider's folder maps its payload to effects;
 * the handlers under `workers/events/handlers` apply them and never learn which provider it was.
 */

/** The statuses of a message at its provider, in the order in which they may follow each other. */
export const MESSAGE_STATUSES = [
  "accepted",
  "queued",
  "sending",
  "sent",
  "deferred",
  "delivered",
  "read",
  "undelivered",
  "bounced",
  "failed",
  "canceled",
] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** A delivery receipt: the provider says what became of a message that it had accepted. */
export interface MessageStatusEffect {
  readonly kind: "message.status";
  /** The provider's id of the message, as its send action returns it. */
  readonly externalId: string;
  readonly status: MessageStatus;
  /** The provider's error code, where it gave one. */
  readonly errorCode: string | null;
  /** Our reference, where the provider sends it back: the job that sent the message. */
  readonly reference?: string;
  /** By which rate it is charged, where the provider says so once it charges it. */
  readonly rate?: MessageRate;
}

/** What a recipient did with a message, or with all that is sent to them. */
export const ENGAGEMENTS = ["opened", "clicked", "unsubscribed", "complained"] as const;
export type Engagement = (typeof ENGAGEMENTS)[number];

/** What a person on call is told that an effect is. */
export function effectName(effect: Effect): string {
  return effect.kind === "record" ? effect.record : effect.kind;
}

export interface EngagementEffect {
  readonly kind: "message.engaged";
  /** The provider's id of the message; null where it names the recipient alone. */
  readonly externalId: string | null;
  readonly engagement: Engagement;
}

/** The provider will not deliver to an address any more, or its owner said so. */
export interface SuppressionEffect {
  readonly kind: "suppression";
  readonly channel: Channel;
  /** As the provider writes it. */
  readonly address: string;
  /** `stop`: the person's own word, which their later one takes back. */
  readonly reason: "bounce" | "complaint" | "unsubscribe" | "stop";
}

/** The owner of an address wants no more marketing there; other messages still go out. */
export interface WithdrawnConsentEffect {
  readonly kind: "consent.withdrawn";
  readonly channel: Channel;
  /** As the provider writes it. */
  readonly address: string;
  /** What the provider said, in its own words. */
  readonly evidence: string;
}

/** What a word that somebody writes back means to every message that they would get. */
export type Keyword = "opt_out" | "opt_in" | "help";

/** What has the content, where the provider tells of something without it: an action of its own. */
export interface Retrieval {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** The provider says that something changed, and not what: the action's answer says what it means. */
export interface RetrievalEffect extends Retrieval {
  readonly kind: "retrieval";
  /** Of a list of changes, which is read on from where it was last read to. */
  readonly changes?: {
    /** What changes are of, in the provider's own terms. */
    readonly subject: string;
    /** The field of the input that says since when, RFC 3339, while it was never read … */
    readonly since: string;
    /** … and how long before the event that is, in ms. */
    readonly marginMs: number;
  };
}

/** Somebody wrote to an address of the organization's. */
export interface ReceivedMessageEffect {
  readonly kind: "message.received";
  readonly channel: Channel;
  /** The provider's id of the message. */
  readonly externalId: string;
  readonly from: string;
  readonly to: string;
  readonly text: string | null;
  readonly subject: string | null;
  readonly mediaUrls: readonly string[];
  /** The provider's id of the message that this one answers. */
  readonly inReplyTo: string | null;
  /** What the carrier took the message for, did and answered itself; absent where it did nothing. */
  readonly handledAs?: Keyword;
  /** A machine wrote it, as far as its provider tells: nothing may answer it by itself. */
  readonly isAutomatic?: true;
  /** What has the words, where the provider tells of the message without them. */
  readonly retrieval?: Retrieval;
}

/** Somebody who was asked for an approval decided. */
export interface ApprovalEffect {
  readonly kind: "approval.decided";
  readonly approvalId: string;
  readonly decision: "approved" | "denied";
  /** The person's id at the provider. */
  readonly by: string;
  /** The message that they answered, where the provider says which: its posting may not have been told yet. */
  readonly posted?: PostedQuestion;
}

export type Effect =
  | MessageStatusEffect
  | EngagementEffect
  | SuppressionEffect
  | WithdrawnConsentEffect
  | ReceivedMessageEffect
  | ApprovalEffect
  | RetrievalEffect
  | RecordEffect;
