import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, dateToMs, idOf, nameOf } from "../../model/read.ts";
import type { RecordStatus } from "../../model/record.ts";

const STATUS_BY_TYPE: ReadonlyMap<string, RecordStatus<"envelope">> = new Map([
  ["envelope-sent", "sent"],
  ["envelope-delivered", "delivered"],
  ["envelope-completed", "completed"],
  ["envelope-declined", "declined"],
  ["envelope-voided", "voided"],
  ["envelope-deleted", "deleted"],
]);

/**
 * What an event says of its envelope, whose summary is there only where the configuration includes it.
 * https://developers.docusign.com/platform/webhooks/connect/event-triggers/
 */
export function docuSignEffects(event: ProviderEvent): readonly Effect[] {
  const status = STATUS_BY_TYPE.get(event.type);
  const externalId = idOf(at(event.data, "data", "envelopeId"));
  if (status === undefined || externalId === null) {
    return [];
  }
  const summary = at(event.data, "data", "envelopeSummary");
  return [
    {
      kind: "record",
      record: "envelope",
      externalId,
      status,
      fields: {
        subject: nameOf(at(summary, "emailSubject")),
        senderEmail: nameOf(at(summary, "sender", "email")),
        completedAt: dateToMs(at(summary, "completedDateTime")),
      },
    },
  ];
}
