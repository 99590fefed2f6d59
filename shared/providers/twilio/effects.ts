import type { Channel } from "../../model/channel.ts";
import type { Effect, MessageStatus } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, nameOf, referenceOf, textOf } from "../../model/read.ts";
import { OPTED_OUT } from "./classify.ts";
import { messageStatusOf } from "./events.ts";
import { REFERENCE_PARAMETER } from "./message.ts";

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

/** The recipient opted out at the carrier, which lifts it for nobody but them. https://www.twilio.com/docs/api/errors/21610 */
function blocked(data: unknown): readonly Effect[] {
  const to = nameOf(at(data, "To"));
  const channel = to === null ? null : channelOf(to);
  return at(data, "ErrorCode") !== OPTED_OUT || to === null || channel === null
    ? []
    : [{ kind: "suppression", channel, address: to.replace(WHATSAPP, ""), reason: "stop" }];
}

/** What Advanced Opt-Out did with a message. https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out */
const OPT_OUT_TYPES: ReadonlyMap<string, "opt_out" | "opt_in" | "help"> = new Map([
  ["STOP", "opt_out"],
  ["START", "opt_in"],
  ["HELP", "help"],
] as const);

function handledAs(data: unknown) {
  const type = OPT_OUT_TYPES.get(nameOf(at(data, "OptOutType")) ?? "");
  return type === undefined ? {} : { handledAs: type };
}

/** https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks */
function receipt({ subject, data }: ProviderEvent): readonly Effect[] {
  const status = STATUS_BY_NAME.get(messageStatusOf(data) ?? "");
  if (status === undefined || subject === null) {
    return [];
  }
  const errorCode = nameOf(at(data, "ErrorCode"));
  return [
    {
      kind: "message.status",
      externalId: subject,
      status,
      errorCode,
      ...referenceOf(at(data, REFERENCE_PARAMETER)),
    },
    ...blocked(data),
  ];
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
      ...handledAs(data),
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
