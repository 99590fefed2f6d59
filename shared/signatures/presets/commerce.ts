import { type Presets, signedBody } from "./shapes.ts";

/** Shops and accounting. */
export const commerce: Presets = {
  shopify: {
    label: "Shopify",
    docs: "https://shopify.dev/docs/apps/build/webhooks/subscribe/https",
    secret: "The app's client secret, or the shop's webhook secret",
    scheme: {
      ...signedBody({
        from: [{ header: "x-shopify-hmac-sha256" }, { header: "shopify-hmac-sha256" }],
        encoding: "base64",
      }),
      id: [{ header: "x-shopify-webhook-id" }, { header: "shopify-webhook-id" }],
      type: [{ header: "x-shopify-topic" }, { header: "shopify-topic" }],
      time: {
        from: [{ header: "x-shopify-triggered-at" }, { header: "shopify-triggered-at" }],
        unit: "iso",
      },
    },
  },
  woocommerce: {
    label: "WooCommerce",
    docs: "https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks",
    secret: "The webhook's secret",
    scheme: {
      ...signedBody({ from: { header: "x-wc-webhook-signature" }, encoding: "base64" }),
      id: { header: "x-wc-webhook-delivery-id" },
      type: { header: "x-wc-webhook-topic" },
      handshakes: [{ match: { unsigned: true, value: { form: "webhook_id" } }, reply: {} }],
    },
  },
  xero: {
    label: "Xero",
    docs: "https://developer.xero.com/documentation/guides/webhooks/overview/",
    secret: "The app's webhooks key",
    scheme: {
      ...signedBody({ from: { header: "x-xero-signature" }, encoding: "base64" }),
      items: "/events/*",
      type: { join: ".", of: [{ json: "/eventCategory" }, { json: "/eventType" }] },
      reply: {},
      refusal: { status: 401 },
    },
  },
  quickbooks: {
    label: "QuickBooks",
    docs: "https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks",
    secret: "The app's verifier token",
    scheme: {
      ...signedBody({ from: { header: "intuit-signature" }, encoding: "base64" }),
      items: "/*",
      id: { json: "/id" },
      type: { json: "/type" },
      time: { from: { json: "/time" }, unit: "iso" },
    },
  },
  sellsy: {
    label: "Sellsy",
    docs: "https://api.sellsy.com/doc/v2/",
    secret: "The webhook's secret",
    scheme: {
      kind: "digest",
      algorithm: "sha1",
      signature: { from: { header: "x-webhook-signature" }, encoding: "hex" },
      content: [{ secret: true }, { body: "raw" }],
    },
  },
};
