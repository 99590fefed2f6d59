import { DAY_MS, toRfc3339 } from "../../../shared/clock.ts";
import { arrivalsSince, leastWatched, setActivity } from "../../../shared/db/queries/endpoint-activity.ts";
import type { EndpointRow } from "../../../shared/db/queries/endpoints.ts";
import { closeIncident, openIncident } from "../../../shared/db/queries/incidents.ts";
import { tellNow } from "../../../shared/destinations/tell-now.ts";
import { newId } from "../../../shared/ids.ts";
import { type Activity, type Arrivals, learn } from "../../../shared/policy/silence.ts";
import type { Context } from "../../context.ts";

/** Endpoints of one run: each costs a row, an organization a query over its last hour. */
const MAX_ENDPOINTS = 300;

/** What came before that is not looked at: the trigger was away. */
const LONGEST_LOOK_MS = DAY_MS;

/** Looks at what came to each endpoint and opens an incident where it stopped; returns how many were looked at. */
export async function watchSilence(context: Context): Promise<number> {
  const rows = await leastWatched(context.db, MAX_ENDPOINTS);
  for (const [organizationId, own] of Map.groupBy(rows, (row) => row.organizationId)) {
    const now = context.clock();
    const since = Math.min(...own.map(({ watchedAt }) => watchedAt ?? 0));
    const arrivals = await arrivalsSince(context.db, organizationId, Math.max(since, now - LONGEST_LOOK_MS));
    for (const row of own) {
      await look(row, arrivals.get(row.id) ?? null, now, context);
    }
  }
  return rows.length;
}

async function look(
  row: EndpointRow,
  arrivals: Arrivals | null,
  now: number,
  context: Context,
): Promise<void> {
  const known = row.activity;
  const isNews = arrivals !== null && arrivals.lastAt > (known?.lastAt ?? 0);
  const activity = learn(known, isNews ? arrivals : null, now);
  if (activity === null) {
    await setActivity(context.db, row.id, { activity, watchedAt: now });
    return;
  }
  if (activity.isSilent && known?.isSilent === false) {
    await raise(row, activity, context);
  }
  if (!activity.isSilent && known?.isSilent === true) {
    const { organizationId, id: subject } = row;
    await closeIncident(context.db, { organizationId, kind: "endpoint_silent", subject }, now);
  }
  await setActivity(context.db, row.id, { activity, watchedAt: now });
}

async function raise(
  { organizationId, id, provider }: EndpointRow,
  { lastAt }: Activity,
  context: Context,
): Promise<void> {
  const now = context.clock();
  const message = `Nothing came from ${provider} since ${toRfc3339(lastAt)}, longer than ever before. See whether the webhook is still there and switched on at the provider.`;
  context.log.warn("endpoint.silent", { endpointId: id, provider });
  if (
    await openIncident(context.db, { organizationId, kind: "endpoint_silent", subject: id, message }, now)
  ) {
    const data = { endpointId: id, provider, lastReceivedAt: toRfc3339(lastAt) };
    const type = "causeway.endpoint.silent";
    await tellNow([{ organizationId, id: newId("event", now), type, subject: id, data, at: now }], context);
  }
}
