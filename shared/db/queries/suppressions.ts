import { and, asc, eq, gt, or, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import type { SuppressionReason } from "../../model/suppression.ts";
import type { Database } from "../client.ts";
import { suppressions } from "../schema/suppressions.ts";
import { GRAVEST_FIRST, gravity } from "../suppression-gravity.ts";
import type { ContactPoint } from "./contact-states.ts";
import type { Guard } from "./jobs.ts";
import { optOutChangeStatements } from "./opt-outs.ts";
import { sameAccount } from "./same-account.ts";

export type SuppressionRow = typeof suppressions.$inferSelect;

/** Where it was said that the API says. */
const BY_HAND = "api";

/** Suppresses an address; the row that stands: one for the same reason keeps its time, and a graver one its place. */
export async function insertSuppression(db: Database, row: SuppressionRow): Promise<SuppressionRow> {
  await db.d1.batch([
    suppressStatement(db, row),
    ...optOutChangeStatements(db, [{ ...row, source: BY_HAND, isReturn: false }]),
  ]);
  const [standing] = await db.orm
    .select()
    .from(suppressions)
    .where(isThe(row))
    .orderBy(sql.raw(GRAVEST_FIRST))
    .limit(1);
  return standing ?? row;
}

/** As part of a transaction: suppresses an address unless it is already for that reason. */
export function suppressStatement({ d1 }: Database, row: SuppressionRow): D1PreparedStatement {
  return d1
    .prepare(
      `insert into suppressions (org_id, channel, address, reason, created_at) values (?, ?, ?, ?, ?)
       on conflict do nothing`,
    )
    .bind(row.organizationId, row.channel, row.address, row.reason, row.createdAt);
}

/**
 * As part of a transaction: the person's own word stops messages, unless they took it back later. The newest of several
 * words counts, for what took back an earlier one may be processed after it.
 */
export function stopStatement(
  { d1 }: Database,
  { organizationId, channel, address, createdAt }: Omit<SuppressionRow, "reason">,
): D1PreparedStatement {
  return d1
    .prepare(
      `insert into suppressions (org_id, channel, address, reason, created_at)
       select ?1, ?2, ?3, 'stop', ?4 where not exists (
         select 1 from conversations
         join conversation_messages as message
           on message.org_id = conversations.org_id and message.conversation_id = conversations.id
         where conversations.org_id = ?1 and conversations.channel = ?2
           and conversations.contact_address in (select address from ${THEIRS})
           and message.keyword = 'opt_in' and message.at > ?4)
       on conflict (org_id, channel, address, reason) do update set created_at = excluded.created_at
         where excluded.created_at > suppressions.created_at`,
    )
    .bind(organizationId, channel, address, createdAt);
}

/** SQL: the addresses of the account that is addressed by `?1`, `?2` and `?3`. */
const THEIRS = sameAccount({ organizationId: "?1", channel: "?2", address: "?3" });

/** Holds in a transaction before an address was stopped by its owner's word. */
export function notStopped({ organizationId, channel, address }: ContactPoint): Guard {
  return {
    sql: `not exists (select 1 from suppressions
      where org_id = ? and channel = ? and address = ? and reason = 'stop')`,
    values: [organizationId, channel, address],
  };
}

/**
 * As part of a transaction: lifts a suppression of one reason that is older than `before`, ms since the epoch; whoever
 * takes back their STOP does so for all addresses of the account, as they had said it for all.
 * @param guard what must hold in that transaction, or it stands
 */
export function liftStatement(
  { d1 }: Database,
  {
    organizationId,
    channel,
    address,
    reason,
    before,
  }: Omit<SuppressionRow, "createdAt"> & { readonly before: number },
  guard: Guard | null = null,
): D1PreparedStatement {
  const addresses = reason === "stop" ? `(select address from ${THEIRS})` : "(?3)";
  return d1
    .prepare(
      `delete from suppressions where org_id = ?1 and channel = ?2 and address in ${addresses} and reason = ?4
         and created_at < ?5 and ${guard?.sql ?? "true"}`,
    )
    .bind(organizationId, channel, address, reason, before, ...(guard?.values ?? []));
}

export interface SuppressionFilter {
  readonly channel?: Channel | undefined;
  readonly reason?: SuppressionReason | undefined;
}

/** The reasons that stand, by channel and address; `after` is the last row's of the page before. */
export async function listSuppressions(
  db: Database,
  organizationId: Id<"organization">,
  { channel, reason }: SuppressionFilter,
  page: { readonly limit: number; readonly after: readonly [string, string] | null },
): Promise<SuppressionRow[]> {
  const [afterChannel, afterAddress] = (page.after ?? ["", ""]) as [Channel, string];
  return await db.orm
    .select()
    .from(suppressions)
    .where(
      and(
        eq(suppressions.organizationId, organizationId),
        channel === undefined ? undefined : eq(suppressions.channel, channel),
        reason === undefined ? undefined : eq(suppressions.reason, reason),
        sql.raw(`not exists (select 1 from suppressions as other where other.org_id = suppressions.org_id
          and other.channel = suppressions.channel and other.address = suppressions.address
          and ${gravity("other.reason")} > ${gravity("suppressions.reason")})`),
        or(
          gt(suppressions.channel, afterChannel),
          and(eq(suppressions.channel, afterChannel), gt(suppressions.address, afterAddress)),
        ),
      ),
    )
    .orderBy(asc(suppressions.channel), asc(suppressions.address))
    .limit(page.limit);
}

/** Lifts the reason that stands; the next one beneath it stands then. False when the address was not suppressed. */
export async function deleteSuppression(db: Database, point: ContactPoint): Promise<boolean> {
  const { organizationId, channel, address } = point;
  const [deleted] = await db.d1.batch([
    db.d1
      .prepare(
        `delete from suppressions where org_id = ?1 and channel = ?2 and address = ?3 and reason = (
           select reason from suppressions where org_id = ?1 and channel = ?2 and address = ?3
           order by ${GRAVEST_FIRST} limit 1)`,
      )
      .bind(organizationId, channel, address),
    // what lay beneath it may be an opt-out that nobody was told of
    ...optOutChangeStatements(db, [{ ...point, source: BY_HAND, isReturn: false }]),
  ]);
  return (deleted?.meta.changes ?? 0) > 0;
}

function isThe({ organizationId, channel, address }: ContactPoint) {
  return and(
    eq(suppressions.organizationId, organizationId),
    eq(suppressions.channel, channel),
    eq(suppressions.address, address),
  );
}
