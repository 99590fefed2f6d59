import { requestApprovals } from "../approvals/request.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/client.ts";
import { insertJobs, type NewJob } from "../db/queries/jobs.ts";
import {
  answerStatements,
  conversationSubject,
  takeTurn,
  tookTurn,
  userSubject,
} from "../db/queries/message-rule-turns.ts";
import type { MessageRuleRow } from "../db/queries/message-rules.ts";
import { newId } from "../ids.ts";
import type { TemplateParts } from "../model/template.ts";
import { ANSWER_EVERY_MS } from "../policy/message-rules.ts";
import type { QueuedJob } from "../queue/job-queue.ts";
import type { Occasion } from "./occasion.ts";

/** What a rule's message adds to the transaction of what it is about. */
export interface RuledMessage {
  /** Before that is stored: takes the rule's turn, if it is still to be had. */
  readonly before: readonly D1PreparedStatement[];
  /** After it: the job, where the turn was taken. */
  readonly after: readonly D1PreparedStatement[];
  /** To be queued once all is committed. */
  readonly jobs: readonly QueuedJob[];
}

/** Or why none could be planned, which is its event's to fail by. */
export type RuledPlan = RuledMessage | { readonly failure: unknown };

export const NOTHING_RULED: RuledMessage = { before: [], after: [], jobs: [] };

/** Several messages of rules as one; where one failed, its failure. */
export function together(plans: readonly RuledPlan[]): RuledPlan {
  const messages: RuledMessage[] = [];
  for (const plan of plans) {
    if ("failure" in plan) {
      return plan;
    }
    messages.push(plan);
  }
  return {
    before: messages.flatMap(({ before }) => before),
    after: messages.flatMap(({ after }) => after),
    jobs: messages.flatMap(({ jobs }) => jobs),
  };
}

/** A rule's job with all that is written beside it. */
export async function ruledMessage(
  { occasion, rule }: { readonly occasion: Occasion; readonly rule: MessageRuleRow },
  { job, words }: { readonly job: NewJob; readonly words: TemplateParts },
  stores: { readonly db: Database; readonly clock: Clock },
): Promise<RuledMessage> {
  const { db } = stores;
  const { id: jobId, createdAt: now } = job;
  const isAnswer = occasion.on === "message.received";
  const subject = isAnswer
    ? conversationSubject(occasion.thread, occasion.eventId)
    : userSubject(occasion.provider, occasion.externalId);
  const turn = { rule, subject, jobId };
  const before = isAnswer ? now - ANSWER_EVERY_MS : null;
  const won = tookTurn(turn);
  const { statements, notices } = await requestApprovals([job], stores, won);
  const answer = { id: newId("message", now), jobId, subject: words.subject, text: words.text, at: now };
  return {
    before: [takeTurn(db, turn, { condition: occasion.isNew, before, now })],
    after: [
      ...insertJobs(db, [job, ...notices], won),
      ...(isAnswer ? answerStatements(db, occasion.thread, answer) : []),
      ...statements,
    ],
    jobs: [job, ...notices]
      .filter(({ status }) => status === "queued")
      .map(({ id, priority }) => ({ id, priority, delaySeconds: 0 })),
  };
}
