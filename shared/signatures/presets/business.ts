import { type Presets, signedBody } from "./shapes.ts";

const HUBSPOT_DOCS =
  "https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests";
const HUBSPOT_SECRET = "The app's client secret";
const HUBSPOT_ESCAPES = ["%3A", "%2F", "%3F", "%40", "%21", "%24", "%27", "%28", "%29", "%2A", "%2C", "%3B"];

/** One webhook holds many events; a number is unique only together with what it is about. */
const HUBSPOT_EVENTS = {
  items: "/*",
  id: {
    join: ":",
    of: [{ json: "/subscriptionId" }, { json: "/eventId" }, { json: "/objectId" }, { json: "/occurredAt" }],
  },
  type: { json: "/subscriptionType" },
  time: { from: { json: "/occurredAt" }, unit: "ms" as const },
};

/** Customers, tasks, support, documents. */
export const business: Presets = {
  hubspot: {
    label: "HubSpot, signature v3",
    docs: HUBSPOT_DOCS,
    secret: HUBSPOT_SECRET,
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "x-hubspot-signature-v3" }, encoding: "base64" },
      timestamp: { from: { header: "x-hubspot-request-timestamp" }, unit: "ms" },
      content: [
        { method: true },
        { url: "registered", decode: HUBSPOT_ESCAPES },
        { body: "raw" },
        { timestamp: true },
      ],
      ...HUBSPOT_EVENTS,
    },
  },
  "hubspot-v2": {
    label: "HubSpot, signature v2",
    docs: HUBSPOT_DOCS,
    secret: HUBSPOT_SECRET,
    scheme: {
      kind: "digest",
      algorithm: "sha256",
      signature: { from: { header: "x-hubspot-signature" }, encoding: "hex" },
      content: [{ secret: true }, { method: true }, { url: "registered" }, { body: "raw" }],
      ...HUBSPOT_EVENTS,
    },
  },
  "hubspot-v1": {
    label: "HubSpot, signature v1",
    docs: HUBSPOT_DOCS,
    secret: HUBSPOT_SECRET,
    scheme: {
      kind: "digest",
      algorithm: "sha256",
      signature: { from: { header: "x-hubspot-signature" }, encoding: "hex" },
      content: [{ secret: true }, { body: "raw" }],
      ...HUBSPOT_EVENTS,
    },
  },
  highlevel: {
    label: "HighLevel",
    docs: "https://marketplace.gohighlevel.com/docs/webhook/WebhookIntegrationGuide",
    secret: "HighLevel's public key, the same one for all apps, in PEM",
    scheme: {
      kind: "ed25519",
      signature: { from: { header: "x-ghl-signature" }, encoding: "base64" },
      content: [{ body: "raw" }],
      id: { json: "/webhookId" },
      type: { json: "/type" },
      time: { from: { json: "/timestamp" }, unit: "iso" },
    },
  },
  "highlevel-rsa": {
    label: "HighLevel, older RSA signature",
    docs: "https://marketplace.gohighlevel.com/docs/webhook/WebhookIntegrationGuide",
    secret: "HighLevel's older public key in PEM",
    scheme: {
      kind: "rsa",
      algorithm: "sha256",
      signature: { from: { header: "x-wh-signature" }, encoding: "base64" },
      content: [{ body: "raw" }],
      id: { json: "/webhookId" },
      type: { json: "/type" },
      time: { from: { json: "/timestamp" }, unit: "iso" },
    },
  },
  intercom: {
    label: "Intercom",
    docs: "https://developers.intercom.com/docs/webhooks",
    secret: "The app's client secret",
    scheme: {
      ...signedBody({
        from: { header: "x-hub-signature" },
        prefix: "sha1=",
        encoding: "hex",
        algorithm: "sha1",
      }),
      id: { json: "/id" },
      type: { json: "/topic" },
      time: { from: { json: "/created_at" }, unit: "s" },
      handshakes: [{ match: { method: "HEAD" }, reply: {} }],
    },
  },
  zendesk: {
    label: "Zendesk",
    docs: "https://developer.zendesk.com/documentation/webhooks/verifying/",
    secret: "The webhook's signing secret",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "x-zendesk-webhook-signature" }, encoding: "base64" },
      timestamp: { from: { header: "x-zendesk-webhook-signature-timestamp" }, unit: "iso" },
      content: [{ timestamp: true }, { body: "raw" }],
      id: { header: "x-zendesk-webhook-invocation-id" },
      type: { json: "/type" },
      time: { from: { header: "x-zendesk-webhook-signature-timestamp" }, unit: "iso" },
    },
  },
  typeform: {
    label: "Typeform",
    docs: "https://www.typeform.com/developers/webhooks/secure-your-webhooks/",
    secret: "The webhook's secret",
    scheme: {
      ...signedBody({ from: { header: "typeform-signature" }, prefix: "sha256=", encoding: "base64" }),
      id: { json: "/event_id" },
      type: { json: "/event_type" },
      time: { from: { json: "/form_response/submitted_at" }, unit: "iso" },
    },
  },
  asana: {
    label: "Asana",
    docs: "https://developers.asana.com/docs/webhooks-guide",
    secret: "The X-Hook-Secret of the handshake that whoever created the webhook has answered",
    scheme: signedBody({ from: { header: "x-hook-signature" }, encoding: "hex" }),
  },
  trello: {
    label: "Trello",
    docs: "https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/",
    secret: "The app's OAuth 1.0 secret",
    scheme: {
      kind: "hmac",
      algorithm: "sha1",
      signature: { from: { header: "x-trello-webhook" }, encoding: "base64" },
      content: [{ body: "raw" }, { url: "registered" }],
      id: { json: "/action/id" },
      type: { json: "/action/type" },
      time: { from: { json: "/action/date" }, unit: "iso" },
      handshakes: [{ match: { method: "HEAD" }, reply: {} }],
    },
  },
  notion: {
    label: "Notion",
    docs: "https://developers.notion.com/reference/webhooks",
    secret: "The verification token that Notion sends when the subscription is made",
    scheme: {
      ...signedBody({ from: { header: "x-notion-signature" }, prefix: "sha256=", encoding: "hex" }),
      id: { json: "/id" },
      type: { json: "/type" },
      time: { from: { json: "/timestamp" }, unit: "iso" },
    },
  },
  airtable: {
    label: "Airtable",
    docs: "https://airtable.com/developers/web/api/webhooks-overview",
    secret: "The webhook's macSecretBase64",
    scheme: {
      ...signedBody({
        from: { header: "x-airtable-content-mac" },
        prefix: "hmac-sha256=",
        encoding: "hex",
      }),
      key: { decode: "base64" },
      time: { from: { json: "/timestamp" }, unit: "iso" },
    },
  },
  dropbox: {
    label: "Dropbox",
    docs: "https://www.dropbox.com/developers/reference/webhooks",
    secret: "The app secret",
    scheme: {
      ...signedBody({ from: { header: "x-dropbox-signature" }, encoding: "hex" }),
      handshakes: [
        {
          match: { method: "GET", value: { query: "challenge" } },
          reply: { text: [{ value: { query: "challenge" } }] },
        },
      ],
    },
  },
};
