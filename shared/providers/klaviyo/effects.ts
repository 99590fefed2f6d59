import type { Effect, SuppressionEffect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, itemsAt, nameOf } from "../../model/read.ts";

type Ending = Pick<SuppressionEffect, "channel" | "reason">;

/** Who is suppressed by hand did not say so themselves. */
const ENDING_BY_TOPIC: ReadonlyMap<string, Ending> = new Map([
  ["event:klaviyo.bounced_email", { channel: "email", reason: "bounce" }],
  ["event:klaviyo.marked_email_as_spam", { channel: "email", reason: "complaint" }],
  ["event:klaviyo.unsubscribed_from_email_marketing", { channel: "email", reason: "unsubscribe" }],
  ["event:klaviyo.unsubscribed_from_sms_marketing", { channel: "sms", reason: "unsubscribe" }],
]);

/** Events of emails name the recipient; others only the profile, which a payload may include. */
function addressOf(payload: unknown, channel: Ending["channel"]): string | null {
  const profile = itemsAt(payload, "included").find((item) => at(item, "type") === "profile");
  if (channel === "sms") {
    return nameOf(at(profile, "attributes", "phone_number"));
  }
  const named = at(payload, "data", "attributes", "event_properties", "Recipient Email Address");
  return nameOf(named) ?? nameOf(at(profile, "attributes", "email"));
}

/**
 * Messages of campaigns and flows are Klaviyo's own, no job's: what became of each is not kept here, only who must not be
 * written to. A payload is the answer of Get Event.
 * https://developers.klaviyo.com/en/docs/working_with_system_webhooks
 */
export function effects({ type, data }: ProviderEvent): readonly Effect[] {
  const ending = ENDING_BY_TOPIC.get(type);
  const payload = at(data, "payload");
  const address = ending === undefined ? null : addressOf(payload, ending.channel);
  if (ending === undefined || address === null) {
    return [];
  }
  const bounce = nameOf(at(payload, "data", "attributes", "event_properties", "Bounce Type"));
  const isPassing = ending.reason === "bounce" && !/^hard/i.test(bounce ?? "");
  return isPassing ? [] : [{ kind: "suppression", ...ending, address }];
}
