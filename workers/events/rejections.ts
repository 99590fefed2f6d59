import { HOUR_MS } from "../../shared/clock.ts";
import { countRejections, insertRejections, rejectionsSince } from "../../shared/db/queries/rejections.ts";
import type { RejectedMessage } from "../../shared/queue/messages.ts";
import type { Context } from "../context.ts";

/** Evidence kept per endpoint and hour; above it refused requests are only counted, so that nobody can fill the database. */
const MAX_ROWS_PER_HOUR = 100;

/** Counts refused requests and keeps the first of each endpoint and hour as evidence. */
export async function recordRejections(
  rejected: readonly RejectedMessage[],
  context: Context,
): Promise<void> {
  const hourAgo = context.clock() - HOUR_MS;
  const byEndpoint = Map.groupBy(rejected, ({ endpointId }) => endpointId);
  const kept: RejectedMessage[] = [];
  for (const [endpointId, messages] of byEndpoint) {
    const [first] = messages;
    if (first !== undefined) {
      const rows = await rejectionsSince(context.db, first.organizationId, endpointId, hourAgo);
      kept.push(...messages.slice(0, Math.max(0, MAX_ROWS_PER_HOUR - rows)));
    }
  }
  await context.db.d1.batch([insertRejections(context.db, kept), countRejections(context.db, rejected)]);
}
