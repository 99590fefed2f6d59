import type { Channel } from "../../model/channel.ts";
import type { Effect, MessageStatus, SuppressionEffect } from "../../model/effect.ts";
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

/** The number is no longer in service. https://www.twilio.com/docs/api/errors/30005 */
const UNKNOWN_NUMBER = "30005";

/** A landline; or, where the sender is a short code, a carrier that it does not reach. https://www.twilio.com/docs/api/errors/30006 */
const LANDLINE = "30006";

const SHORT_CODE = /^\d{5,6}$/;

/**
 * What an error says of the number, not of the message. An opt-out at the carrier (21610) is lifted by nobody but the
 * recipient. A phone that is off (30003), a block (30004), a filter's verdict on the words (30007), an unknown cause
 * (30008) and a number that is in no campaign (30034) say nothing of it.
 */
function reasonOf(data: unknown): SuppressionEffect["reason"] | null {
  switch (at(data, "ErrorCode")) {
    case OPTED_OUT:
      return "stop";
    case UNKNOWN_NUMBER:
      return "bounce";
    case LANDLINE:
      return SHORT_CODE.test(nameOf(at(data, "From")) ?? "") ? null : "bounce";
    default:
      return null;
  }
}

function suppression(data: unknown): readonly Effect[] {
  const to = nameOf(at(data, "To"));
  const channel = to === null ? null : channelOf(to);
  const reason = reasonOf(data);
  return reason === null || to === null || channel === null
    ? []
    : [{ kind: "suppression", channel, address: to.replace(WHATSAPP, ""), reason }];
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
    ...suppression(data),
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
