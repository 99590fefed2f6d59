import type { ReminderMetadata } from "../db/queries/changed-appointments.ts";
import type { OrganizationRow } from "../db/queries/organizations.ts";
import type { RecordFields } from "../model/record.ts";
import { type SenderStores, senderOf } from "../outbox/sender.ts";
import { type TemplatedJob, templatedJob } from "../outbox/templated.ts";
import { attendeeAddress, reminderData } from "./message.ts";

export interface Reminding {
  readonly organization: OrganizationRow;
  readonly appointment: RecordFields["appointment"];
  /** Which one it is, and when its reminder comes. */
  readonly about: Pick<ReminderMetadata["reminder"], "provider" | "appointmentId" | "event">;
  /** The id or name of a template. */
  readonly template: string;
  readonly minutes: number;
  readonly now: number;
}

/** The job that sends a reminder, or why there is none. */
export async function reminderJob(
  { organization, appointment, about, template: reference, minutes, now }: Reminding,
  stores: SenderStores,
): Promise<TemplatedJob> {
  const sender = senderOf(organization, stores);
  const template = await sender.template(reference);
  if (template === null) {
    return { ok: false, reason: "template_missing" };
  }
  const address = attendeeAddress(appointment, template.channel);
  if (address === null) {
    return { ok: false, reason: "address_missing" };
  }
  const data = reminderData(appointment, minutes, organization);
  const { startsAt, endsAt } = appointment;
  const metadata: ReminderMetadata = { reminder: { ...about, startsAt, endsAt } };
  return await templatedJob(sender, { template, data, address, metadata, now });
}
