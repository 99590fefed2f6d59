import type { Effect } from "../../shared/model/effect.ts";
import { providers } from "../../shared/providers/registry.ts";
import { ended, settles, status } from "./settling.ts";

// https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
const SID = "SM00000000000000000000000000000001";
const NUMBER = "+14155552671";
const told = (is: string, more: Record<string, string> = {}) =>
  new URLSearchParams({
    AccountSid: "AC00000000000000000000000000000001",
    From: "+15005550006",
    MessageSid: SID,
    MessageStatus: is,
    To: NUMBER,
    ...more,
  }).toString();

settles(providers.twilio, [
  { says: "sent", body: told("sent"), effects: [status(SID, "sent")] },
  { says: "delivered", body: told("delivered"), effects: [status(SID, "delivered")] },
  {
    says: "read, on WhatsApp",
    body: told("read", { To: `whatsapp:${NUMBER}` }),
    effects: [status(SID, "read")],
  },
  { says: "canceled", body: told("canceled"), effects: [status(SID, "canceled")] },
  {
    says: "21610, the number opted out at the carrier",
    body: told("failed", { ErrorCode: "21610" }),
    effects: [status(SID, "failed", "21610"), ended(NUMBER, "stop", "sms")],
  },
  ...["30003", "30004", "30007", "30008"].map((code) => ({
    says: `${code}, which is about the message or the moment, not about the number`,
    body: told("undelivered", { ErrorCode: code }),
    effects: [status(SID, "undelivered", code)],
  })),
  {
    says: "30005, the number is no more",
    body: told("undelivered", { ErrorCode: "30005" }),
    effects: [status(SID, "undelivered", "30005"), ended(NUMBER, "bounce", "sms")],
  },
  {
    says: "30006, a landline",
    body: told("undelivered", { ErrorCode: "30006" }),
    effects: [status(SID, "undelivered", "30006"), ended(NUMBER, "bounce", "sms")],
  },
  {
    says: "30006 to a short code, which may reach fewer carriers",
    body: told("undelivered", { ErrorCode: "30006", From: "72345" }),
    effects: [status(SID, "undelivered", "30006")],
  },
]);

// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
const WAMID = "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA";
const change = (field: string, value: object) => ({
  object: "whatsapp_business_account",
  entry: [
    {
      id: "102290129340398",
      changes: [
        {
          field,
          value: {
            messaging_product: "whatsapp",
            metadata: { display_phone_number: "15550783881", phone_number_id: "106540352242922" },
            ...value,
          },
        },
      ],
    },
  ],
});
const sent = (is: string, errors: readonly object[] = []) =>
  change("messages", {
    statuses: [
      { id: WAMID, status: is, timestamp: "1750030073", recipient_id: "16505551234", errors: [...errors] },
    ],
  });
const preference = (value: string) =>
  change("user_preferences", {
    contacts: [{ wa_id: "16505551234" }],
    user_preferences: [
      { wa_id: "16505551234", category: "marketing_messages", value, timestamp: 1_731_705_721 },
    ],
  });
const withdrawn = (evidence: string): Effect => ({
  kind: "consent.withdrawn",
  channel: "whatsapp",
  address: "+16505551234",
  evidence,
});

settles(providers.whatsapp, [
  { says: "sent", body: sent("sent"), effects: [status(WAMID, "sent")] },
  { says: "delivered", body: sent("delivered"), effects: [status(WAMID, "delivered")] },
  { says: "read", body: sent("read"), effects: [status(WAMID, "read")] },
  {
    says: "131026, which has many causes and says nothing of the number",
    body: sent("failed", [{ code: 131_026, title: "Message undeliverable" }]),
    effects: [status(WAMID, "failed", "131026")],
  },
  {
    says: "131050, the recipient stopped the business's marketing",
    body: sent("failed", [{ code: 131_050, title: "User has stopped marketing messages" }]),
    effects: [status(WAMID, "failed", "131050"), withdrawn("131050")],
  },
  { says: "a stop in the settings", body: preference("stop"), effects: [withdrawn("user_preferences")] },
  { says: "a resumption, which is no consent", body: preference("resume"), effects: [] },
]);
