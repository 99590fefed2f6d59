import type { Database } from "../../../shared/db/client.ts";
import { withdrawStatement } from "../../../shared/db/queries/consents.ts";
import { receiveStatements } from "../../../shared/db/queries/conversation-store.ts";
import { insertAwaitedJob } from "../../../shared/db/queries/jobs.ts";
import { liftStatement, stopStatement } from "../../../shared/db/queries/suppressions.ts";
import { idFromEvent } from "../../../shared/ids.ts";
import { readAddress } from "../../../shared/model/address.ts";
import type { Keyword, ReceivedMessageEffect } from "../../../shared/model/effect.ts";
import { meaningOf } from "../../../shared/policy/keywords.ts";
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
  const retrieval = effect.retrieval === undefined ? null : handled.retrieval;
  const isWordless = effect.retrieval !== undefined;
  return [
    ...keywordStatements(keyword, { ...effect, contact }, handled, db),
    ...receiveStatements(db, {
      ...handled,
      ...effect,
      keyword,
      ownAddress: readAddress(channel, effect.to)?.key ?? effect.to,
      contactAddress: contact,
      conversationId: idFromEvent("conversation", handled.eventId),
      id: idFromEvent("message", handled.eventId),
      textStatus: isWordless ? (retrieval === null ? "unavailable" : "pending") : null,
      jobId: retrieval?.id ?? null,
    }),
    ...(retrieval === null ? [] : insertAwaitedJob(db, retrieval)),
  ];
}

function keywordStatements(
  keyword: Keyword | null,
  { channel, contact, text }: ReceivedMessageEffect & { readonly contact: string },
  { organizationId, eventId, occurredAt }: Handled,
  db: Database,
): D1PreparedStatement[] {
  const who = { organizationId, channel, address: contact };
  switch (keyword) {
    case "opt_out":
      return [
        stopStatement(db, { ...who, createdAt: occurredAt }),
        withdrawStatement(db, {
          ...who,
          id: idFromEvent("consent", eventId),
          source: "keyword",
          evidence: text,
          at: occurredAt,
        }),
      ];
    case "opt_in":
      return [liftStatement(db, { ...who, reason: "stop", before: occurredAt })];
    case "help":
    case null:
      return [];
  }
}
