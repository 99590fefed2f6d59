import { z } from "zod";
import type { Database } from "../client.ts";
import type { JobRow } from "./jobs.ts";

/** Of a reminder's job, in its metadata: the appointment that it is about, as it was. Times in ms since the epoch. */
const reminderSchema = z.object({
  reminder: z.object({
    provider: z.string(),
    appointmentId: z.string(),
    event: z.enum(["appointment.starting", "appointment.ended"]),
    startsAt: z.number().nullable(),
    endsAt: z.number().nullable(),
  }),
});

export type ReminderMetadata = z.infer<typeof reminderSchema>;

/**
 * Reminders whose appointment was canceled, moved or has begun since they were made: whoever waited so long for a gate
 * must not be sent them. One query by key where there are any.
 * @param now ms since the epoch
 */
export async function outdatedReminders(
  { d1 }: Database,
  jobs: readonly JobRow[],
  now: number,
): Promise<ReadonlySet<JobRow["id"]>> {
  const wanted = jobs.flatMap(({ id, organizationId, metadata }) => {
    const { data } = reminderSchema.safeParse(metadata);
    return data === undefined ? [] : [{ id, organizationId, ...data.reminder }];
  });
  if (wanted.length === 0) {
    return new Set();
  }
  const { results } = await d1
    .prepare(
      `select wanted.value->>'id' as id from json_each(?1) as wanted
       join records as record on record.org_id = wanted.value->>'organizationId' and record.kind = 'appointment'
         and record.provider = wanted.value->>'provider' and record.external_id = wanted.value->>'appointmentId'
       where case wanted.value->>'event'
         when 'appointment.starting' then record.status <> 'booked' or record.fields->>'startsAt' <= ?2
           or record.fields->>'startsAt' is not wanted.value->>'startsAt'
         else record.status not in ('booked', 'completed')
           or record.fields->>'endsAt' is not wanted.value->>'endsAt' end`,
    )
    .bind(JSON.stringify(wanted), now)
    .all<{ id: JobRow["id"] }>();
  return new Set(results.map(({ id }) => id));
}
