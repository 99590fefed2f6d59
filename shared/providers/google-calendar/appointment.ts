import { at, dateToMs, itemsAt, nameOf } from "../../model/read.ts";
import type { RecordStatus } from "../../model/record.ts";
import { zonedToMs } from "../../model/zoned-time.ts";
import type { RetrievedRecord } from "../action.ts";

const STATUSES: ReadonlyMap<string, RecordStatus<"appointment">> = new Map([
  ["confirmed", "booked"],
  ["tentative", "pending"],
  ["cancelled", "canceled"],
]);

/** Entries of a calendar that nobody meets for. */
const NO_APPOINTMENTS: ReadonlySet<unknown> = new Set([
  "birthday",
  "focusTime",
  "outOfOffice",
  "workingLocation",
]);

/** A time with its offset, or a whole day of the calendar's own zone. */
function timeOf(time: unknown, zone: string): number | null {
  const day = nameOf(at(time, "date"));
  return day === null ? dateToMs(at(time, "dateTime")) : zonedToMs(day, zone);
}

/** Whom the calendar's owner meets: the first who is invited, or who invites them. */
function otherOf(event: unknown): unknown {
  const guest = itemsAt(event, "attendees").find(
    (one) => at(one, "self") !== true && at(one, "organizer") !== true && at(one, "resource") !== true,
  );
  const organizer = at(event, "organizer");
  return at(organizer, "self") === true ? guest : (organizer ?? guest);
}

/**
 * An event of a calendar; null where it is none that anybody meets for. One that was deleted may have no more than its id.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events
 * @param zone of the calendar, IANA
 * @param now when it was read, ms since the epoch
 */
export function appointmentOf(event: unknown, zone: string, now: number): RetrievedRecord | null {
  const externalId = nameOf(at(event, "id"));
  const status = STATUSES.get(nameOf(at(event, "status")) ?? "confirmed");
  if (externalId === null || status === undefined || NO_APPOINTMENTS.has(at(event, "eventType"))) {
    return null;
  }
  const other = otherOf(event);
  const start = at(event, "start");
  return {
    kind: "record",
    record: "appointment",
    externalId,
    status,
    fields: {
      title: nameOf(at(event, "summary")),
      startsAt: timeOf(start, zone),
      endsAt: timeOf(at(event, "end"), zone),
      timeZone: start === undefined ? null : (nameOf(at(start, "timeZone")) ?? zone),
      attendeeName: nameOf(at(other, "displayName")),
      attendeeEmail: nameOf(at(other, "email")),
      attendeePhone: null,
      location: nameOf(at(event, "location")) ?? nameOf(at(event, "hangoutLink")),
      rescheduledFrom: null,
      cancelReason: null,
    },
    ...(status === "canceled" ? { isPartial: true } : {}),
    occurredAt: dateToMs(at(event, "updated")) ?? now,
  };
}
