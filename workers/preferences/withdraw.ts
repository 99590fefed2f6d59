import type { Database } from "../../shared/db/client.ts";
import { consentStatements, ownStatement } from "../../shared/db/queries/consents.ts";
import type { ContactPoint, ContactState } from "../../shared/db/queries/contact-states.ts";
import { suppressStatement } from "../../shared/db/queries/suppressions.ts";
import { newId } from "../../shared/ids.ts";
import { isEndedByOwner } from "../../shared/policy/consent-state.ts";
import { topicsOf } from "../../shared/policy/topics.ts";

/** As part of a transaction: a person ends a topic, or all marketing to an address, which then is suppressed as well. */
export function withdrawStatements(
  db: Database,
  { organizationId, channel, address }: ContactPoint,
  said: { readonly topic: string | null; readonly source: string; readonly now: number },
): D1PreparedStatement[] {
  const { topic, source, now } = said;
  const point = { organizationId, channel, address };
  const row = ownStatement({
    ...point,
    ...(topic === null ? {} : { topic }),
    id: newId("consent", now),
    status: "withdrawn",
    source,
    evidence: null,
    at: now,
  });
  const ledger = consentStatements(db, [row]);
  return topic === null
    ? [...ledger, suppressStatement(db, { ...point, reason: "unsubscribe", createdAt: now })]
    : ledger;
}

/**
 * Whether all marketing to an address has ended by the person's own word already. A bounce alone is none, nor is
 * what somebody else noted: either may be lifted, and their word must stand then.
 */
export function hasLeft({ suppression, consents }: ContactState): boolean {
  return (
    suppression !== null && [...topicsOf(consents), null].every((topic) => isEndedByOwner(consents, topic))
  );
}
