import type { Database } from "../db/client.ts";
import { recorded } from "../db/queries/consents.ts";
import type { ContactPoint } from "../db/queries/contact-states.ts";
import { liftStatement } from "../db/queries/suppressions.ts";
import { type Id, newId } from "../ids.ts";

/** Somebody agrees by their own word. */
interface Agreement extends ContactPoint {
  /** The ledger's record of it, where the transaction wrote one. */
  readonly id: Id<"consent">;
  /** When they said so, ms since the epoch: what was said later stands. */
  readonly at: number;
}

/**
 * As part of the transaction that writes what they agree to, after it: who had unsubscribed is reached again, about that
 * alone; graver suppressions stand.
 * @param now ms since the epoch
 */
export function comeBackStatements(
  db: Database,
  { id, at, organizationId, channel, address }: Agreement,
  now: number,
): D1PreparedStatement[] {
  const point = { organizationId, channel, address };
  // a suppression that was noted without the ledger: of topics that they do not agree to now, the ledger has it
  const keep = db.d1
    .prepare(
      `insert into consents (id, org_id, address, channel, purpose, status, basis, source, actor, contact_id, at)
       select ?1, org_id, address, channel, 'marketing', 'withdrawn', 'consent', 'suppression', 'subject',
         (select contact_id from consents where id = ?2), created_at
       from suppressions where org_id = ?3 and channel = ?4 and address = ?5 and reason = 'unsubscribe'
         and created_at < ?6 and exists (select 1 from consents where id = ?2 and topic is not null)
         and not exists (select 1 from consents as said where said.org_id = ?3 and said.channel = ?4
           and said.address = ?5 and said.purpose = 'marketing' and said.topic is null
           and said.status = 'withdrawn' and said.actor = 'subject' and said.at >= suppressions.created_at)`,
    )
    .bind(newId("consent", now), id, organizationId, channel, address, at);
  return [keep, liftStatement(db, { ...point, reason: "unsubscribe", before: at }, recorded(id))];
}
