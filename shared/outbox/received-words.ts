import {
  type AnsweredMessage,
  answeredBy,
  answeredMessages,
  answerStatement,
} from "../db/queries/awaited-words.ts";
import { dispatch } from "../destinations/dispatch.ts";
import { tellReply } from "../destinations/effect-happenings.ts";
import { type Happening, tell } from "../destinations/happenings.ts";
import type { Telling } from "../destinations/tell-now.ts";
import { derivedId, type Id } from "../ids.ts";

/** Gives the messages that await these jobs their words, and tells of them; jobs that are under way change nothing. */
export async function giveWordsOf(jobIds: readonly Id<"job">[], telling: Telling): Promise<void> {
  await give(await answeredBy(telling.db, jobIds), telling);
}

/** The same for up to `limit` messages of jobs that ended in any way; returns how many. */
export async function giveWords(limit: number, telling: Telling): Promise<number> {
  const answered = await answeredMessages(telling.db, limit);
  await give(answered, telling);
  return answered.length;
}

async function give(answered: readonly AnsweredMessage[], telling: Telling): Promise<void> {
  if (answered.length === 0) {
    return;
  }
  const told = await tell(await Promise.all(answered.map(happeningOf)), telling);
  await telling.db.d1.batch([
    ...answered.map((message) => answerStatement(telling.db, message)),
    ...told.statements,
  ]);
  await dispatch(told.deliveries, telling);
}

async function happeningOf(message: AnsweredMessage): Promise<Happening> {
  const { organizationId, eventId, at, provider, channel, externalId, subject, text, inReplyTo } = message;
  const mediaUrls: readonly string[] = JSON.parse(message.mediaUrls);
  const addresses = { from: message.contactAddress, to: message.ownAddress };
  return {
    organizationId,
    id: await derivedId("event", eventId, "causeway.message.replied with its words"),
    at,
    ...tellReply({ provider, channel, externalId, ...addresses, text, subject, mediaUrls, inReplyTo }),
  };
}
