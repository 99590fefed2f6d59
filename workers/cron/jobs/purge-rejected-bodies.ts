import { forgetRejectedBodies } from "../../../shared/db/queries/rejections.ts";
import { purgeRejectedBodies, REJECTED_BODY_TTL_MS } from "../../../shared/inbound/rejected-bodies.ts";
import type { Context } from "../../context.ts";

/** Rows that one run forgets the bodies of; what is left is the next run's. */
const MAX_ROWS = 5_000;

/** Deletes the bodies of refused requests whose 72 hours are over; the rows stay as evidence. */
export async function purgeRejected({ db, bodies, clock }: Context): Promise<number> {
  const before = clock() - REJECTED_BODY_TTL_MS;
  const forgotten = await forgetRejectedBodies(db, { before, limit: MAX_ROWS });
  return forgotten + (await purgeRejectedBodies(bodies, before));
}
