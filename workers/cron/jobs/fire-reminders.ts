import { DAY_MS, toRfc3339OrNull } from "../../../shared/clock.ts";
import { findOrganization } from "../../../shared/db/queries/organizations.ts";
import { listRecords, type RecordOf } from "../../../shared/db/queries/records.ts";
import {
  dueReminders,
  endReminder,
  findReminderRule,
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
    await skip(row, "too_late", context);
    return;
  }
  const told = await tell([happeningOf(row, rule, record, now)], context, stillDue(row));
  const { template, minutes, event } = rule;
  const about = { provider, appointmentId: externalId, event };
  const { fields: appointment } = record;
  const reminder =
    template === null
      ? null
      : await reminderJob({ organization, appointment, about, template, minutes, now }, context);
  const job = reminder?.ok === true ? reminder.job : null;
  const end = endReminder(context.db, row, {
    status: reminder?.ok === false ? "skipped" : "fired",
    jobId: job?.id ?? null,
    reason: reminder?.ok === false ? reminder.reason : null,
  });
  await submitJobs(context, job === null ? [] : [job], [...told.statements, end], stillDue(row));
  await dispatch(told.deliveries, context);
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
