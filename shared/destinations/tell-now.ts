import type { Clock } from "../clock.ts";
import type { Database } from "../db/client.ts";
import type { Log } from "../log.ts";
import type { DeliveryQueue } from "../queue/delivery-queue.ts";
import { dispatch } from "./dispatch.ts";
import { type Happening, tell } from "./happenings.ts";

export interface Telling {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly deliveryQueue: DeliveryQueue;
}

/** Tells of happenings that no transaction of the caller's made. */
export async function tellNow(happenings: readonly Happening[], telling: Telling): Promise<void> {
  const { statements, deliveries } = await tell(happenings, telling);
  if (statements.length > 0) {
    await telling.db.d1.batch([...statements]);
    await dispatch(deliveries, telling);
  }
}
