import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, idOf, itemsAt, textOf } from "../../model/read.ts";

/** A message of ours was seen. Of its delivery Instagram says nothing. */
function seen({ type, data }: ProviderEvent): readonly Effect[] {
  const externalId = idOf(at(data, "messaging", 0, "read", "mid"));
  return type !== "messaging_seen" || externalId === null
    ? []
    : [{ kind: "message.status", externalId, status: "read", errorCode: null }];
}

/**
 * Messages of people: echoes and what was unsent have types of their own.
 * https://developers.facebook.com/docs/instagram-platform/webhooks
 */
function received({ type, data }: ProviderEvent): readonly Effect[] {
  const item = at(data, "messaging", 0);
  const message = at(item, "message");
  const externalId = idOf(at(message, "mid"));
  const from = idOf(at(item, "sender", "id"));
  const to = idOf(at(item, "recipient", "id"));
  if (type !== "messages" || externalId === null || from === null || to === null) {
    return [];
  }
  return [
    {
      kind: "message.received",
      channel: "instagram",
      externalId,
      from,
      to,
      text: textOf(at(message, "text")),
      subject: null,
      mediaUrls: itemsAt(message, "attachments")
        .map((attachment) => textOf(at(attachment, "payload", "url")))
        .filter((url) => url !== null),
      inReplyTo: idOf(at(message, "reply_to", "mid")),
    },
  ];
}

export function effects(event: ProviderEvent): readonly Effect[] {
  return [...seen(event), ...received(event)];
}
