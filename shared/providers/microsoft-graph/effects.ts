import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, nameOf } from "../../model/read.ts";
import { goneAppointment } from "./appointment.ts";

/** `Users/{id}/Events/{id}` or `me/events/{id}`, ids also as `Users('{id}')`. */
const EVENT = /^\/?(?:me|users(?:\/([^/]+)|\('([^']+)'\)))\/(?:calendars?\b[^?]*\/)?events(?:\/|\(')/i;

/**
 * A notification names an event that was made, changed or deleted, and says nothing of it. Those of the subscription itself,
 * and of anything but events, mean nothing here.
 * https://learn.microsoft.com/graph/api/resources/changenotification
 */
export function effects({ type, data }: ProviderEvent): readonly Effect[] {
  const resource = EVENT.exec(nameOf(at(data, "resource")) ?? "");
  const id = nameOf(at(data, "resourceData", "id"));
  if (resource === null || id === null) {
    return [];
  }
  const userId = resource[1] ?? resource[2];
  switch (type) {
    case "created":
    case "updated":
      return [
        {
          kind: "retrieval",
          action: "appointments.get",
          input: { id, ...(userId === undefined ? {} : { userId }) },
        },
      ];
    case "deleted":
      return [goneAppointment(id)];
    default:
      return [];
  }
}
