import { toRfc3339 } from "../../../shared/clock.ts";
import type { Id } from "../../../shared/ids.ts";
import type { CloudEvent } from "../../../shared/inbound/cloud-event.ts";

/** An event that says nothing, for trying out a destination. */
export function testEvent(id: Id<"event">, now: number): CloudEvent {
  return {
    id,
    specversion: "1.0",
    source: "/causeway",
    type: "causeway.test",
    subject: null,
    time: toRfc3339(now),
    datacontenttype: "application/json",
    data: { message: "It works: verify the signature, answer 2xx within 15 seconds." },
  };
}
