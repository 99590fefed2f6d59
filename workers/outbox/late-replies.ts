import { lastReceivedOf } from "../../shared/db/queries/conversations.ts";
import type { JobRow } from "../../shared/db/queries/jobs.ts";
import { hasReplyWindow, replyUntil } from "../../shared/policy/reply-window.ts";
import type { Context } from "../context.ts";

/** Answers that waited until their channel takes none any more; one query where a job's channel has a window. */
export async function lateReplies(
  jobs: readonly JobRow[],
  { db, clock }: Context,
): Promise<ReadonlySet<JobRow["id"]>> {
  const windowed = jobs.flatMap(({ id, channel }) => (hasReplyWindow(channel) ? [{ id, channel }] : []));
  if (windowed.length === 0) {
    return new Set();
  }
  const lastReceived = await lastReceivedOf(
    db,
    windowed.map(({ id }) => id),
  );
  const late = windowed.filter(({ id, channel }) => {
    const receivedAt = lastReceived.get(id);
    const until = receivedAt === undefined ? null : replyUntil(channel, receivedAt);
    return until !== null && clock() > until;
  });
  return new Set(late.map(({ id }) => id));
}
