import { eq, sql } from "drizzle-orm";
import { type Id, lowestId } from "../../ids.ts";
import type { Activity, Arrivals } from "../../policy/silence.ts";
import type { Database } from "../client.ts";
import { endpoints } from "../schema/endpoints.ts";
import type { EndpointRow } from "./endpoints.ts";

/** Enabled endpoints, those first that were not looked at for longest. */
export async function leastWatched(db: Database, limit: number): Promise<EndpointRow[]> {
  return await db.orm
    .select()
    .from(endpoints)
    .where(eq(endpoints.enabled, true))
    .orderBy(sql`coalesce(${endpoints.activity}->>'checkedAt', 0)`)
    .limit(limit);
}

/** When the first and the last event of each endpoint of an organization came after a time, ms since the epoch. */
export async function arrivalsSince(
  { d1 }: Database,
  organizationId: Id<"organization">,
  since: number,
): Promise<ReadonlyMap<string, Arrivals>> {
  const { results } = await d1
    .prepare(
      `select endpoint_id as endpointId, min(received_at) as firstAt, max(received_at) as lastAt from events
       where org_id = ? and id >= ? group by endpoint_id`,
    )
    .bind(organizationId, lowestId("event", since + 1))
    .all<Arrivals & { endpointId: string }>();
  return new Map(results.map(({ endpointId, ...arrivals }) => [endpointId, arrivals]));
}

/** Keeps what was learned; the gateway's copy of the row need not know of it. */
export async function setActivity(db: Database, id: Id<"endpoint">, activity: Activity): Promise<void> {
  await db.orm.update(endpoints).set({ activity }).where(eq(endpoints.id, id));
}
