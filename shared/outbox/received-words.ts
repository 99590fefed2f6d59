import { leaveStatements } from "../consents/leave.ts";
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
import { type Id, newId } from "../ids.ts";
import { wordsOccasion } from "../message-rules/occasion.ts";
import { planRuled, type RuleStores } from "../message-rules/plan.ts";
import type { JobQueue } from "../queue/job-queue.ts";
import { enqueue } from "./submit.ts";

interface Giving extends Telling, RuleStores {
  readonly jobQueue: JobQueue;
}

/** Gives the messages that await these jobs their words, and tells of them; jobs that are under way change nothing. */
export async function giveWordsOf(jobIds: readonly Id<"job">[], giving: Giving): Promise<void> {
  await give(await answeredBy(giving.db, jobIds), giving);
}

/** The same for up to `limit` messages of jobs that ended in any way; returns how many. */
export async function giveWords(limit: number, giving: Giving): Promise<number> {
  const answered = await answeredMessages(giving.db, limit);
  await give(answered, giving);
  return answered.length;
}

async function give(answered: readonly AnsweredMessage[], giving: Giving): Promise<void> {
  if (answered.length === 0) {
    return;
  }
  const now = giving.clock();
  const happenings = answered.map((message) => happeningOf(message, now));
  const told = await tell(happenings, giving);
  const planned = await planRuled(
    answered.flatMap((message) => wordsOccasion(message) ?? []),
    giving,
  );
  const messages = [...planned.values()].flatMap((plan) => {
    if ("failure" in plan) {
      giving.log.error("message_rules.plan_failed", {}, plan.failure);
      return [];
    }
    return [plan];
  });
  await giving.db.d1.batch([
    ...messages.flatMap(({ before }) => before),
    ...answered.flatMap((message) => leaveStatements(giving.db, message)),
    ...answered.map((message) => answerStatement(giving.db, message)),
    ...messages.flatMap(({ after }) => after),
    ...told.statements,
  ]);
  await enqueue(
    giving,
    messages.flatMap(({ jobs }) => jobs),
  );
  await dispatch(told.deliveries, giving);
}

/** Told of when its words came, which may be long after it was written. */
function happeningOf(message: AnsweredMessage, now: number): Happening {
  const { organizationId, at, provider, channel, externalId, subject, text, inReplyTo } = message;
  const mediaUrls: readonly string[] = JSON.parse(message.mediaUrls);
  const addresses = { from: message.contactAddress, to: message.ownAddress };
  return {
    organizationId,
    id: newId("event", now),
    at,
    ...tellReply({ provider, channel, externalId, ...addresses, text, subject, mediaUrls, inReplyTo }),
  };
}
