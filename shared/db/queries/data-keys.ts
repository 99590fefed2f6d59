import { and, eq, isNull } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import { organizations } from "../schema/organizations.ts";

/** An organization's wrapped data key; null where it has none yet, undefined where it is deleted. */
export async function wrappedDataKey(db: Database, id: string): Promise<string | null | undefined> {
  const [row] = await db.orm
    .select({ dataKey: organizations.dataKey })
    .from(organizations)
    .where(and(eq(organizations.id, id as Id<"organization">), isNull(organizations.deletedAt)))
    .limit(1);
  return row?.dataKey;
}

export interface KeyedOrganization {
  readonly id: Id<"organization">;
  readonly dataKey: string | null;
}

/** SQL: whether a list of sealed secrets holds one that no data key sealed. */
const LOOSE = "exists (select 1 from json_each(secrets) where value->>'sealed' not like 'd.%')";

/** Organizations of which something is sealed with another key than it should be. */
const STALE = `
from organizations where deleted_at is null and (
  data_key is null or data_key not like ?1 || '.%'
  or exists (select 1 from endpoints where org_id = organizations.id and ${LOOSE})
  or exists (select 1 from destinations where org_id = organizations.id and ${LOOSE})
  or exists (select 1 from connections where org_id = organizations.id and credentials not like 'd.%')
  or exists (select 1 from oauth_apps where org_id = organizations.id and client_secret not like 'd.%'))`;

/** Some of them, and how many there are. @param version of the platform's key that wraps from now on */
export async function staleOrganizations(
  { d1 }: Database,
  { version, limit }: { readonly version: number; readonly limit: number },
): Promise<{ readonly rows: KeyedOrganization[]; readonly count: number }> {
  const [rows, counted] = await d1.batch([
    d1.prepare(`select id, data_key as dataKey ${STALE} order by id limit ?2`).bind(String(version), limit),
    d1.prepare(`select count(*) as count ${STALE}`).bind(String(version)),
  ]);
  const [total] = (counted?.results ?? []) as { count: number }[];
  return { rows: (rows?.results ?? []) as KeyedOrganization[], count: total?.count ?? 0 };
}

/** Sets a wrapped key if the row still has the one that was read; false when it changed meanwhile. */
export async function setDataKey(
  { d1 }: Database,
  { id, dataKey: before }: KeyedOrganization,
  dataKey: string,
): Promise<boolean> {
  const { meta } = await d1
    .prepare("update organizations set data_key = ?3 where id = ?1 and data_key is ?2 and deleted_at is null")
    .bind(id, before, dataKey)
    .run();
  return meta.changes > 0;
}

/** Where sealed columns are, and what tells the rows of an organization apart. */
const SEALED = {
  endpoints: { column: "secrets", key: "id" },
  destinations: { column: "secrets", key: "id" },
  connections: { column: "credentials", key: "id" },
  oauth_apps: { column: "client_secret", key: "provider" },
} as const;

/** A row's sealed column, as text. */
export interface SealedColumn {
  readonly table: keyof typeof SEALED;
  /** Of an application: its provider. */
  readonly id: string;
  readonly text: string;
}

/** What of an organization is not sealed with its data key. */
export async function looseColumns({ d1 }: Database, organizationId: string): Promise<SealedColumn[]> {
  const { results } = await d1
    .prepare(
      `select 'endpoints' as "table", id, secrets as text from endpoints where org_id = ?1 and ${LOOSE}
       union all select 'destinations', id, secrets from destinations where org_id = ?1 and ${LOOSE}
       union all select 'connections', id, credentials from connections
         where org_id = ?1 and credentials not like 'd.%'
       union all select 'oauth_apps', provider, client_secret from oauth_apps
         where org_id = ?1 and client_secret not like 'd.%'`,
    )
    .bind(organizationId)
    .all<SealedColumn>();
  return results;
}

/** Replaces sealed columns that are still as they were read. */
export async function replaceColumns(
  { d1 }: Database,
  organizationId: string,
  columns: readonly (SealedColumn & { readonly next: string })[],
): Promise<void> {
  const statements = columns.map(({ table, id, text, next }) => {
    const { column, key } = SEALED[table];
    return d1
      .prepare(`update ${table} set ${column} = ?1 where org_id = ?2 and ${key} = ?3 and ${column} = ?4`)
      .bind(next, organizationId, id, text);
  });
  if (statements.length > 0) {
    await d1.batch(statements);
  }
}
