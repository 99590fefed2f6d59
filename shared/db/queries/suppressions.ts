import { and, asc, eq, gt, or } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import { GRAVER, type SuppressionReason } from "../../model/suppression.ts";
import type { Database } from "../client.ts";
import { suppressions } from "../schema/suppressions.ts";
import type { ContactPoint } from "./contact-states.ts";
import type { Guard } from "./jobs.ts";
import { optOutChangeStatements } from "./opt-outs.ts";

export type SuppressionRow = typeof suppressions.$inferSelect;

/** Where it was said that the API says. */
const BY_HAND = "api";

/** SQL: how grave a reason is. */
const gravity = (column: string) =>
  `case ${column} ${Object.entries(GRAVER)
    .map(([reason, rank]) => `when '${reason}' then ${rank}`)
    .join(" ")} end`;

/** SQL: a graver reason, which stops more, takes the place of a lighter one. */
const UNLESS_GRAVER = `on conflict (org_id, channel, address) do update
  set reason = excluded.reason, created_at = excluded.created_at
  where ${gravity("excluded.reason")} > ${gravity("suppressions.reason")}`;

/** Suppresses an address. One that is suppressed already keeps its reason and time unless the new one is graver; the row that stands. */
export async function insertSuppression(db: Database, row: SuppressionRow): Promise<SuppressionRow> {
  await db.d1.batch([
    suppressStatement(db, row),
    ...optOutChangeStatements(db, [{ ...row, source: BY_HAND, isReturn: false }]),
  ]);
  const [standing] = await db.orm.select().from(suppressions).where(isThe(row)).limit(1);
  return standing ?? row;
}

/** As part of a transaction: suppresses an address unless it is already for as grave a reason. */
export function suppressStatement({ d1 }: Database, row: SuppressionRow): D1PreparedStatement {
  return d1
    .prepare(
      `insert into suppressions (org_id, channel, address, reason, created_at) values (?, ?, ?, ?, ?) ${UNLESS_GRAVER}`,
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
         where conversations.org_id = ?1 and conversations.channel = ?2 and conversations.contact_address = ?3
           and message.keyword = 'opt_in' and message.at > ?4)
       ${UNLESS_GRAVER} or (suppressions.reason = 'stop' and excluded.created_at > suppressions.created_at)`,
    )
    .bind(organizationId, channel, address, createdAt);
}

/** Holds in a transaction before an address was stopped by its owner's word. */
export function notStopped({ organizationId, channel, address }: ContactPoint): Guard {
  return {
    sql: `not exists (select 1 from suppressions
      where org_id = ? and channel = ? and address = ? and reason = 'stop')`,
    values: [organizationId, channel, address],
  };
}

/**
 * As part of a transaction: lifts a suppression of one reason that is older than `before`, ms since the epoch.
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
  return d1
    .prepare(
      `delete from suppressions where org_id = ? and channel = ? and address = ? and reason = ? and created_at < ?
         and ${guard?.sql ?? "true"}`,
    )
    .bind(organizationId, channel, address, reason, before, ...(guard?.values ?? []));
}

export interface SuppressionFilter {
  readonly channel?: Channel | undefined;
  readonly reason?: SuppressionReason | undefined;
}

/** By channel and address; `after` is the last row's of the page before. */
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
        or(
          gt(suppressions.channel, afterChannel),
          and(eq(suppressions.channel, afterChannel), gt(suppressions.address, afterAddress)),
        ),
      ),
    )
    .orderBy(asc(suppressions.channel), asc(suppressions.address))
    .limit(page.limit);
}

/** False when the address was not suppressed. */
export async function deleteSuppression(db: Database, point: ContactPoint): Promise<boolean> {
  const [deleted] = await db.d1.batch([
    db.d1
      .prepare("delete from suppressions where org_id = ? and channel = ? and address = ?")
      .bind(point.organizationId, point.channel, point.address),
    ...optOutChangeStatements(db, [{ ...point, source: BY_HAND, isReturn: true }]),
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
