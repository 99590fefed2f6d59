import { carriesToken, type Preset } from "./preset.ts";

const ADYEN_ITEM = "/NotificationRequestItem";

/** Senders with a public key, with signed values instead of a signed body, or with nothing but a shared secret. */
export const otherPresets = {
  adyen: {
    label: "Adyen",
    docs: "https://docs.adyen.com/development-resources/webhooks/verify-hmac-signatures/",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      each: "/notificationItems",
      key: { decode: "hex" },
      signature: { from: { json: `${ADYEN_ITEM}/additionalData/hmacSignature` }, encoding: "base64" },
      content: [
        {
          join: ":",
          of: [
            { value: { json: `${ADYEN_ITEM}/pspReference` }, default: "" },
            { value: { json: `${ADYEN_ITEM}/originalReference` }, default: "" },
            { value: { json: `${ADYEN_ITEM}/merchantAccountCode` }, default: "" },
            { value: { json: `${ADYEN_ITEM}/merchantReference` }, default: "" },
            { value: { json: `${ADYEN_ITEM}/amount/value` }, default: "" },
            { value: { json: `${ADYEN_ITEM}/amount/currency` }, default: "" },
            { value: { json: `${ADYEN_ITEM}/eventCode` }, default: "" },
            { value: { json: `${ADYEN_ITEM}/success` }, default: "" },
          ],
        },
      ],
      type: { json: `/notificationItems/0${ADYEN_ITEM}/eventCode` },
    },
  },
  basic: {
    label: "HTTP Basic",
    docs: "https://www.rfc-editor.org/rfc/rfc7617",
    scheme: { kind: "basic" },
  },
  bearer: {
    label: "Bearer token",
    docs: "https://www.rfc-editor.org/rfc/rfc6750#section-2.1",
    scheme: { kind: "token", from: { header: "authorization" }, prefix: "Bearer " },
  },
  chargebee: {
    label: "Chargebee",
    docs: "https://www.chargebee.com/docs/2.0/webhook_settings.html",
    scheme: {
      kind: "basic",
      id: { json: "/id" },
      type: { json: "/event_type" },
      time: { from: { json: "/occurred_at" }, unit: "s" },
    },
  },
  discord: {
    label: "Discord",
    docs: "https://discord.com/developers/docs/events/webhook-events",
    scheme: {
      kind: "ed25519",
      key: { decode: "hex" },
      signature: { from: { header: "x-signature-ed25519" }, encoding: "hex" },
      timestamp: { from: { header: "x-signature-timestamp" }, unit: "s" },
      content: [{ timestamp: true }, { body: "raw" }],
      id: { json: "/id" },
      type: { json: "/event/type" },
      time: { from: { json: "/event/timestamp" }, unit: "iso" },
    },
  },
  flutterwave: {
    label: "Flutterwave",
    docs: "https://developer.flutterwave.com/docs/webhooks",
    scheme: carriesToken("verif-hash", { type: { json: "/event" } }),
  },
  "gitlab-token": {
    label: "GitLab, by its older secret token",
    docs: "https://docs.gitlab.com/user/project/integrations/webhooks/",
    scheme: carriesToken("x-gitlab-token", {
      id: [{ header: "x-gitlab-event-uuid" }, { header: "idempotency-key" }],
      type: { header: "x-gitlab-event" },
    }),
  },
  mailgun: {
    label: "Mailgun",
    docs: "https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { json: "/signature/signature" }, encoding: "hex" },
      // retries, which keep it, go on for eight hours
      timestamp: { from: { json: "/signature/timestamp" }, unit: "s", pastSeconds: 36_000 },
      content: [{ timestamp: true }, { value: { json: "/signature/token" } }],
      id: { json: "/signature/token" },
      type: { json: "/event-data/event" },
    },
  },
  postmark: {
    label: "Postmark",
    docs: "https://postmarkapp.com/developer/webhooks/webhooks-overview",
    scheme: { kind: "basic", type: { json: "/RecordType" } },
  },
  sellsy: {
    label: "Sellsy",
    docs: "https://api.sellsy.com/doc/v2/",
    scheme: {
      kind: "digest",
      algorithm: "sha1",
      signature: { from: { header: "x-webhook-signature" }, encoding: "hex" },
      content: [{ secret: true }, { body: "raw" }],
    },
  },
  "standard-webhooks-ed25519": {
    label: "Standard Webhooks with a public key",
    docs: "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#asymmetric",
    scheme: {
      kind: "ed25519",
      key: { strip: ["whpk_"], decode: "base64" },
      signature: {
        from: { header: "webhook-signature" },
        list: { separator: "space" },
        prefix: "v1a,",
        encoding: "base64",
      },
      timestamp: { from: { header: "webhook-timestamp" }, unit: "s" },
      content: [{ value: { header: "webhook-id" } }, ".", { timestamp: true }, ".", { body: "raw" }],
      id: { header: "webhook-id" },
      type: { json: "/type" },
    },
  },
  telegram: {
    label: "Telegram",
    docs: "https://core.telegram.org/bots/api#setwebhook",
    scheme: carriesToken("x-telegram-bot-api-secret-token", { id: { json: "/update_id" } }),
  },
  telnyx: {
    label: "Telnyx",
    docs: "https://developers.telnyx.com/docs/messaging/messages/webhooks",
    scheme: {
      kind: "ed25519",
      key: { decode: "base64" },
      signature: { from: { header: "telnyx-signature-ed25519" }, encoding: "base64" },
      timestamp: { from: { header: "telnyx-timestamp" }, unit: "s" },
      content: [{ timestamp: true }, "|", { body: "raw" }],
      id: { json: "/data/id" },
      type: { json: "/data/event_type" },
      time: { from: { json: "/data/occurred_at" }, unit: "iso" },
    },
  },
  trello: {
    label: "Trello",
    docs: "https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/",
    scheme: {
      kind: "hmac",
      algorithm: "sha1",
      signature: { from: { header: "x-trello-webhook" }, encoding: "base64" },
      content: [{ body: "raw" }, { url: "registered" }],
      id: { json: "/action/id" },
      type: { json: "/action/type" },
      time: { from: { json: "/action/date" }, unit: "iso" },
    },
  },
} as const satisfies Record<string, Preset>;
