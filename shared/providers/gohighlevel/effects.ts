import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, dateToMs, idOf, nameOf } from "../../model/read.ts";
import type { RecordStatus } from "../../model/record.ts";

const TYPES: ReadonlySet<string> = new Set(["AppointmentCreate", "AppointmentUpdate", "AppointmentDelete"]);

/** By an appointment's `appointmentStatus`. */
const STATUS_BY_NAME: ReadonlyMap<string, RecordStatus<"appointment">> = new Map([
  ["new", "pending"],
  ["confirmed", "booked"],
  ["cancelled", "canceled"],
  ["showed", "completed"],
  ["completed", "completed"],
  ["noshow", "no_show"],
]);

/**
 * Who comes is named by a contact's id alone.
 * https://marketplace.gohighlevel.com/docs/category/webhook
 */
export function effects({ type, data }: ProviderEvent): readonly Effect[] {
  const appointment = at(data, "appointment");
  const externalId = idOf(at(appointment, "id"));
  const status =
    type === "AppointmentDelete"
      ? "canceled"
      : STATUS_BY_NAME.get(nameOf(at(appointment, "appointmentStatus")) ?? "");
  if (!TYPES.has(type) || externalId === null || status === undefined) {
    return [];
  }
  return [
    {
      kind: "record",
      record: "appointment",
      externalId,
      status,
      fields: {
        title: nameOf(at(appointment, "title")),
        startsAt: dateToMs(at(appointment, "startTime")),
        endsAt: dateToMs(at(appointment, "endTime")),
        timeZone: null,
        attendeeName: null,
        attendeeEmail: null,
        attendeePhone: null,
        location: nameOf(at(appointment, "address")),
        rescheduledFrom: null,
        cancelReason: null,
      },
    },
  ];
}
