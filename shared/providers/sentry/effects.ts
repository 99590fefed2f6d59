import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, idOf, nameOf } from "../../model/read.ts";
import type { RecordStatus } from "../../model/record.ts";

const STATUS_BY_TYPE: ReadonlyMap<unknown, RecordStatus<"issue">> = new Map([
  ["issue.created", "open"],
  ["issue.unresolved", "open"],
  ["issue.resolved", "resolved"],
  ["issue.archived", "archived"],
  // in older payloads
  ["issue.ignored", "ignored"],
]);

/** Of an event that changes no status. */
const STATUSES: ReadonlyMap<unknown, RecordStatus<"issue">> = new Map([
  ["unresolved", "open"],
  ["resolved", "resolved"],
  // the status that archived issues have
  ["ignored", "archived"],
]);

/**
 * What an event says of its issue.
 * https://docs.sentry.io/organization/integrations/integration-platform/webhooks/issues/
 */
export function sentryEffects(event: ProviderEvent): readonly Effect[] {
  const issue = at(event.data, "data", "issue");
  const externalId = idOf(at(issue, "id"));
  const assigned = event.type === "issue.assigned" ? STATUSES.get(at(issue, "status")) : undefined;
  const status = STATUS_BY_TYPE.get(event.type) ?? assigned;
  if (status === undefined || externalId === null) {
    return [];
  }
  return [
    {
      kind: "record",
      record: "issue",
      externalId,
      status,
      fields: {
        title: nameOf(at(issue, "title")),
        level: nameOf(at(issue, "level")),
        project: nameOf(at(issue, "project", "slug")),
        url: nameOf(at(issue, "web_url")) ?? nameOf(at(issue, "permalink")),
      },
    },
  ];
}
