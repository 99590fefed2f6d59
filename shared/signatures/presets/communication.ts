import { type Presets, signedBody } from "./shapes.ts";

/** Messages, mail, telephony and meetings. */
export const communication: Presets = {
  slack: {
    label: "Slack",
    docs: "https://docs.slack.dev/authentication/verifying-requests-from-slack/",
    secret: "The app's signing secret",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "x-slack-signature" }, prefix: "v0=", encoding: "hex" },
      timestamp: { from: { header: "x-slack-request-timestamp" }, unit: "s" },
      content: ["v0:", { timestamp: true }, ":", { body: "raw" }],
      id: { json: "/event_id" },
      type: [{ json: "/event/type" }, { json: "/type" }],
      time: { from: { json: "/event_time" }, unit: "s" },
      handshakes: [
        {
          match: { value: { json: "/type" }, equals: "url_verification" },
          reply: { text: [{ value: { json: "/challenge" } }] },
        },
        { match: { method: "GET", value: { query: "ssl_check" }, equals: "1" }, reply: {} },
        { match: { value: { form: "ssl_check" }, equals: "1" }, reply: {} },
      ],
    },
  },
  "discord-interactions": {
    label: "Discord interactions",
    docs: "https://discord.com/developers/docs/interactions/overview",
    secret: "The application's public key, hexadecimal",
    scheme: {
      kind: "ed25519",
      key: { decode: "hex" },
      signature: { from: { header: "x-signature-ed25519" }, encoding: "hex" },
      timestamp: { from: { header: "x-signature-timestamp" }, unit: "s" },
      content: [{ timestamp: true }, { body: "raw" }],
      id: { json: "/id" },
      type: { json: "/type" },
      handshakes: [{ match: { value: { json: "/type" }, equals: "1" }, reply: { json: { type: 1 } } }],
      // a deferred response: the interaction's token takes the real one for 15 minutes
      reply: { json: { type: 5 } },
    },
  },
  "discord-events": {
    label: "Discord webhook events",
    docs: "https://discord.com/developers/docs/events/webhook-events",
    secret: "The application's public key, hexadecimal",
    scheme: {
      kind: "ed25519",
      key: { decode: "hex" },
      signature: { from: { header: "x-signature-ed25519" }, encoding: "hex" },
      timestamp: { from: { header: "x-signature-timestamp" }, unit: "s" },
      content: [{ timestamp: true }, { body: "raw" }],
      type: { json: "/event/type" },
      time: { from: { json: "/event/timestamp" }, unit: "iso" },
      handshakes: [{ match: { value: { json: "/type" }, equals: "0" }, reply: { status: 204 } }],
      reply: { status: 204 },
    },
  },
  telegram: {
    label: "Telegram",
    docs: "https://core.telegram.org/bots/api#setwebhook",
    secret: "The secret_token given to setWebhook",
    scheme: {
      kind: "token",
      from: { header: "x-telegram-bot-api-secret-token" },
      id: { json: "/update_id" },
    },
  },
  line: {
    label: "LINE",
    docs: "https://developers.line.biz/en/docs/messaging-api/receiving-messages/",
    secret: "The channel secret",
    scheme: {
      ...signedBody({ from: { header: "x-line-signature" }, encoding: "base64" }),
      items: "/events/*",
      id: { json: "/webhookEventId" },
      type: { json: "/type" },
      time: { from: { json: "/timestamp" }, unit: "ms" },
    },
  },
  meta: {
    label: "Meta: WhatsApp, Instagram, Messenger",
    docs: "https://developers.facebook.com/docs/graph-api/webhooks/getting-started",
    secret: "The app secret; any verify token will do",
    scheme: {
      ...signedBody({ from: { header: "x-hub-signature-256" }, prefix: "sha256=", encoding: "hex" }),
      type: { json: "/object" },
      handshakes: [
        {
          match: { method: "GET", value: { query: "hub.challenge" } },
          reply: { text: [{ value: { query: "hub.challenge" } }] },
        },
      ],
    },
  },
  zoom: {
    label: "Zoom",
    docs: "https://developers.zoom.us/docs/api/webhooks/",
    secret: "The app's secret token",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "x-zm-signature" }, prefix: "v0=", encoding: "hex" },
      timestamp: { from: { header: "x-zm-request-timestamp" }, unit: "s" },
      content: ["v0:", { timestamp: true }, ":", { body: "raw" }],
      type: { json: "/event" },
      time: { from: { json: "/event_ts" }, unit: "ms" },
      handshakes: [
        {
          match: { value: { json: "/event" }, equals: "endpoint.url_validation" },
          reply: {
            json: {
              plainToken: { value: { json: "/payload/plainToken" } },
              encryptedToken: { hmac: { json: "/payload/plainToken" }, encoding: "hex" },
            },
          },
        },
      ],
    },
  },
  vonage: {
    label: "Vonage",
    docs: "https://developer.vonage.com/en/getting-started/concepts/webhooks",
    secret: "The account's signature secret",
    scheme: {
      kind: "jwt",
      from: { header: "authorization" },
      prefix: "Bearer ",
      algorithms: ["HS256"],
      issuer: "Vonage",
      maxAgeSeconds: 300,
      bodyHash: { claim: "payload_hash", algorithm: "sha256", encoding: "hex" },
    },
  },
  messagebird: {
    label: "MessageBird (Bird)",
    docs: "https://developers.messagebird.com/api/#verifying-http-requests",
    secret: "The account's signing key",
    scheme: {
      kind: "jwt",
      from: { header: "messagebird-signature-jwt" },
      algorithms: ["HS256", "HS384", "HS512"],
      issuer: "MessageBird",
      clockSkewSeconds: 5,
      bodyHash: { claim: "payload_hash", algorithm: "sha256", encoding: "hex" },
      urlHash: { claim: "url_hash", algorithm: "sha256", encoding: "hex" },
    },
  },
  telnyx: {
    label: "Telnyx",
    docs: "https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks",
    secret: "The account's public key, base64",
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
  retell: {
    label: "Retell",
    docs: "https://docs.retellai.com/features/secure-webhook",
    secret: "The API key with the webhook badge",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: {
        from: { header: "x-retell-signature" },
        pairs: { item: ",", keyValue: "=", pick: "d" },
        encoding: "hex",
      },
      timestamp: { from: { pair: "v" }, unit: "ms" },
      content: [{ body: "raw" }, { timestamp: true }],
      type: { json: "/event" },
    },
  },
  postmark: {
    label: "Postmark",
    docs: "https://postmarkapp.com/developer/webhooks/webhooks-overview",
    secret: "user:password, as in the URL given to Postmark",
    scheme: {
      kind: "basic",
      // one message may be opened or clicked many times
      id: {
        join: ":",
        of: [
          { json: "/RecordType" },
          { json: "/MessageID" },
          [{ json: "/ReceivedAt" }, { json: "/DeliveredAt" }, { json: "/BouncedAt" }, { json: "/ChangedAt" }],
        ],
      },
      type: { json: "/RecordType" },
      time: {
        from: [
          { json: "/ReceivedAt" },
          { json: "/DeliveredAt" },
          { json: "/BouncedAt" },
          { json: "/ChangedAt" },
        ],
        unit: "iso",
      },
    },
  },
  mailgun: {
    label: "Mailgun",
    docs: "https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks",
    secret: "The webhook signing key",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: [{ json: "/signature/signature" }, { form: "signature" }], encoding: "hex" },
      // tried again for 8 hours; the body is not signed, so the token is the id, and a replay is a duplicate
      timestamp: {
        from: [{ json: "/signature/timestamp" }, { form: "timestamp" }],
        unit: "s",
        pastSeconds: 29_100,
      },
      content: [{ timestamp: true }, { value: [{ json: "/signature/token" }, { form: "token" }] }],
      id: [{ json: "/signature/token" }, { form: "token" }],
      type: [{ json: "/event-data/event" }, { form: "event" }],
      time: { from: [{ json: "/signature/timestamp" }, { form: "timestamp" }], unit: "s" },
    },
  },
  mailchimp: {
    label: "Mailchimp, signed webhooks",
    docs: "https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/",
    secret: "The webhook's signing secret",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: {
        from: { header: "x-mailchimp-signature" },
        pairs: { item: ",", keyValue: "=", pick: "v1" },
        encoding: "hex",
      },
      timestamp: { from: { pair: "t" }, unit: "s" },
      content: [{ timestamp: true }, ".", { body: "raw" }],
      type: { form: "type" },
    },
  },
  sendgrid: {
    label: "SendGrid event webhook",
    docs: "https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features",
    secret: "The webhook's verification key",
    scheme: {
      kind: "ecdsa-p256",
      signature: { from: { header: "x-twilio-email-event-webhook-signature" }, encoding: "base64" },
      // SendGrid tries again for a day
      timestamp: {
        from: { header: "x-twilio-email-event-webhook-timestamp" },
        unit: "s",
        pastSeconds: 86_400,
      },
      content: [{ timestamp: true }, { body: "raw" }],
      items: "/*",
      id: { json: "/sg_event_id" },
      type: { json: "/event" },
      time: { from: { json: "/timestamp" }, unit: "s" },
    },
  },
  "customer-io": {
    label: "Customer.io",
    docs: "https://docs.customer.io/journeys/webhooks/",
    secret: "The reporting webhook's signing key",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "x-cio-signature" }, encoding: "hex" },
      timestamp: { from: { header: "x-cio-timestamp" }, unit: "s" },
      content: ["v0:", { timestamp: true }, ":", { body: "raw" }],
      id: { json: "/event_id" },
      type: { join: ".", of: [{ json: "/object_type" }, { json: "/metric" }] },
      time: { from: { json: "/timestamp" }, unit: "s" },
    },
  },
};
