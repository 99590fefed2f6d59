import { HOUR_MS } from "../../../shared/clock.ts";
import { forgetRejectedBodies } from "../../../shared/db/queries/rejections.ts";
import type { Context } from "../../context.ts";

/** How long the body of a refused request is kept. */
export const REJECTED_BODY_TTL_MS = 72 * HOUR_MS;

/** Rows that one run forgets the bodies of; what is left is the next run's. */
const MAX_ROWS = 5_000;

/** Deletes the bodies of refused requests whose 72 hours are over; the rows stay as evidence. */
export async function purgeRejected({ db, clock }: Context): Promise<number> {
  return await forgetRejectedBodies(db, { before: clock() - REJECTED_BODY_TTL_MS, limit: MAX_ROWS });
}
