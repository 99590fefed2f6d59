import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import type { cursors } from "../schema/cursors.ts";

type CursorRow = typeof cursors.$inferSelect;

/** A list of changes as one connection reads it. */
export type ChangeList = Pick<CursorRow, "organizationId" | "connectionId" | "action" | "subject">;

/** The part of an action's input that says from where changes are read. */
export type Position = Readonly<Record<string, unknown>>;

/** From where a list is read on; null where it was never read. */
export async function positionIn({ d1 }: Database, list: ChangeList): Promise<Position | null> {
  const row = await d1
    .prepare(
      "select position from cursors where org_id = ? and connection_id = ? and action = ? and subject = ?",
    )
    .bind(list.organizationId, list.connectionId, list.action, list.subject)
    .first<Pick<CursorRow, "position">>();
  return row === null ? null : JSON.parse(row.position);
}

export interface UnreadConnection {
  readonly organizationId: Id<"organization">;
  readonly id: Id<"connection">;
  /** Up to where it was read; null where it never was. */
  readonly known: Position | null;
}

/**
 * Active connections of a provider whose list was not yet read as far as `until`, one of each account of an organization.
 * It reads all connections.
 * @param setting in the connection's settings, where `false` takes it out
 */
export async function unreadConnections(
  { d1 }: Database,
  list: { readonly provider: string; readonly setting: string } & Pick<ChangeList, "action" | "subject">,
  { until, limit }: { readonly until: Position; readonly limit: number },
): Promise<UnreadConnection[]> {
  const wanted = (name: string) =>
    `${name}.provider = ?1 and ${name}.status = 'active' and coalesce(${name}.config->>?2, 1) <> 0`;
  const { results } = await d1
    .prepare(
      `select c.org_id as organizationId, c.id, cursors.position from connections c
       join organizations on organizations.id = c.org_id and organizations.deleted_at is null
       left join cursors on cursors.org_id = c.org_id and cursors.connection_id = c.id
         and cursors.action = ?3 and cursors.subject = ?4
       where ${wanted("c")} and (cursors.position is null or cursors.position < ?5)
         and not exists (select 1 from connections o
           where o.org_id = c.org_id and o.account_key = c.account_key and o.id < c.id and ${wanted("o")})
       limit ?6`,
    )
    .bind(list.provider, list.setting, list.action, list.subject, JSON.stringify(until), limit)
    .all<Pick<CursorRow, "organizationId"> & { id: Id<"connection">; position: string | null }>();
  return results.map(({ position, ...one }) => ({
    ...one,
    known: position === null ? null : JSON.parse(position),
  }));
}

/** Notes from where a list is to be read, before it is for the first time; where it was, nothing. */
export function beginReading(
  { d1 }: Database,
  list: ChangeList,
  { position, now }: { readonly position: Position; readonly now: number },
): D1PreparedStatement {
  return d1
    .prepare(
      `insert into cursors (org_id, connection_id, action, subject, position, updated_at)
       values (?, ?, ?, ?, ?, ?) on conflict do nothing`,
    )
    .bind(list.organizationId, list.connectionId, list.action, list.subject, JSON.stringify(position), now);
}

/** Notes from where a list is read on, unless another reading moved it meanwhile. */
export function moveReading(
  { d1 }: Database,
  list: ChangeList,
  { from, to, now }: { readonly from: Position; readonly to: Position; readonly now: number },
): D1PreparedStatement {
  return d1
    .prepare(
      `update cursors set position = ?6, updated_at = ?7
       where org_id = ?1 and connection_id = ?2 and action = ?3 and subject = ?4 and position = ?5`,
    )
    .bind(
      list.organizationId,
      list.connectionId,
      list.action,
      list.subject,
      JSON.stringify(from),
      JSON.stringify(to),
      now,
    );
}
