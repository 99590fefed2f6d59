import type { AnsweredMessage } from "../db/queries/awaited-words.ts";
import type { Guard } from "../db/queries/jobs.ts";
import { notDeleted, notReceived, type Thread, wordsAwaited } from "../db/queries/message-rule-turns.ts";
import type { Id } from "../ids.ts";
import { readAddress } from "../model/address.ts";
import type { Effect, ReceivedMessageEffect } from "../model/effect.ts";
import type { RecordFields } from "../model/record.ts";
import { mayAnswer } from "../policy/message-rules.ts";

interface Occurred {
  readonly organizationId: Id<"organization">;
  readonly eventId: Id<"event">;
  readonly provider: string;
  /** The connection that the event's endpoint belongs to, if any. */
  readonly connectionId: Id<"connection"> | null;
}

/** Somebody wrote. */
export interface MessageOccasion extends Occurred {
  readonly on: "message.received";
  readonly thread: Thread;
  /** The provider's id of the message. */
  readonly externalId: string;
  readonly subject: string | null;
  readonly text: string | null;
  /** Holds for the first that answers it. */
  readonly isNew: Guard;
}

/** An identity provider has a new user. */
export interface UserOccasion extends Occurred {
  readonly on: "user.created";
  /** The provider's id. */
  readonly externalId: string;
  readonly user: RecordFields["user"];
  readonly isNew: Guard;
}

/** What a rule may send a message on. */
export type Occasion = MessageOccasion | UserOccasion;

/** What an event gives rules to do; null for most. A message whose words are still to come is none yet. */
export function occasionOf(source: Occurred, effects: readonly Effect[]): Occasion | null {
  const { organizationId, eventId, provider, connectionId } = source;
  const occurred = { organizationId, eventId, provider, connectionId };
  for (const effect of effects) {
    if (effect.kind === "message.received" && effect.retrieval === undefined) {
      const { externalId, subject, text } = effect;
      const thread = answerableThread(organizationId, effect);
      const isNew = thread === null ? null : notReceived(thread, externalId);
      return thread === null || isNew === null
        ? null
        : { ...occurred, on: "message.received", thread, externalId, subject, text, isNew };
    }
    if (effect.kind === "record" && effect.record === "user" && effect.isNew === true) {
      const { externalId, fields: user } = effect;
      const isNew = notDeleted({ organizationId, provider, externalId });
      return { ...occurred, on: "user.created", externalId, user, isNew };
    }
  }
  return null;
}

/** Between whom a message goes that a machine may answer; null where none may. */
function answerableThread(
  organizationId: Id<"organization">,
  message: Pick<
    ReceivedMessageEffect,
    "channel" | "from" | "to" | "subject" | "text" | "handledAs" | "isAutomatic"
  >,
): Thread | null {
  const { channel } = message;
  const contactAddress = readAddress(channel, message.from)?.key;
  const ownAddress = readAddress(channel, message.to)?.key ?? message.to;
  return contactAddress === undefined || !mayAnswer({ ...message, from: contactAddress, to: ownAddress })
    ? null
    : { organizationId, channel, ownAddress, contactAddress };
}

/** What an email gives rules to do once it has its words; null where they cannot be had, or no machine may answer. */
export function wordsOccasion(message: AnsweredMessage): Occasion | null {
  const { organizationId, eventId, provider, connectionId, externalId, subject, text } = message;
  const { channel, contactAddress: from, ownAddress: to, isAnswered, isPersonal } = message;
  const thread =
    isAnswered === 1 && isPersonal === 1
      ? answerableThread(organizationId, { channel, from, to, subject, text })
      : null;
  return thread === null
    ? null
    : {
        organizationId,
        eventId,
        provider,
        connectionId,
        on: "message.received",
        thread,
        externalId,
        subject,
        text,
        isNew: wordsAwaited(message),
      };
}
