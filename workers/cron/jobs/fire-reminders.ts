import { DAY_MS, HOUR_MS, MINUTE_MS, toRfc3339OrNull } from "../../../shared/clock.ts";
import { findOrganization } from "../../../shared/db/queries/organizations.ts";
import { listRecords, type RecordOf } from "../../../shared/db/queries/records.ts";
import {
  dueReminders,
  endReminder,
  findReminderRule,
  postponeReminder,
  type ReminderRow,
  type ReminderRuleRow,
  stillDue,
} from "../../../shared/db/queries/reminders.ts";
import { dispatch } from "../../../shared/destinations/dispatch.ts";
import { type Happening, tell } from "../../../shared/destinations/happenings.ts";
import { newId } from "../../../shared/ids.ts";
import { submitJobs } from "../../../shared/outbox/submit.ts";
import { reminderJob } from "../../../shared/reminders/job.ts";
import type { Context } from "../../context.ts";

/** Reminders of one run: each costs some ten calls to the database, of the thousand that an invocation has. */
const BUDGET = 80;

/** What is mended by a person, or by itself, before it is too late; until then it is tried again. */
const UNREADY: ReadonlySet<string> = new Set(["connection_missing", "connection_ambiguous"]);
/** The first wait; each later one is half of the time since the turn, so that many that wait leave the others theirs. */
const TRY_AGAIN_MS = 15 * MINUTE_MS;
const LONGEST_WAIT_MS = 2 * HOUR_MS;

/** A follow-up that is later than this is worse than none. */
const LATEST_FOLLOW_UP_MS = DAY_MS;

/** Sends what is due before and after appointments, and tells destinations of it; returns how many had their turn. */
export async function fireReminders(context: Context): Promise<number> {
  const due = await dueReminders(context.db, { now: context.clock(), limit: BUDGET });
  for (const row of due) {
    try {
      await fire(row, context);
    } catch (cause) {
      // it stays due; the others have their turn all the same
      const { organizationId, provider } = row;
      context.log.error("cron.reminder_failed", { organizationId, provider, job: "fire-reminders" }, cause);
    }
  }
  return due.length;
}

async function fire(row: ReminderRow, context: Context): Promise<void> {
  const { organizationId, provider, externalId } = row;
  const now = context.clock();
  const [organization, rule, [record]] = await Promise.all([
    findOrganization(context.db, organizationId),
    findReminderRule(context.db, organizationId, row.ruleId),
    listRecords(context.db, organizationId, {
      kind: "appointment",
      provider,
      externalId,
      limit: 1,
      before: null,
    }),
  ]);
  if (organization === null || rule === null || record === undefined || isLate(row, rule, record, now)) {
    await skip(row, row.reason ?? "too_late", context);
    return;
  }
  // with a reason it was tried before, and told of then
  const happenings = row.reason === null ? [happeningOf(row, rule, record, now)] : [];
  const told = await tell(happenings, context, stillDue(row));
  const { template, event } = rule;
  const minutes = minutesOf(row, rule, record, now);
  const about = { provider, appointmentId: externalId, event };
  const { fields: appointment } = record;
  const reminder =
    template === null
      ? null
      : await reminderJob({ organization, appointment, about, template, minutes, now }, context);
  const job = reminder?.ok === true ? reminder.job : null;
  const reason = reminder?.ok === false ? reminder.reason : null;
  const end =
    reason !== null && UNREADY.has(reason)
      ? postponeReminder(context.db, row, {
          reason,
          dueAt: now + Math.min(LONGEST_WAIT_MS, Math.max(TRY_AGAIN_MS, Math.floor((now - row.at) / 2))),
        })
      : endReminder(context.db, row, {
          status: reason === null ? "fired" : "skipped",
          jobId: job?.id ?? null,
          reason,
        });
  await submitJobs(context, job === null ? [] : [job], [...told.statements, end], stillDue(row));
  await dispatch(told.deliveries, context);
}

/** How long before the start it says that it comes: one that was tried again comes later than its rule has it. */
function minutesOf(
  { reason }: ReminderRow,
  { event, minutes }: ReminderRuleRow,
  { fields: { startsAt } }: RecordOf<"appointment">,
  now: number,
): number {
  return reason === null || event !== "appointment.starting" || startsAt === null
    ? minutes
    : Math.round((startsAt - now) / MINUTE_MS);
}

/** Nobody is reminded of what has begun. */
function isLate(
  { at }: ReminderRow,
  { event }: ReminderRuleRow,
  { fields }: RecordOf<"appointment">,
  now: number,
): boolean {
  switch (event) {
    case "appointment.starting":
      return fields.startsAt === null || fields.startsAt <= now;
    case "appointment.ended":
      return now - at > LATEST_FOLLOW_UP_MS;
  }
}

async function skip(row: ReminderRow, reason: string, context: Context): Promise<void> {
  await endReminder(context.db, row, { status: "skipped", jobId: null, reason }).run();
}

function happeningOf(
  { organizationId, ruleId, provider, externalId }: ReminderRow,
  { event, minutes }: ReminderRuleRow,
  { fields }: RecordOf<"appointment">,
  now: number,
): Happening {
  const { title, startsAt, endsAt, timeZone } = fields;
  return {
    organizationId,
    id: newId("event", now),
    type: `causeway.${event}`,
    subject: externalId,
    data: {
      provider,
      appointmentId: externalId,
      ruleId,
      minutes,
      title,
      startsAt: toRfc3339OrNull(startsAt),
      endsAt: toRfc3339OrNull(endsAt),
      timeZone,
    },
    at: now,
  };
}
