import type { Id } from "../../ids.ts";
import type { OptOutScope } from "../../model/opt-out.ts";
import { OPT_OUT_PROVIDERS } from "../../providers/opt-out-providers.ts";
import type { Database } from "../client.ts";
import { jsonLists } from "../json-rows.ts";
import type { ContactPoint } from "./contact-states.ts";

/** What a person, or somebody for them, said on an address. */
export interface OptOutChange extends ContactPoint {
  readonly source: string;
  /** It may open what was closed: only who was told of the closing needs to know. */
  readonly isReturn: boolean;
}

export interface PendingOptOut extends ContactPoint {
  readonly source: string;
  readonly mark: string;
}

/** A connection over which a provider is told. */
export interface OptOutTarget {
  readonly organizationId: Id<"organization">;
  readonly id: Id<"connection">;
  readonly provider: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export interface ToldOptOutRow extends ContactPoint {
  readonly connectionId: Id<"connection">;
  readonly scope: OptOutScope;
}

/** SQL: now or once it is mended, jobs go through a connection. */
const USABLE = "connections.status in ('active', 'needs_reauth', 'error')";

const PROVIDERS = JSON.stringify(OPT_OUT_PROVIDERS);

/** SQL: an organization tells, over at least one connection. */
const tells = (organization: string) => `exists (
  select 1 from connections join organizations on organizations.id = connections.org_id
  where connections.org_id = ${organization} and ${USABLE} and organizations.mirror_opt_outs
    and connections.provider in (select value from json_each(?2)))`;

/** SQL: a table has the address; one that is about to be told of counts as told. */
const isThere = (table: string) => `exists (select 1 from ${table} as there where there.org_id = value->>0
  and there.channel = value->>1 and there.address = value->>2)`;

/**
 * As part of the transaction in which it is said: providers are yet to be told. Nothing is written for an organization
 * without a connection to such a provider, or which tells none.
 */
export function optOutChangeStatements(
  { d1 }: Database,
  changes: readonly OptOutChange[],
): D1PreparedStatement[] {
  const values = changes.map(({ organizationId, channel, address, source, isReturn }) => [
    organizationId,
    channel,
    address,
    source,
    isReturn ? 1 : 0,
  ]);
  return jsonLists(values).map((list) =>
    d1
      .prepare(
        `insert into opt_out_changes (org_id, channel, address, source, mark)
         select value->>0, value->>1, value->>2, value->>3, hex(randomblob(8)) from json_each(?1)
         where case value->>4
           when 1 then ${isThere("told_opt_outs")} or ${isThere("opt_out_changes")}
           else ${tells("value->>0")} end
         on conflict do update set mark = excluded.mark`,
      )
      .bind(list, PROVIDERS),
  );
}

/** Up to `limit` of any organization; those of one do not hold up the others. It reads all that are pending. */
export async function pendingOptOuts({ d1 }: Database, limit: number): Promise<readonly PendingOptOut[]> {
  const { results } = await d1
    .prepare(
      `select org_id as organizationId, channel, address, source, mark from opt_out_changes
       order by row_number() over (partition by org_id order by mark) limit ?`,
    )
    .bind(limit)
    .all<PendingOptOut>();
  return results;
}

/** The connections of organizations over which providers are told; none of an organization that tells nobody. */
export async function optOutTargets(
  { d1 }: Database,
  organizationIds: readonly Id<"organization">[],
): Promise<readonly OptOutTarget[]> {
  const { results } = await d1
    .prepare(
      `select connections.org_id as organizationId, connections.id, connections.provider, connections.config
       from connections join organizations on organizations.id = connections.org_id
       where connections.org_id in (select value from json_each(?1)) and ${USABLE}
         and organizations.mirror_opt_outs and organizations.deleted_at is null
         and connections.provider in (select value from json_each(?2))`,
    )
    .bind(JSON.stringify(organizationIds), PROVIDERS)
    .all<Omit<OptOutTarget, "config"> & { readonly config: string }>();
  return results.map((row) => ({ ...row, config: JSON.parse(row.config) as OptOutTarget["config"] }));
}

/** What was told of these addresses. */
export async function toldOf(
  { d1 }: Database,
  points: readonly ContactPoint[],
): Promise<readonly ToldOptOutRow[]> {
  const { results } = await d1
    .prepare(
      `select told.org_id as organizationId, told.channel, told.address, told.connection_id as connectionId, told.scope
       from json_each(?) as wanted join told_opt_outs as told on told.org_id = wanted.value->>0
         and told.channel = wanted.value->>1 and told.address = wanted.value->>2`,
    )
    .bind(JSON.stringify(points.map((point) => [point.organizationId, point.channel, point.address])))
    .all<ToldOptOutRow>();
  return results;
}

/** As part of the transaction that stores the jobs: what providers know from now on, and that these changes are told. */
export function toldStatements(
  { d1 }: Database,
  {
    known,
    forgotten,
    done,
  }: {
    readonly known: readonly ToldOptOutRow[];
    readonly forgotten: readonly Omit<ToldOptOutRow, "scope">[];
    readonly done: readonly PendingOptOut[];
  },
): D1PreparedStatement[] {
  const keyOf = (row: Omit<ToldOptOutRow, "scope">) => [
    row.organizationId,
    row.channel,
    row.address,
    row.connectionId,
  ];
  const each = (sql: string, rows: readonly (readonly unknown[])[]) =>
    jsonLists(rows).map((list) => d1.prepare(sql).bind(list));
  return [
    ...each(
      `insert into told_opt_outs (org_id, channel, address, connection_id, scope)
       select value->>0, value->>1, value->>2, value->>3, value->>4 from json_each(?) where true
       on conflict do update set scope = excluded.scope`,
      known.map((row) => [...keyOf(row), row.scope]),
    ),
    ...each(
      `delete from told_opt_outs where (org_id, channel, address, connection_id) in (
         select value->>0, value->>1, value->>2, value->>3 from json_each(?))`,
      forgotten.map(keyOf),
    ),
    ...each(
      `delete from opt_out_changes where (org_id, channel, address, source, mark) in (
         select value->>0, value->>1, value->>2, value->>3, value->>4 from json_each(?))`,
      done.map((row) => [row.organizationId, row.channel, row.address, row.source, row.mark]),
    ),
  ];
}
