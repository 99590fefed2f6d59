import { timezoneSchema } from "../../model/organization.ts";
import { at, dateToMs, itemsAt, nameOf } from "../../model/read.ts";
import { zonedToMs } from "../../model/zoned-time.ts";
import type { RetrievedRecord } from "../action.ts";

function timeOf(time: unknown): number | null {
  const [local, zone] = [nameOf(at(time, "dateTime")), nameOf(at(time, "timeZone"))];
  return local === null || zone === null ? null : zonedToMs(local, zone);
}

/** Whom the mailbox's owner meets: the first who is invited, or who invites them. */
function otherOf(event: unknown): unknown {
  const organizer = at(event, "organizer");
  const address = at(organizer, "emailAddress", "address");
  const guest = itemsAt(event, "attendees").find(
    (one) => at(one, "type") !== "resource" && at(one, "emailAddress", "address") !== address,
  );
  return at(at(event, "isOrganizer") === false ? organizer : guest, "emailAddress");
}

/**
 * An event of a mailbox, of a series its first occurrence. https://learn.microsoft.com/graph/api/resources/event
 * @param externalId as it was asked for, for another form of the id may stand in the answer
 * @param now when it was read, ms since the epoch
 */
export function appointmentOf(event: unknown, externalId: string, now: number): RetrievedRecord {
  const other = otherOf(event);
  return {
    kind: "record",
    record: "appointment",
    externalId,
    status: at(event, "isCancelled") === true ? "canceled" : "booked",
    fields: {
      title: nameOf(at(event, "subject")),
      startsAt: timeOf(at(event, "start")),
      endsAt: timeOf(at(event, "end")),
      // Windows has names of its own, which nobody else knows
      timeZone: timezoneSchema.safeParse(at(event, "originalStartTimeZone")).data ?? null,
      attendeeName: nameOf(at(other, "name")),
      attendeeEmail: nameOf(at(other, "address")),
      attendeePhone: null,
      location: nameOf(at(event, "location", "displayName")) ?? nameOf(at(event, "onlineMeeting", "joinUrl")),
      rescheduledFrom: null,
      cancelReason: null,
    },
    occurredAt: dateToMs(at(event, "lastModifiedDateTime")) ?? now,
  };
}

/** An event that is not there any more, of which nothing else is known. */
export function goneAppointment(externalId: string) {
  return {
    kind: "record",
    record: "appointment",
    externalId,
    status: "canceled",
    fields: {
      title: null,
      startsAt: null,
      endsAt: null,
      timeZone: null,
      attendeeName: null,
      attendeeEmail: null,
      attendeePhone: null,
      location: null,
      rescheduledFrom: null,
      cancelReason: null,
    },
    isPartial: true,
  } as const;
}
