import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, dateToMs, nameOf } from "../../model/read.ts";
import type { RecordStatus } from "../../model/record.ts";

/** A reschedule is a cancellation and a booking, of which each names the other's invitee. */
const STATUS_BY_TYPE: ReadonlyMap<string, RecordStatus<"appointment">> = new Map([
  ["invitee.created", "booked"],
  ["invitee.canceled", "canceled"],
]);

/**
 * An appointment is one invitee's. Payloads of old carry the invitee without the event that they come to.
 * https://developer.calendly.com/api-docs/webhook-payload
 */
export function effects({ type, data }: ProviderEvent): readonly Effect[] {
  const status = STATUS_BY_TYPE.get(type);
  const invitee = at(data, "payload");
  const externalId = nameOf(at(invitee, "uri"));
  if (status === undefined || externalId === null) {
    return [];
  }
  const meeting = at(invitee, "scheduled_event");
  return [
    {
      kind: "record",
      record: "appointment",
      externalId,
      status,
      fields: {
        title: nameOf(at(meeting, "name")),
        startsAt: dateToMs(at(meeting, "start_time")),
        endsAt: dateToMs(at(meeting, "end_time")),
        timeZone: nameOf(at(invitee, "timezone")),
        attendeeName: nameOf(at(invitee, "name")),
        attendeeEmail: nameOf(at(invitee, "email")),
        attendeePhone: nameOf(at(invitee, "text_reminder_number")),
        location: nameOf(at(meeting, "location", "location")) ?? nameOf(at(meeting, "location", "join_url")),
        rescheduledFrom: nameOf(at(invitee, "old_invitee")),
        cancelReason: nameOf(at(invitee, "cancellation", "reason")),
      },
    },
  ];
}
