import type { Channel } from "../../model/channel.ts";
import type { Effect, Keyword, MessageStatus } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, nameOf, textOf } from "../../model/read.ts";
import { messageStatusOf } from "./events.ts";

const STATUS_BY_NAME: ReadonlyMap<string, MessageStatus> = new Map([
  ["accepted", "accepted"],
  ["scheduled", "accepted"],
  ["queued", "queued"],
  ["sending", "sending"],
  ["sent", "sent"],
  ["partially_delivered", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["undelivered", "undelivered"],
  ["failed", "failed"],
  ["canceled", "canceled"],
]);

/** `MediaUrl0` to `MediaUrl9`: a message has at most ten media. */
const MEDIA_NAMES = Array.from({ length: 10 }, (_, index) => `MediaUrl${index}`);

const WHATSAPP = "whatsapp:";

/** Null where the address is of a channel that the platform has not, such as `rcs:` or `messenger:`. */
function channelOf(address: string): Channel | null {
  if (address.startsWith(WHATSAPP)) {
    return "whatsapp";
  }
  return address.includes(":") ? null : "sms";
}

/** https://www.twilio.com/docs/api/errors/21610 */
const OPTED_OUT = "21610";

/** The words of an account with Advanced Opt-Out. https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out */
const KEYWORD_BY_TYPE: ReadonlyMap<string, Keyword> = new Map([
  ["STOP", "opt_out"],
  ["START", "opt_in"],
  ["HELP", "help"],
]);

/** https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks */
function receipt({ subject, data }: ProviderEvent): readonly Effect[] {
  const status = STATUS_BY_NAME.get(messageStatusOf(data) ?? "");
  if (status === undefined || subject === null) {
    return [];
  }
  const errorCode = nameOf(at(data, "ErrorCode"));
  return [
    { kind: "message.status", externalId: subject, status, errorCode },
    ...(errorCode === OPTED_OUT ? stopOf(nameOf(at(data, "To"))) : []),
  ];
}

/** Who opted out before this platform heard of it, or by a word of the account's own. */
function stopOf(to: string | null): readonly Effect[] {
  const channel = to === null ? null : channelOf(to);
  return to === null || channel === null
    ? []
    : [{ kind: "suppression", channel, address: to.replace(WHATSAPP, ""), reason: "stop" }];
}

/** https://www.twilio.com/docs/messaging/guides/webhook-request */
function received({ subject, data }: ProviderEvent): readonly Effect[] {
  const from = nameOf(at(data, "From"));
  const to = nameOf(at(data, "To"));
  if (subject === null || from === null || to === null) {
    return [];
  }
  const channel = channelOf(from);
  if (channel === null || channel !== channelOf(to)) {
    return [];
  }
  const keyword = KEYWORD_BY_TYPE.get(nameOf(at(data, "OptOutType")) ?? "");
  return [
    {
      kind: "message.received",
      channel,
      externalId: subject,
      from: from.replace(WHATSAPP, ""),
      to: to.replace(WHATSAPP, ""),
      text: textOf(at(data, "Body")),
      subject: null,
      mediaUrls: MEDIA_NAMES.map((name) => textOf(at(data, name))).filter((url) => url !== null),
      inReplyTo: nameOf(at(data, "OriginalRepliedMessageSid")),
      ...(keyword === undefined ? {} : { keyword }),
    },
  ];
}

export function effects(event: ProviderEvent): readonly Effect[] {
  switch (event.type) {
    case "message.status":
      return receipt(event);
    case "message.received":
      return received(event);
    default:
      return [];
  }
}
