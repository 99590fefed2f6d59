import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, itemsAt, nameOf, textOf } from "../../model/read.ts";
import { approvalEffects } from "./approvals.ts";

/** Subtypes of what people write: with files, from a thread into its channel too, and with `/me`. */
const WRITTEN: ReadonlySet<string | null> = new Set([null, "file_share", "thread_broadcast", "me_message"]);

/**
 * What people write: messages of bots name the bot, and changes, joins and the like have other subtypes. Files are had
 * with a token of the workspace.
 * https://docs.slack.dev/reference/events/message https://docs.slack.dev/reference/objects/file-object
 */
export function effects(event: ProviderEvent): readonly Effect[] {
  const { type, data } = event;
  const message = at(data, "event");
  const isWritten =
    type === "message" &&
    nameOf(at(message, "bot_id")) === null &&
    WRITTEN.has(nameOf(at(message, "subtype")));
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
      mediaUrls: itemsAt(message, "files").flatMap((file) => textOf(at(file, "url_private")) ?? []),
      // the first of a thread names itself
      inReplyTo: thread === externalId ? null : thread,
    },
  ];
}
