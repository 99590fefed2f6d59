import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import { agentIntegrations } from "../schema/agents.ts";

export type AgentIntegrationRow = typeof agentIntegrations.$inferSelect;

/** An agent of an organization. */
export type AgentIdentity = Pick<AgentIntegrationRow, "organizationId" | "agentId">;

/** An agent's integrations; with `providers` those with them alone. By provider. */
export async function listIntegrations(
  db: Database,
  agent: AgentIdentity,
  providers?: readonly string[],
): Promise<AgentIntegrationRow[]> {
  return await db.orm
    .select()
    .from(agentIntegrations)
    .where(
      and(
        isOf(agent),
        providers === undefined ? undefined : inArray(agentIntegrations.provider, [...providers]),
      ),
    )
    .orderBy(asc(agentIntegrations.provider));
}

/** The integrations of several agents at once, each of one provider. */
export async function integrationsOf(
  db: Database,
  wanted: readonly Pick<AgentIntegrationRow, "organizationId" | "agentId" | "provider">[],
): Promise<AgentIntegrationRow[]> {
  if (wanted.length === 0) {
    return [];
  }
  const keys = wanted.map(({ organizationId, agentId, provider }) => [organizationId, agentId, provider]);
  return await db.orm
    .select()
    .from(agentIntegrations)
    .where(
      sql`(${agentIntegrations.organizationId}, ${agentIntegrations.agentId}, ${agentIntegrations.provider}) in (select value->>0, value->>1, value->>2 from json_each(${JSON.stringify(keys)}))`,
    );
}

/** The integrations of all agents that go through these connections. */
export async function integrationsThrough(
  db: Database,
  connections: readonly { readonly organizationId: Id<"organization">; readonly id: Id<"connection"> }[],
): Promise<AgentIntegrationRow[]> {
  const keys = connections.map(({ organizationId, id }) => [organizationId, id]);
  return await db.orm
    .select()
    .from(agentIntegrations)
    .where(
      sql`(${agentIntegrations.organizationId}, ${agentIntegrations.connectionId}) in (select value->>0, value->>1 from json_each(${JSON.stringify(keys)}))`,
    );
}

/** Stores an agent's integrations in one batch; what else it has stays, or with `replace` goes. */
export async function putIntegrations(
  { d1 }: Database,
  agent: AgentIdentity,
  { rows, replace }: { readonly rows: readonly AgentIntegrationRow[]; readonly replace: boolean },
): Promise<void> {
  const json = JSON.stringify(
    rows.map((row) => [
      row.provider,
      row.connectionId,
      JSON.stringify(row.config),
      row.createdAt,
      row.updatedAt,
    ]),
  );
  const { organizationId, agentId } = agent;
  const clear = d1
    .prepare(
      `delete from agent_integrations where org_id = ?1 and agent_id = ?2
         and provider not in (select value->>0 from json_each(?3))`,
    )
    .bind(organizationId, agentId, json);
  const put = d1
    .prepare(
      `insert into agent_integrations (org_id, agent_id, provider, connection_id, config, created_at, updated_at)
       select ?1, ?2, value->>0, value->>1, value->>2, value->>3, value->>4 from json_each(?3) where true
       on conflict (org_id, agent_id, provider) do update set connection_id = excluded.connection_id,
         config = excluded.config, updated_at = excluded.updated_at`,
    )
    .bind(organizationId, agentId, json);
  await d1.batch(replace ? [clear, put] : [put]);
}

export async function deleteIntegration(
  db: Database,
  agent: AgentIdentity,
  provider: string,
): Promise<boolean> {
  const deleted = await db.orm
    .delete(agentIntegrations)
    .where(and(isOf(agent), eq(agentIntegrations.provider, provider)))
    .returning({ provider: agentIntegrations.provider });
  return deleted.length > 0;
}

function isOf({ organizationId, agentId }: { organizationId: Id<"organization">; agentId: string }) {
  return and(eq(agentIntegrations.organizationId, organizationId), eq(agentIntegrations.agentId, agentId));
}
