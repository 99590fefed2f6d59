import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, composedId, dateToMs, idOf, nameOf } from "../../model/read.ts";
import type { InboundBody, Webhook } from "../define.ts";
import { effects } from "./effects.ts";

/**
 * One event a body. Flodesk numbers none: a subscriber's id with the webhook, the event, its time and the segment is
 * told once.
 * https://developers.flodesk.com/#tag/webhook
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  const type = nameOf(at(data, "event_name"));
  const subject = idOf(at(data, "subscriber", "id"));
  const time = nameOf(at(data, "event_time"));
  const segment = idOf(at(data, "segment", "id"));
  return [
    {
      id: composedId([
        idOf(at(data, "webhook_id")),
        type,
        time,
        subject,
        ...(segment === null ? [] : [segment]),
      ]),
      type: type ?? "unknown",
      subject,
      time: dateToMs(time),
      data,
    },
  ];
}

/** Flodesk signs nothing: a token in the URL is all that tells its requests from others. */
export const webhook = {
  secret: {
    label: "URL token",
    hint: "A long random text that you choose and append to the URL as ?token=… when you create the webhook.",
    example: "a-long-random-text-of-your-own",
  },
  headers: [],
  scheme: { kind: "token", from: { query: "token" } },
  events,
  effects,
  eventTypes: ["subscriber.added_to_segment", "subscriber.created", "subscriber.unsubscribed"],
  setup: [
    "Make up a long random token of letters and digits and paste it here.",
    "Create the webhook by POST https://api.flodesk.com/v1/webhooks with a name and the events.",
    "Its post_url is the endpoint's URL with ?token= and the same text appended.",
    "Flodesk signs nothing: re-read a subscriber before you act on a consent.",
  ],
} satisfies Webhook;
