import { DAY_MS, MINUTE_MS } from "../../../shared/clock.ts";
import { comeBackStatements } from "../../../shared/consents/come-back.ts";
import { leaveStatements } from "../../../shared/consents/leave.ts";
import type { Database } from "../../../shared/db/client.ts";
import {
  consentStatements,
  ownStatement,
  recorded,
  regrantStatement,
} from "../../../shared/db/queries/consents.ts";
import type { ContactPoint } from "../../../shared/db/queries/contact-states.ts";
import { receiveStatements } from "../../../shared/db/queries/conversation-store.ts";
import { insertAwaitedJob } from "../../../shared/db/queries/jobs.ts";
import { notReceived } from "../../../shared/db/queries/message-rule-turns.ts";
import { answerReviewStatement, askReviewStatement } from "../../../shared/db/queries/opt-out-reviews.ts";
import { optOutChangeStatements } from "../../../shared/db/queries/opt-outs.ts";
import { liftStatement, notStopped, stopStatement } from "../../../shared/db/queries/suppressions.ts";
import { idFromEvent } from "../../../shared/ids.ts";
import { readAddress } from "../../../shared/model/address.ts";
import type { Keyword, ReceivedMessageEffect } from "../../../shared/model/effect.ts";
import { replyStatements } from "../../../shared/outbox/keyword-reply.ts";
import {
  isAnsweredByCarrier,
  isDoubtful,
  isYes,
  meaningOf,
  takesKeywords,
} from "../../../shared/policy/keywords.ts";
import { LATEST_ANSWER_MS } from "../../../shared/policy/message-rules.ts";
import type { Handled } from "../handled.ts";

/** An opt-out counts before anything else; then the message joins its conversation. */
export function receivedStatements(
  effect: ReceivedMessageEffect,
  handled: Handled,
  db: Database,
): D1PreparedStatement[] {
  const { channel } = effect;
  const contact = readAddress(channel, effect.from)?.key;
  if (contact === undefined) {
    return [];
  }
  const keyword = meaningOf(effect);
  const job = effect.retrieval === undefined ? null : (handled.retrieval?.job ?? null);
  const isWordless = effect.retrieval !== undefined;
  const ownAddress = readAddress(channel, effect.to)?.key ?? effect.to;
  return [
    ...(takesKeywords(channel)
      ? keywordStatements(keyword, { ...effect, contact, ownAddress }, handled, db)
      : leaveStatements(db, { ...handled, ...effect, contactAddress: contact, at: handled.occurredAt })),
    ...receiveStatements(db, {
      ...handled,
      ...effect,
      keyword,
      ownAddress,
      contactAddress: contact,
      conversationId: idFromEvent("conversation", handled.eventId),
      id: idFromEvent("message", handled.eventId),
      textStatus: isWordless ? (job === null ? "unavailable" : "pending") : null,
      jobId: job?.id ?? null,
    }),
    ...(job === null ? [] : insertAwaitedJob(db, job)),
  ];
}

/** How long after it was asked for a YES confirms an opt-in. */
const CONFIRM_WITHIN_MS = 7 * DAY_MS;

/** 47 CFR 64.1200(a)(12): an opt-out is confirmed within five minutes, or not at all. */
const ANSWER_WITHIN_MS = 5 * MINUTE_MS;
/** Characters of a message that whoever reviews it is shown. */
const MAX_REVIEWED = 1_000;

function keywordStatements(
  keyword: Keyword | null,
  effect: ReceivedMessageEffect & { readonly contact: string; readonly ownAddress: string },
  handled: Handled,
  db: Database,
): D1PreparedStatement[] {
  const { channel, contact, text } = effect;
  const { organizationId, eventId, occurredAt } = handled;
  const who = { organizationId, channel, address: contact };
  const byCarrier = isAnsweredByCarrier(effect);
  const isAnswered = byCarrier || handled.now - occurredAt > ANSWER_WITHIN_MS;
  const said = { ...who, id: idFromEvent("consent", eventId), evidence: text, at: occurredAt };
  switch (keyword) {
    case "opt_out":
      return [
        // one confirmation, unless the carrier has sent it, then silence
        ...(isAnswered
          ? []
          : replyStatements(db, effect, handled, { answered: "opt_out", guard: notStopped(who) })),
        answerReviewStatement(db, who, { status: "opted_out", at: occurredAt }),
        stopStatement(db, { ...who, createdAt: occurredAt }),
        ...consentStatements(db, [ownStatement({ ...said, status: "withdrawn", source: "keyword" })]),
      ];
    case "opt_in":
      return [
        answerReviewStatement(db, who, { status: "dismissed", at: occurredAt }),
        liftStatement(db, { ...who, reason: "stop", before: occurredAt }),
        // Twilio takes YES for an opt-in word as well
        ...(isYes(text ?? "") ? confirmStatements(who, said, handled.now, db) : []),
        regrantStatement(db, said, { of: "keyword", since: 0 }),
        ...optOutChangeStatements(db, [{ ...who, source: "keyword", isReturn: true }]),
      ];
    case "help": {
      // where the carrier answered, a second answer would be one too many
      if (byCarrier || handled.now - occurredAt > LATEST_ANSWER_MS) {
        return [];
      }
      const thread = { organizationId, channel, ownAddress: effect.ownAddress, contactAddress: contact };
      const guard = notReceived(thread, effect.externalId);
      return replyStatements(db, effect, handled, { answered: "help", guard });
    }
    case null: {
      if (isDoubtful(channel, text)) {
        const review = { ...who, id: idFromEvent("optOutReview", eventId), at: occurredAt };
        return [askReviewStatement(db, { ...review, text: (text ?? "").slice(0, MAX_REVIEWED) })];
      }
      if (!isYes(text ?? "")) {
        return [];
      }
      return [
        ...confirmStatements(who, said, handled.now, db),
        ...(isAnswered
          ? []
          : replyStatements(db, effect, handled, { answered: "subscribed", guard: recorded(said.id) })),
      ];
    }
  }
}

/** YES to a double opt-in; nothing where none was asked for. */
function confirmStatements(
  who: ContactPoint,
  said: Parameters<typeof regrantStatement>[1],
  now: number,
  db: Database,
): D1PreparedStatement[] {
  const since = Math.max(0, said.at - CONFIRM_WITHIN_MS);
  return [
    regrantStatement(db, said, { of: "double_opt_in", since }),
    ...comeBackStatements(db, { ...who, ...said }, now),
    ...optOutChangeStatements(db, [{ ...who, source: "keyword", isReturn: true }]),
  ];
}
