import type { ProviderEvent } from "../../model/event.ts";
import { composedId, nameOf } from "../../model/read.ts";
import type { InboundBody, Webhook } from "../define.ts";
import { effects } from "./effects.ts";

/**
 * One event a request. There is no body: the headers say which calendar changed, and nothing says what changed.
 * https://developers.google.com/workspace/calendar/api/guides/push#understanding-the-notification-message-format
 */
function events({ headers }: InboundBody): readonly ProviderEvent[] {
  const said = (name: string) => nameOf(headers.get(`x-goog-${name}`));
  const channelId = said("channel-id");
  return [
    {
      // a channel's messages are numbered, with gaps
      id: composedId([channelId, said("message-number")], ":"),
      type: said("resource-state") ?? "unknown",
      subject: said("resource-id") ?? channelId,
      time: null,
      data: {
        channelId,
        channelExpiration: said("channel-expiration"),
        messageNumber: said("message-number"),
        resourceId: said("resource-id"),
        resourceState: said("resource-state"),
        resourceUri: said("resource-uri"),
      },
    },
  ];
}

/** https://developers.google.com/workspace/calendar/api/guides/push */
export const webhook = {
  secret: {
    label: "Channel token",
    hint: "A long random text of at most 256 characters that you choose and give as token when you open the channel.",
    example: "a-long-random-text-of-your-own",
  },
  headers: ["x-goog-channel-token"],
  scheme: { kind: "token", from: { header: "x-goog-channel-token" } },
  events,
  effects,
  eventTypes: ["exists", "not_exists", "sync"],
  setup: [
    "Connect the calendar's account, so that what changes in it becomes appointments.",
    "Make up a long random token and paste it here.",
    "Open a channel by POST https://www.googleapis.com/calendar/v3/calendars/{calendarId}/events/watch.",
    "Give a new id, the type web_hook, the endpoint's URL as address and the same token.",
    "Google answers with a first message of the type sync, which appears under Events.",
    "A channel ends after about seven days: open the next one, with a new id, before it does.",
  ],
} satisfies Webhook;
