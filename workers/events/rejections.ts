import { HOUR_MS } from "../../shared/clock.ts";
import { countRejections, insertRejections } from "../../shared/db/queries/rejections.ts";
import type { RejectedMessage } from "../../shared/queue/messages.ts";
import type { Context } from "../context.ts";

/** Evidence kept per endpoint and hour; above it refused requests are only counted, so that nobody can fill the database. */
const MAX_ROWS_PER_HOUR = 100;

/** Of their bodies, in base64: at most some 100 MB of an endpoint at any time, as they are kept for 72 hours. */
const MAX_BODY_CHARACTERS_PER_HOUR = 1_400_000;

/** Counts refused requests and keeps the first of each endpoint and hour as evidence. */
export async function recordRejections(
  rejected: readonly RejectedMessage[],
  context: Context,
): Promise<void> {
  const limit = {
    since: context.clock() - HOUR_MS,
    maxRows: MAX_ROWS_PER_HOUR,
    maxBodyCharacters: MAX_BODY_CHARACTERS_PER_HOUR,
  };
  await context.db.d1.batch([
    ...countRejections(context.db, rejected),
    ...insertRejections(context.db, rejected, limit),
  ]);
}
