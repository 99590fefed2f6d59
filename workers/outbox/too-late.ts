import { outdatedReminders } from "../../shared/db/queries/changed-appointments.ts";
import { lastReceivedOf } from "../../shared/db/queries/conversations.ts";
import type { JobRow } from "../../shared/db/queries/jobs.ts";
import type { JobError } from "../../shared/model/job.ts";
import { outdatedTellings } from "../../shared/opt-outs/outdated.ts";
import { hasReplyWindow, replyUntil } from "../../shared/policy/reply-window.ts";
import type { Context } from "../context.ts";

const WINDOW_CLOSED: JobError = {
  code: "reply_window_closed",
  message: "The channel takes answers until 24 h after the contact last wrote.",
  retryable: false,
};

const APPOINTMENT_CHANGED: JobError = {
  code: "appointment_changed",
  message: "The appointment was canceled or moved, or has begun, while its reminder waited.",
  retryable: false,
};

const SAID_OTHERWISE: JobError = {
  code: "opt_out_outdated",
  message: "The person has said otherwise since.",
  retryable: false,
};

/** Jobs that waited until what they say came too late, each with the reason. */
export async function tooLate(
  jobs: readonly JobRow[],
  context: Context,
): Promise<ReadonlyMap<JobRow["id"], JobError>> {
  const [replies, reminders, tellings] = await Promise.all([
    lateReplies(jobs, context),
    outdatedReminders(context.db, jobs, context.clock()),
    outdatedTellings(context.db, jobs, context.clock()),
  ]);
  return new Map([
    ...[...reminders].map((id) => [id, APPOINTMENT_CHANGED] as const),
    ...[...tellings].map((id) => [id, SAID_OTHERWISE] as const),
    ...[...replies].map((id) => [id, WINDOW_CLOSED] as const),
  ]);
}

/** Answers that waited until their channel takes none any more; one query where a job's channel has a window. */
async function lateReplies(
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
