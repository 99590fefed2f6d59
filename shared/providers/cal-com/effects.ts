import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, dateToMs, idOf, nameOf } from "../../model/read.ts";
import type { RecordFields, RecordStatus } from "../../model/record.ts";

const STATUS_BY_TRIGGER: ReadonlyMap<string, RecordStatus<"appointment">> = new Map([
  ["BOOKING_REQUESTED", "pending"],
  ["BOOKING_CREATED", "booked"],
  ["BOOKING_RESCHEDULED", "booked"],
  ["BOOKING_CANCELLED", "canceled"],
  ["BOOKING_REJECTED", "canceled"],
]);

function fieldsOf(booking: unknown): RecordFields["appointment"] {
  const attendee = at(booking, "attendees", 0);
  return {
    title: nameOf(at(booking, "title")),
    startsAt: dateToMs(at(booking, "startTime")),
    endsAt: dateToMs(at(booking, "endTime")),
    timeZone: nameOf(at(attendee, "timeZone")) ?? nameOf(at(booking, "organizer", "timeZone")),
    attendeeName: nameOf(at(attendee, "name")),
    attendeeEmail: nameOf(at(attendee, "email")),
    attendeePhone: nameOf(at(attendee, "phoneNumber")),
    location: nameOf(at(booking, "location")),
    rescheduledFrom: idOf(at(booking, "rescheduleUid")),
    cancelReason: nameOf(at(booking, "cancellationReason")),
  };
}

/** No event of its own tells that a rescheduled booking is over: the one that replaces it does. */
function replaced(type: string, booking: unknown): readonly Effect[] {
  const { rescheduledFrom: externalId, ...fields } = fieldsOf(booking);
  if (type !== "BOOKING_RESCHEDULED" || externalId === null) {
    return [];
  }
  return [
    {
      kind: "record",
      record: "appointment",
      externalId,
      status: "canceled",
      fields: {
        ...fields,
        startsAt: dateToMs(at(booking, "rescheduleStartTime")),
        endsAt: null,
        rescheduledFrom: null,
      },
    },
  ];
}

/** https://cal.com/docs/developing/guides/automation/webhooks */
export function effects({ type, data }: ProviderEvent): readonly Effect[] {
  const status = STATUS_BY_TRIGGER.get(type);
  const booking = at(data, "payload");
  const externalId = idOf(at(booking, "uid"));
  if (status === undefined || externalId === null) {
    return [];
  }
  return [
    { kind: "record", record: "appointment", externalId, status, fields: fieldsOf(booking) },
    ...replaced(type, booking),
  ];
}
