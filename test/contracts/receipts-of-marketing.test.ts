import { providers } from "../../shared/providers/registry.ts";
import { ended, settles } from "./settling.ts";

// https://developers.klaviyo.com/en/docs/working_with_system_webhooks
const happened = (topic: string, properties: object = {}) => ({
  data: [
    {
      external_id: "4vRpBTrLsVf",
      topic: `event:klaviyo.${topic}`,
      payload: {
        data: {
          type: "event",
          id: "4vRpBTrLsVf",
          attributes: { datetime: "2025-06-08T20:59:43+00:00", event_properties: properties },
          relationships: { profile: { data: { type: "profile", id: "01GDDK" } } },
        },
        included: [
          {
            type: "profile",
            id: "01GDDK",
            attributes: { email: "jane@example.com", phone_number: "+15005550006" },
          },
        ],
      },
    },
  ],
  meta: { timestamp: "2025-06-08T21:00:00+00:00" },
});

// its own sends alone, of which none is a message of ours: there is nothing else to settle
settles(providers.klaviyo, [
  ...["received_email", "opened_email", "clicked_email", "dropped_email", "failed_to_deliver_sms"].map(
    (topic) => ({ says: `${topic}, of a campaign of its own`, body: happened(topic), effects: [] }),
  ),
  {
    says: "a hard bounce",
    body: happened("bounced_email", { "Bounce Type": "Hard" }),
    effects: [ended("jane@example.com", "bounce")],
  },
  { says: "a soft bounce", body: happened("bounced_email", { "Bounce Type": "Soft" }), effects: [] },
  {
    says: "a complaint",
    body: happened("marked_email_as_spam"),
    effects: [ended("jane@example.com", "complaint")],
  },
  {
    says: "an unsubscription from email",
    body: happened("unsubscribed_from_email_marketing"),
    effects: [ended("jane@example.com", "unsubscribe")],
  },
  {
    says: "an unsubscription from SMS",
    body: happened("unsubscribed_from_sms_marketing"),
    effects: [ended("+15005550006", "unsubscribe", "sms")],
  },
  {
    says: "a subscription, which is no consent of ours",
    body: happened("subscribed_to_email_marketing"),
    effects: [],
  },
]);

// https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/
const audience = (type: string, data: Record<string, string>) =>
  new URLSearchParams([
    ["type", type],
    ["fired_at", "2009-03-26 21:40:57"],
    ...Object.entries({ email: "api@example.com", list_id: "a6b5da1054", ...data }).map(
      ([name, value]): [string, string] => [`data[${name}]`, value],
    ),
  ]).toString();

settles(providers.mailchimp, [
  {
    says: "an unsubscription",
    body: audience("unsubscribe", { action: "unsub", reason: "manual" }),
    effects: [ended("api@example.com", "unsubscribe")],
  },
  {
    says: "a complaint",
    body: audience("unsubscribe", { action: "unsub", reason: "abuse" }),
    effects: [ended("api@example.com", "complaint")],
  },
  {
    says: "a removal by the audience's owner",
    body: audience("unsubscribe", { action: "delete", reason: "manual" }),
    effects: [],
  },
  {
    says: "a hard bounce",
    body: audience("cleaned", { reason: "hard" }),
    effects: [ended("api@example.com", "bounce")],
  },
  {
    says: "an address cleaned after complaints",
    body: audience("cleaned", { reason: "abuse" }),
    effects: [ended("api@example.com", "complaint")],
  },
  { says: "a subscription, which is no consent of ours", body: audience("subscribe", {}), effects: [] },
]);
