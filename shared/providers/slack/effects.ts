import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, nameOf, textOf } from "../../model/read.ts";
import { approvalEffects } from "./approvals.ts";

/**
 * What people write: messages of bots name the bot, and changes, joins and the like have a subtype.
 * https://docs.slack.dev/reference/events/message
 */
export function effects(event: ProviderEvent): readonly Effect[] {
  const { type, data } = event;
  const message = at(data, "event");
  const isWritten =
    type === "message" && nameOf(at(message, "bot_id")) === null && nameOf(at(message, "subtype")) === null;
  const externalId = nameOf(at(message, "ts"));
  const from = nameOf(at(message, "user"));
  const to = nameOf(at(message, "channel"));
  if (!isWritten || externalId === null || from === null || to === null) {
    return approvalEffects(event);
  }
  const thread = nameOf(at(message, "thread_ts"));
  return [
    {
      kind: "message.received",
      channel: "slack",
      externalId,
      from,
      to,
      text: textOf(at(message, "text")),
      subject: null,
      mediaUrls: [],
      // the first of a thread names itself
      inReplyTo: thread === externalId ? null : thread,
    },
  ];
}
