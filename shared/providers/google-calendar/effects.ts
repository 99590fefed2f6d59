import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, nameOf } from "../../model/read.ts";
import { MARGIN_MS } from "./actions/list-changes.ts";

/** The calendar whose events a channel watches; null where it watches something else. */
function calendarOf(resourceUri: string | null): string | null {
  const path = resourceUri !== null && URL.canParse(resourceUri) ? new URL(resourceUri).pathname : "";
  const encoded = /\/calendars\/([^/]+)\/events$/.exec(path)?.[1];
  // as `decodeURIComponent`, which throws where this replaces
  const decoded = new URLSearchParams(`id=${encoded?.replaceAll("+", "%2B") ?? ""}`).get("id");
  return nameOf(decoded);
}

/**
 * A notification says that something in a calendar changed. The first of a channel, and that of its calendar's end, ask
 * for nothing.
 * https://developers.google.com/workspace/calendar/api/guides/push#understanding-the-notification-message-format
 */
export function effects({ type, data }: ProviderEvent): readonly Effect[] {
  const calendarId = calendarOf(nameOf(at(data, "resourceUri")));
  if (type !== "exists" || calendarId === null) {
    return [];
  }
  return [
    {
      kind: "retrieval",
      action: "appointments.list_changes",
      input: { calendarId },
      changes: { subject: calendarId, since: "updatedMin", marginMs: MARGIN_MS },
    },
  ];
}
