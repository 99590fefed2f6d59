import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, dateToMs, nameOf } from "../../model/read.ts";
import type { RecordFields, RecordStatus } from "../../model/record.ts";

/** By a job's `work_status`. */
const STATUS_BY_WORK: ReadonlyMap<string, RecordStatus<"appointment">> = new Map([
  ["needs scheduling", "pending"],
  ["scheduled", "booked"],
  ["in progress", "booked"],
  ["complete rated", "completed"],
  ["complete unrated", "completed"],
  ["user canceled", "canceled"],
  ["pro canceled", "canceled"],
]);

function joined(parts: readonly unknown[], separator: string): string | null {
  return nameOf(
    parts
      .map(nameOf)
      .filter((part) => part !== null)
      .join(separator),
  );
}

function fieldsOf(job: unknown): RecordFields["appointment"] {
  const customer = at(job, "customer");
  const address = at(job, "address");
  const phones = ["mobile_number", "home_number", "work_number"].map((name) => nameOf(at(customer, name)));
  const places = ["street", "street_line_2", "city", "state", "zip", "country"];
  return {
    title: nameOf(at(job, "description")),
    startsAt: dateToMs(at(job, "schedule", "scheduled_start")),
    endsAt: dateToMs(at(job, "schedule", "scheduled_end")),
    timeZone: null,
    attendeeName:
      joined([at(customer, "first_name"), at(customer, "last_name")], " ") ?? nameOf(at(customer, "company")),
    attendeeEmail: nameOf(at(customer, "email")),
    attendeePhone: phones.find((phone) => phone !== null) ?? null,
    location: joined(
      places.map((name) => at(address, name)),
      ", ",
    ),
    rescheduledFrom: null,
    cancelReason: null,
  };
}

/**
 * A job is the appointment: every event of one carries the whole record, whose status counts.
 * https://docs.housecallpro.com/docs/housecall-public-api
 */
export function effects({ type, subject: externalId, data }: ProviderEvent): readonly Effect[] {
  const job = at(data, "job") ?? at(data, "data");
  const workStatus = nameOf(at(job, "work_status")) ?? "";
  const status = type === "job.deleted" ? "canceled" : STATUS_BY_WORK.get(workStatus);
  if (!type.startsWith("job.") || externalId === null || status === undefined) {
    return [];
  }
  return [{ kind: "record", record: "appointment", externalId, status, fields: fieldsOf(job) }];
}
