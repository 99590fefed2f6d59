import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, dateToMs, idOf, nameOf } from "../../model/read.ts";
import type { InboundBody, Webhook } from "../define.ts";
import { prepareSegmentVerifier } from "./verifier.ts";

/**
 * One event an element: a body is one event, or with batching a list of up to 4,000.
 * https://segment.com/docs/connections/destinations/catalog/actions-webhook/
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const parsed = readJson(body.bytes);
  const items: readonly unknown[] = Array.isArray(parsed) && parsed.length > 0 ? parsed : [parsed];
  return items.map((data) => ({
    id: nameOf(at(data, "messageId")),
    type: nameOf(at(data, "type")) ?? "unknown",
    subject: idOf(at(data, "userId")) ?? idOf(at(data, "anonymousId")),
    time: dateToMs(at(data, "timestamp")) ?? dateToMs(at(data, "originalTimestamp")),
    data,
  }));
}

/** https://segment.com/docs/connections/destinations/catalog/actions-webhook/#authentication */
export const webhook = {
  secret: {
    label: "Shared secret",
    hint: "A long random text that you choose and enter as Shared Secret of the Webhooks destination.",
    example: "a-long-random-text-of-your-own",
  },
  headers: ["x-segment-signature", "x-signature"],
  verifier: prepareSegmentVerifier,
  events,
  eventTypes: ["alias", "group", "identify", "page", "screen", "track"],
  setup: [
    "In Segment add the destination Webhooks (Actions) to your source.",
    "Make up a long random secret, enter it as Shared Secret and paste the same text here.",
    "Switch on Use X-Segment-Signature Header: the older header does not sign batches.",
    "Add a mapping that sends to the endpoint's URL, and test it.",
  ],
} satisfies Webhook;
