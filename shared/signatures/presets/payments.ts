import { type Presets, signedBody, timestampedPairs } from "./shapes.ts";

const ADYEN_ITEMS = "/notificationItems/*/NotificationRequestItem";

/** Payment providers and billing. */
export const payments: Presets = {
  stripe: {
    label: "Stripe",
    docs: "https://docs.stripe.com/webhooks#verify-manually",
    secret: "The endpoint's signing secret, whsec_… and all",
    scheme: {
      ...timestampedPairs({ header: "stripe-signature" }),
      id: { json: "/id" },
      type: { json: "/type" },
      time: { from: { json: "/created" }, unit: "s" },
    },
  },
  square: {
    label: "Square",
    docs: "https://developer.squareup.com/docs/webhooks/step3validate",
    secret: "The subscription's signature key",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "x-square-hmacsha256-signature" }, encoding: "base64" },
      content: [{ url: "registered" }, { body: "raw" }],
      id: { json: "/event_id" },
      type: { json: "/type" },
      time: { from: { json: "/created_at" }, unit: "iso" },
    },
  },
  paddle: {
    label: "Paddle Billing",
    docs: "https://developer.paddle.com/webhooks/signature-verification",
    secret: "The notification destination's secret key",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: {
        from: { header: "paddle-signature" },
        pairs: { item: ";", keyValue: "=", pick: "h1" },
        encoding: "hex",
      },
      timestamp: { from: { pair: "ts" }, unit: "s" },
      content: [{ timestamp: true }, ":", { body: "raw" }],
      id: { json: "/event_id" },
      type: { json: "/event_type" },
      time: { from: { json: "/occurred_at" }, unit: "iso" },
    },
  },
  adyen: {
    label: "Adyen payments",
    docs: "https://docs.adyen.com/development-resources/webhooks/verify-hmac-signatures/",
    secret: "The HMAC key, hexadecimal",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      key: { decode: "hex" },
      each: ADYEN_ITEMS,
      signature: { from: { json: "/additionalData/hmacSignature" }, encoding: "base64" },
      content: [
        {
          join: ":",
          of: [
            { value: { json: "/pspReference" } },
            { value: { json: "/originalReference" }, default: "" },
            { value: { json: "/merchantAccountCode" } },
            { value: { json: "/merchantReference" } },
            { value: { json: "/amount/value" } },
            { value: { json: "/amount/currency" } },
            { value: { json: "/eventCode" } },
            { value: { json: "/success" } },
          ],
        },
      ],
      items: ADYEN_ITEMS,
      id: { join: ":", of: [{ json: "/pspReference" }, { json: "/eventCode" }, { json: "/success" }] },
      type: { json: "/eventCode" },
      time: { from: { json: "/eventDate" }, unit: "iso" },
      reply: { text: ["[accepted]"] },
    },
  },
  "adyen-platform": {
    label: "Adyen for Platforms, banking",
    docs: "https://docs.adyen.com/development-resources/webhooks/verify-hmac-signatures/",
    secret: "The HMAC key, hexadecimal",
    scheme: {
      ...signedBody({ from: { header: "hmacsignature" }, encoding: "base64" }),
      key: { decode: "hex" },
      type: { json: "/type" },
    },
  },
  braintree: {
    label: "Braintree",
    docs: "https://developer.paypal.com/braintree/docs/guides/webhooks/parse/node",
    secret: "The public and the private key: public|private",
    scheme: {
      kind: "hmac",
      algorithm: "sha1",
      key: { nameBefore: "|", derive: "sha1" },
      signature: {
        from: { form: "bt_signature" },
        pairs: { item: "&", keyValue: "|" },
        encoding: "hex",
      },
      // the line break that ends every payload, and is lost on the way at times, also keeps challenges apart
      content: [{ value: { form: "bt_payload" }, end: "\n" }],
      handshakes: [
        {
          match: { method: "GET", value: { query: "bt_challenge" } },
          reply: {
            text: [{ keyName: true }, "|", { hmac: { query: "bt_challenge" }, encoding: "hex", only: "hex" }],
          },
        },
      ],
    },
  },
  recurly: {
    label: "Recurly",
    docs: "https://recurly.com/developers/guides/webhooks.html",
    secret: "The endpoint's secret key",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "recurly-signature" }, list: { separator: "comma" }, encoding: "hex" },
      timestamp: { from: { entry: "first" }, unit: "ms" },
      content: [{ timestamp: true }, ".", { body: "raw" }],
    },
  },
  razorpay: {
    label: "Razorpay",
    docs: "https://razorpay.com/docs/webhooks/validate-test/",
    secret: "The webhook secret that you chose",
    scheme: {
      ...signedBody({ from: { header: "x-razorpay-signature" }, encoding: "hex" }),
      id: { header: "x-razorpay-event-id" },
      type: { json: "/event" },
      time: { from: { json: "/created_at" }, unit: "s" },
    },
  },
  gocardless: {
    label: "GoCardless",
    docs: "https://developer.gocardless.com/getting-started/staying-up-to-date-with-webhooks",
    secret: "The webhook endpoint's secret",
    scheme: {
      ...signedBody({ from: { header: "webhook-signature" }, encoding: "hex" }),
      items: "/events/*",
      id: { json: "/id" },
      type: { join: ".", of: [{ json: "/resource_type" }, { json: "/action" }] },
      time: { from: { json: "/created_at" }, unit: "iso" },
      refusal: { status: 498 },
    },
  },
  paystack: {
    label: "Paystack",
    docs: "https://paystack.com/docs/payments/webhooks/",
    secret: "The account's secret key",
    scheme: {
      ...signedBody({ from: { header: "x-paystack-signature" }, encoding: "hex", algorithm: "sha512" }),
      type: { json: "/event" },
    },
  },
  flutterwave: {
    label: "Flutterwave",
    docs: "https://developer.flutterwave.com/docs/webhooks",
    secret: "The secret hash that you chose",
    scheme: { kind: "token", from: { header: "verif-hash" }, type: { json: "/event" } },
  },
  "checkout-com": {
    label: "Checkout.com",
    docs: "https://www.checkout.com/docs/developer-resources/webhooks",
    secret: "The webhook's signature key",
    scheme: {
      ...signedBody({ from: { header: "cko-signature" }, encoding: "hex" }),
      id: { json: "/id" },
      type: { json: "/type" },
      time: { from: { json: "/created_on" }, unit: "iso" },
    },
  },
  mollie: {
    label: "Mollie, next-generation webhooks",
    docs: "https://docs.mollie.com/reference/webhooks-new",
    secret: "The webhook's signing secret",
    scheme: {
      ...signedBody({ from: { header: "x-mollie-signature" }, prefix: "sha256=", encoding: "hex" }),
      id: { json: "/id" },
      type: { json: "/type" },
      time: { from: { json: "/createdAt" }, unit: "iso" },
    },
  },
  chargebee: {
    label: "Chargebee",
    docs: "https://www.chargebee.com/docs/2.0/webhook_settings.html",
    secret: "user:password of the webhook's basic authentication",
    scheme: {
      kind: "basic",
      id: { json: "/id" },
      type: { json: "/event_type" },
      time: { from: { json: "/occurred_at" }, unit: "s" },
    },
  },
  "lemon-squeezy": {
    label: "Lemon Squeezy",
    docs: "https://docs.lemonsqueezy.com/help/webhooks/signing-requests",
    secret: "The webhook's signing secret",
    scheme: {
      ...signedBody({ from: { header: "x-signature" }, encoding: "hex" }),
      type: { header: "x-event-name" },
    },
  },
};
