import { toRfc3339OrNull } from "../clock.ts";
import type { OrganizationRow } from "../db/queries/organizations.ts";
import type { Address } from "../model/address.ts";
import type { Channel } from "../model/channel.ts";
import { timezoneSchema } from "../model/organization.ts";
import { personAddress } from "../model/person.ts";
import type { RecordFields } from "../model/record.ts";

type Appointment = RecordFields["appointment"];

/** Where the attendee is reached over a channel; null where the provider did not say. */
export function attendeeAddress(
  { attendeeEmail, attendeePhone }: Appointment,
  channel: Channel,
): Address | null {
  return personAddress({ email: attendeeEmail, phone: attendeePhone }, channel);
}

/** What a template of a reminder may print; what is not known is left out. Times are the attendee's own. */
export function reminderData(
  appointment: Appointment,
  minutes: number,
  { timezone }: Pick<OrganizationRow, "timezone">,
): Record<string, unknown> {
  const zone = timezoneSchema.safeParse(appointment.timeZone).data ?? timezone;
  const known = {
    title: appointment.title ?? "your appointment",
    name: appointment.attendeeName,
    location: appointment.location,
    startsAt: appointment.startsAt === null ? null : localTime(appointment.startsAt, zone),
    endsAt: appointment.endsAt === null ? null : localTime(appointment.endsAt, zone),
    startsAtUtc: toRfc3339OrNull(appointment.startsAt),
    timeZone: zone,
    minutesBefore: minutes,
    hoursBefore: Math.round(minutes / 6) / 10,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null));
}

function localTime(ms: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  });
  // newer versions of the data put a narrow space that GSM-7 has not
  return format.format(ms).replaceAll(/\s/g, " ");
}
