import { type Preset, signsBody } from "./preset.ts";

/** Senders that sign the body alone. */
export const bodyPresets = {
  airtable: {
    label: "Airtable",
    docs: "https://airtable.com/developers/web/api/webhooks-overview",
    scheme: signsBody("x-airtable-content-mac", {
      encoding: "hex",
      prefix: "hmac-sha256=",
      key: { decode: "base64" },
    }),
  },
  "adyen-platform": {
    label: "Adyen for Platforms",
    docs: "https://docs.adyen.com/platforms/verify-payment-notifications/",
    scheme: signsBody(
      "hmacsignature",
      { encoding: "base64", key: { decode: "hex" } },
      { type: { json: "/type" } },
    ),
  },
  asana: {
    label: "Asana",
    docs: "https://developers.asana.com/docs/webhooks-guide",
    scheme: signsBody("x-hook-signature", { encoding: "hex" }),
  },
  autotask: {
    label: "Autotask",
    docs: "https://www.autotask.net/help/DeveloperHelp/Content/APIs/Webhooks/Webhooks.htm",
    scheme: signsBody("x-hook-signature", { algorithm: "sha1", encoding: "base64", prefix: "sha1=" }),
  },
  bitbucket: {
    label: "Bitbucket Cloud",
    docs: "https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/",
    scheme: signsBody(
      "x-hub-signature",
      { encoding: "hex", prefix: "sha256=" },
      { id: { header: "x-request-uuid" }, type: { header: "x-event-key" } },
    ),
  },
  "checkout-com": {
    label: "Checkout.com",
    docs: "https://www.checkout.com/docs/developer-resources/webhooks",
    scheme: signsBody(
      "cko-signature",
      { encoding: "hex" },
      { id: { json: "/id" }, type: { json: "/type" }, time: { from: { json: "/created_on" }, unit: "iso" } },
    ),
  },
  connectwise: {
    label: "ConnectWise PSA",
    docs: "https://developer.connectwise.com/Products/ConnectWise_PSA/Developer_Guide",
    scheme: signsBody(
      "x-content-signature",
      { encoding: "base64", key: { derive: "sha256" } },
      { type: { json: "/Action" } },
    ),
  },
  dropbox: {
    label: "Dropbox",
    docs: "https://www.dropbox.com/developers/reference/webhooks",
    scheme: signsBody("x-dropbox-signature", { encoding: "hex" }),
  },
  gocardless: {
    label: "GoCardless",
    docs: "https://developer.gocardless.com/getting-started/staying-up-to-date-with-webhooks/",
    scheme: signsBody("webhook-signature", { encoding: "hex" }),
  },
  intercom: {
    label: "Intercom",
    docs: "https://developers.intercom.com/docs/webhooks",
    scheme: signsBody(
      "x-hub-signature",
      { algorithm: "sha1", encoding: "hex", prefix: "sha1=" },
      { id: { json: "/id" }, type: { json: "/topic" }, time: { from: { json: "/created_at" }, unit: "s" } },
    ),
  },
  jira: {
    label: "Jira Cloud",
    docs: "https://developer.atlassian.com/cloud/jira/platform/webhooks/",
    scheme: signsBody(
      "x-hub-signature",
      { encoding: "hex", prefix: "sha256=" },
      {
        id: { header: "x-atlassian-webhook-identifier" },
        type: { json: "/webhookEvent" },
        time: { from: { json: "/timestamp" }, unit: "ms" },
      },
    ),
  },
  "lemon-squeezy": {
    label: "Lemon Squeezy",
    docs: "https://docs.lemonsqueezy.com/help/webhooks/signing-requests",
    scheme: signsBody("x-signature", { encoding: "hex" }, { type: { header: "x-event-name" } }),
  },
  line: {
    label: "LINE",
    docs: "https://developers.line.biz/en/docs/messaging-api/receiving-messages/",
    scheme: signsBody("x-line-signature", { encoding: "base64" }),
  },
  mollie: {
    label: "Mollie",
    docs: "https://docs.mollie.com/reference/webhooks-new",
    scheme: signsBody(
      "x-mollie-signature",
      { encoding: "hex", prefix: "sha256=" },
      { id: { json: "/id" }, type: { json: "/type" }, time: { from: { json: "/createdAt" }, unit: "iso" } },
    ),
  },
  notion: {
    label: "Notion",
    docs: "https://developers.notion.com/reference/webhooks",
    scheme: signsBody(
      "x-notion-signature",
      { encoding: "hex", prefix: "sha256=" },
      { id: { json: "/id" }, type: { json: "/type" }, time: { from: { json: "/timestamp" }, unit: "iso" } },
    ),
  },
  paystack: {
    label: "Paystack",
    docs: "https://paystack.com/docs/payments/webhooks/",
    scheme: signsBody(
      "x-paystack-signature",
      { algorithm: "sha512", encoding: "hex" },
      { type: { json: "/event" } },
    ),
  },
  quickbooks: {
    label: "QuickBooks",
    docs: "https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks",
    scheme: signsBody("intuit-signature", { encoding: "base64" }),
  },
  razorpay: {
    label: "Razorpay",
    docs: "https://razorpay.com/docs/webhooks/validate-test/",
    scheme: signsBody(
      "x-razorpay-signature",
      { encoding: "hex" },
      {
        id: { header: "x-razorpay-event-id" },
        type: { json: "/event" },
        time: { from: { json: "/created_at" }, unit: "s" },
      },
    ),
  },
  shopify: {
    label: "Shopify",
    docs: "https://shopify.dev/docs/apps/build/webhooks/subscribe/https",
    scheme: signsBody(
      ["x-shopify-hmac-sha256", "shopify-hmac-sha256"],
      { encoding: "base64" },
      {
        id: [{ header: "x-shopify-webhook-id" }, { header: "shopify-webhook-id" }],
        type: [{ header: "x-shopify-topic" }, { header: "shopify-topic" }],
        time: {
          from: [{ header: "x-shopify-triggered-at" }, { header: "shopify-triggered-at" }],
          unit: "iso",
        },
      },
    ),
  },
  typeform: {
    label: "Typeform",
    docs: "https://www.typeform.com/developers/webhooks/secure-your-webhooks/",
    scheme: signsBody(
      "typeform-signature",
      { encoding: "base64", prefix: "sha256=" },
      { id: { json: "/event_id" }, type: { json: "/event_type" } },
    ),
  },
  vercel: {
    label: "Vercel",
    docs: "https://vercel.com/docs/webhooks/webhooks-api",
    scheme: signsBody(
      "x-vercel-signature",
      { algorithm: "sha1", encoding: "hex" },
      { id: { json: "/id" }, type: { json: "/type" }, time: { from: { json: "/createdAt" }, unit: "ms" } },
    ),
  },
  woocommerce: {
    label: "WooCommerce",
    docs: "https://developer.woocommerce.com/docs/apis/rest-api/webhooks/",
    scheme: signsBody(
      "x-wc-webhook-signature",
      { encoding: "base64" },
      { id: { header: "x-wc-webhook-delivery-id" }, type: { header: "x-wc-webhook-topic" } },
    ),
  },
  xero: {
    label: "Xero",
    docs: "https://developer.xero.com/documentation/guides/webhooks/overview/",
    scheme: signsBody("x-xero-signature", { encoding: "base64" }),
  },
} as const satisfies Record<string, Preset>;
