import { eq, sql } from "drizzle-orm";
import { type Id, lowestId } from "../../ids.ts";
import type { Arrivals } from "../../policy/silence.ts";
import type { Database } from "../client.ts";
import { endpoints } from "../schema/endpoints.ts";
import type { EndpointRow } from "./endpoints.ts";

/** Enabled endpoints, those first that were not looked at for longest. */
export async function leastWatched(db: Database, limit: number): Promise<EndpointRow[]> {
  return await db.orm
    .select()
    .from(endpoints)
    .where(eq(endpoints.enabled, true))
    .orderBy(sql`coalesce(${endpoints.watchedAt}, 0)`)
    .limit(limit);
}

/**
 * When the first and the last event of each endpoint of an organization came, of those after a time (ms since the epoch)
 * and after the last that is known of the endpoint.
 */
export async function arrivalsSince(
  { d1 }: Database,
  organizationId: Id<"organization">,
  since: number,
): Promise<ReadonlyMap<string, Arrivals>> {
  const { results } = await d1
    .prepare(
      `select endpoint_id as endpointId, min(received_at) as firstAt, max(received_at) as lastAt
       from events join endpoints on endpoints.id = events.endpoint_id
       where events.org_id = ? and events.id >= ?
         and events.received_at > coalesce(endpoints.activity->>'lastAt', 0)
       group by endpoint_id`,
    )
    .bind(organizationId, lowestId("event", since))
    .all<Arrivals & { endpointId: string }>();
  return new Map(results.map(({ endpointId, ...arrivals }) => [endpointId, arrivals]));
}

/** Keeps what was learned; the gateway's copy of the row need not know of it. */
export async function setActivity(
  db: Database,
  id: Id<"endpoint">,
  learned: Pick<EndpointRow, "activity" | "watchedAt">,
): Promise<void> {
  await db.orm.update(endpoints).set(learned).where(eq(endpoints.id, id));
}
