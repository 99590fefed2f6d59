import { SECOND_MS } from "../../../shared/clock.ts";
import { dueDeliveries, postponeDeliveries } from "../../../shared/db/queries/deliveries.ts";
import { LOST_AFTER_MS } from "../../../shared/policy/delivery.ts";
import type { Context } from "../../context.ts";

/** Deliveries per run: each costs a row and a queue operation. */
const BUDGET = 2_000;
const PAGE = 200;

/** The trigger fires every minute: what is due before the next one travels as a delayed message. */
const AHEAD_MS = 60 * SECOND_MS;

/** Queues retries that are due, and first attempts whose message was never sent or lost. */
export async function sweepDeliveries(context: Context): Promise<number> {
  let count = 0;
  while (count < BUDGET) {
    const now = context.clock();
    const due = await dueDeliveries(context.db, { until: now + AHEAD_MS, limit: PAGE });
    await postponeDeliveries(context.db, due, now + AHEAD_MS + LOST_AFTER_MS);
    await context.deliveryQueue.send(
      due.map(({ organizationId, id, attempts, nextAttemptAt, dueAt }) => ({
        organizationId,
        id,
        attempt: attempts.length + 1,
        // what is due within the minute waits for its time: its own message may be on its way
        delaySeconds: Math.max(0, Math.ceil((Math.max(nextAttemptAt ?? 0, dueAt ?? 0) - now) / SECOND_MS)),
      })),
    );
    count += due.length;
    if (due.length < PAGE) {
      break;
    }
  }
  return count;
}
