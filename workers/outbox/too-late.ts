import { outdatedReminders } from "../../shared/db/queries/changed-appointments.ts";
import { type LastReceived, lastReceivedOf } from "../../shared/db/queries/conversations.ts";
import type { JobRow } from "../../shared/db/queries/jobs.ts";
import type { JobError } from "../../shared/model/job.ts";
import { outdatedTellings } from "../../shared/opt-outs/outdated.ts";
import { hasReplyWindow, replyUntil } from "../../shared/policy/reply-window.ts";
import { findProvider } from "../../shared/providers/registry.ts";
import type { Context } from "../context.ts";

const WINDOW_CLOSED: JobError = {
  code: "reply_window_closed",
  message: "The channel takes messages only for a time after the contact last wrote: 24 h, mostly.",
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

/** Messages that their channel takes no more; one query where a job's channel has a window. */
async function lateReplies(
  jobs: readonly JobRow[],
  { db, clock }: Context,
): Promise<ReadonlySet<JobRow["id"]>> {
  const windowed = jobs.filter(({ channel }) => hasReplyWindow(channel));
  if (windowed.length === 0) {
    return new Set();
  }
  const lastReceived = await lastReceivedOf(db, windowed);
  const late = windowed.filter((job) => {
    const until = takenUntil(job, lastReceived.get(job.id));
    return until !== null && clock() > until;
  });
  return new Set(late.map(({ id }) => id));
}

/** Until when it is taken, ms since the epoch; null where that is the provider's to say: who never wrote here may have elsewhere. */
function takenUntil(
  { channel, provider, action, input }: JobRow,
  { answeredAt = null, wroteAt = null }: Partial<LastReceived> = {},
): number | null {
  if (channel === null) {
    return null;
  }
  if (answeredAt !== null) {
    return replyUntil(channel, answeredAt);
  }
  const kind = findProvider(provider)?.actions?.[action]?.replyWindow?.(input);
  return wroteAt === null || kind === undefined ? null : replyUntil(channel, wroteAt, kind);
}
