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
