import type { Channel } from "../../model/channel.ts";
import type { Effect, SuppressionEffect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, itemsAt, nameOf } from "../../model/read.ts";

interface Meaning {
  readonly channel: Channel;
  readonly reason: SuppressionEffect["reason"];
}

const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ["event:klaviyo.bounced_email", { channel: "email", reason: "bounce" }],
  ["event:klaviyo.manually_suppressed_from_email_marketing", { channel: "email", reason: "unsubscribe" }],
  ["event:klaviyo.marked_email_as_spam", { channel: "email", reason: "complaint" }],
  ["event:klaviyo.unsubscribed_from_email_marketing", { channel: "email", reason: "unsubscribe" }],
  ["event:klaviyo.unsubscribed_from_sms_marketing", { channel: "sms", reason: "unsubscribe" }],
]);

/** The event names its profile, which stands beside it where it is included; a sent email's events name whom it went to. */
function addressOf(channel: Channel, payload: unknown): string | null {
  const profileId = at(payload, "data", "relationships", "profile", "data", "id");
  const profile = itemsAt(payload, "included").find(
    (item) => at(item, "type") === "profile" && at(item, "id") === profileId,
  );
  const field = channel === "email" ? "email" : "phone_number";
  const properties = at(payload, "data", "attributes", "event_properties");
  const recipient = channel === "email" ? nameOf(at(properties, "Recipient Email Address")) : null;
  return nameOf(at(profile, "attributes", field)) ?? recipient;
}

/** A mailbox that is full for a day bounces too. */
function isForGood({ reason }: Meaning, payload: unknown): boolean {
  const kind = nameOf(at(payload, "data", "attributes", "event_properties", "Bounce Type"));
  return reason !== "bounce" || kind?.toLowerCase() === "hard";
}

/**
 * Of one's own messages Klaviyo tells per campaign, not per message, so its events settle no message.
 * https://developers.klaviyo.com/en/docs/working_with_system_webhooks
 */
export function effects({ type, data }: ProviderEvent): readonly Effect[] {
  const payload = at(data, "payload");
  const meaning = MEANINGS.get(type);
  if (meaning === undefined || !isForGood(meaning, payload)) {
    return [];
  }
  const address = addressOf(meaning.channel, payload);
  return address === null ? [] : [{ kind: "suppression", address, ...meaning }];
}
