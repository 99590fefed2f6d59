import { and, desc, eq, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import {
  RECORD_STATUSES,
  type RecordFields,
  type RecordKind,
  type RecordStatus,
} from "../../model/record.ts";
import type { Database } from "../client.ts";
import { jsonLists } from "../json-rows.ts";
import { records } from "../schema/records.ts";

export type RecordRow = typeof records.$inferSelect;

/** A row whose fields and status are of a kind. */
export type RecordOf<K extends RecordKind> = RecordRow & {
  readonly kind: K;
  readonly status: RecordStatus<K>;
  readonly fields: RecordFields[K];
};

/** A state of a record as it was told. */
export interface RecordState extends RecordRow {
  /** Fields that are null were not told: what is known of them stays. */
  readonly isPartial?: boolean | undefined;
}

/** What was told, over what is known: `json_patch` would delete what is null. */
const MERGED = `json_patch(records.fields, (select json_group_object(key, json(excluded.fields -> ('$.' || key)))
  from json_each(excluded.fields) where type <> 'null'))`;

const upsert = (fields: string) => `
insert into records (org_id, kind, provider, external_id, status, fields, event_id, occurred_at)
select ${[0, 1, 2, 3, 4, 5, 6, 7].map((index) => `value->>${index}`).join(", ")} from json_each(?1) where true
on conflict (org_id, kind, provider, external_id) do update set
  status = excluded.status, fields = ${fields}, event_id = excluded.event_id,
  occurred_at = excluded.occurred_at
where (excluded.occurred_at, instr(?2, ' ' || excluded.status || ' '), excluded.event_id)
  >= (records.occurred_at, instr(?2, ' ' || records.status || ' '), records.event_id)`;

/**
 * Keeps the newest state of each record by `occurredAt`; an older one changes nothing. Clocks of whole seconds give several
 * states one time: then the one that comes later in a record's life stands, and of one status what was received last,
 * so that processing an earlier event again changes nothing.
 */
export function upsertRecords({ d1 }: Database, states: readonly RecordState[]): D1PreparedStatement[] {
  const alike = Map.groupBy(states, ({ kind, isPartial }) => `${kind} ${isPartial === true}`);
  return [...alike.values()].flatMap((rows) => {
    const [first] = rows;
    if (first === undefined) {
      return [];
    }
    const statement = upsert(first.isPartial === true ? MERGED : "excluded.fields");
    const life = ` ${RECORD_STATUSES[first.kind].join(" ")} `;
    const values = rows.map((row) => [
      row.organizationId,
      row.kind,
      row.provider,
      row.externalId,
      row.status,
      JSON.stringify(row.fields),
      row.eventId,
      row.occurredAt,
    ]);
    return jsonLists(values).map((list) => d1.prepare(statement).bind(list, life));
  });
}

/**
 * Gives memberships the permissions of their role as it stands, where the role changed after them: providers that tell of
 * a role do not tell of its members again. Concerns the one record of `kind` that changed, and who belongs to it.
 */
export function refreshPermissions(
  { d1 }: Database,
  {
    organizationId,
    provider,
    kind,
    externalId,
  }: Pick<RecordRow, "organizationId" | "provider" | "externalId"> & { readonly kind: "role" | "membership" },
): D1PreparedStatement {
  return d1
    .prepare(
      `update records as membership set fields = json_set(membership.fields, '$.permissions', json(role.fields -> '$.permissions'))
       from records as role
       where role.org_id = ?1 and role.kind = 'role' and role.provider = ?2 and role.status = 'active'
         and membership.org_id = ?1 and membership.kind = 'membership' and membership.provider = ?2
         and ${kind}.external_id = ?3
         and role.fields ->> '$.key' = membership.fields ->> '$.role' and role.occurred_at > membership.occurred_at
         and role.fields -> '$.permissions' is not membership.fields -> '$.permissions'`,
    )
    .bind(organizationId, provider, externalId);
}

export interface RecordFilter<K extends RecordKind> {
  readonly kind?: K | undefined;
  readonly provider?: string | undefined;
  readonly externalId?: string | undefined;
  readonly limit: number;
  /** Kind, provider and external id of the last row of the page before. */
  readonly before: readonly string[] | null;
}

export async function listRecords<K extends RecordKind>(
  db: Database,
  organizationId: Id<"organization">,
  { kind, provider, externalId, limit, before }: RecordFilter<K>,
): Promise<RecordOf<K>[]> {
  const rows = await db.orm
    .select()
    .from(records)
    .where(
      and(
        eq(records.organizationId, organizationId),
        kind === undefined ? undefined : eq(records.kind, kind),
        provider === undefined ? undefined : eq(records.provider, provider),
        externalId === undefined ? undefined : eq(records.externalId, externalId),
        before === null
          ? undefined
          : sql`(${records.kind}, ${records.provider}, ${records.externalId}) < (${before[0]}, ${before[1]}, ${before[2]})`,
      ),
    )
    .orderBy(desc(records.kind), desc(records.provider), desc(records.externalId))
    .limit(limit);
  return rows as RecordOf<K>[];
}
