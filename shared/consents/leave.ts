import type { Database } from "../db/client.ts";
import { consentStatements, ownStatement } from "../db/queries/consents.ts";
import { type Id, idFromEvent } from "../ids.ts";
import type { Channel } from "../model/channel.ts";
import { asksToLeave } from "../policy/keywords.ts";

/** Characters of a message that the ledger keeps as evidence. */
const MAX_EVIDENCE = 1_000;

/**
 * What a message writes whose sender plainly wants no more marketing, on a channel without commands; nothing for any
 * other. Its event makes it once.
 */
export function leaveStatements(
  db: Database,
  message: {
    readonly organizationId: Id<"organization">;
    readonly eventId: Id<"event">;
    readonly provider: string;
    readonly channel: Channel;
    /** Normalised. */
    readonly contactAddress: string;
    readonly subject: string | null;
    readonly text: string | null;
    /** ms since the epoch */
    readonly at: number;
  },
): D1PreparedStatement[] {
  if (!asksToLeave(message)) {
    return [];
  }
  const { organizationId, eventId, provider, channel, contactAddress, subject, text, at } = message;
  const withdrawn = ownStatement({
    organizationId,
    channel,
    address: contactAddress,
    id: idFromEvent("consent", eventId),
    status: "withdrawn",
    source: provider,
    evidence: (text ?? subject ?? "").slice(0, MAX_EVIDENCE),
    at,
  });
  return consentStatements(db, [withdrawn]);
}
