import { type Presets, signedBody, timestampedPairs } from "./shapes.ts";

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

/** Customers, calendars, tasks, support, field service. */
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
  "dropbox-sign": {
    label: "Dropbox Sign",
    docs: "https://developers.hellosign.com/docs/events/walkthrough/",
    secret: "The API key",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: dropboxSign("/event/event_hash"), encoding: "hex" },
      timestamp: { from: dropboxSign("/event/event_time"), unit: "s", pastSeconds: 86_400 },
      content: [{ timestamp: true }, { value: dropboxSign("/event/event_type") }],
      // the hash is of the time and the type alone, which two requests may share
      id: {
        join: ":",
        of: [dropboxSign("/event/event_hash"), dropboxSign("/signature_request/signature_request_id")],
      },
      type: dropboxSign("/event/event_type"),
      time: { from: dropboxSign("/event/event_time"), unit: "s" },
      reply: { text: ["Hello API Event Received"] },
    },
  },
  docusign: {
    label: "DocuSign Connect",
    docs: "https://developers.docusign.com/platform/webhooks/connect/hmac/",
    secret: "Any of the account's HMAC keys",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: {
        from: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => ({
          header: `x-docusign-signature-${number}`,
        })),
        all: true,
        encoding: "base64",
      },
      content: [{ body: "raw" }],
      type: { json: "/event" },
      time: { from: { json: "/generatedDateTime" }, unit: "iso" },
    },
  },
  calendly: {
    label: "Calendly",
    docs: "https://developer.calendly.com/api-docs/ZG9jOjM2MzE2MDM4-webhook-signatures",
    secret: "The subscription's signing key",
    scheme: {
      ...timestampedPairs({ header: "calendly-webhook-signature" }),
      type: { json: "/event" },
      time: { from: { json: "/created_at" }, unit: "iso" },
    },
  },
  "cal-com": {
    label: "Cal.com",
    docs: "https://cal.com/docs/developing/guides/automation/webhooks",
    secret: "The webhook's secret",
    scheme: {
      ...signedBody({ from: { header: "x-cal-signature-256" }, encoding: "hex" }),
      type: { json: "/triggerEvent" },
      time: { from: { json: "/createdAt" }, unit: "iso" },
    },
  },
  "google-calendar": {
    label: "Google Calendar",
    docs: "https://developers.google.com/workspace/calendar/api/guides/push",
    secret: "The token given to events.watch",
    scheme: {
      kind: "token",
      from: { header: "x-goog-channel-token" },
      id: { join: ":", of: [{ header: "x-goog-channel-id" }, { header: "x-goog-message-number" }] },
      type: { header: "x-goog-resource-state" },
    },
  },
  "housecall-pro": {
    label: "Housecall Pro",
    docs: "https://docs.housecallpro.com/docs/housecall-public-api/",
    secret: "The webhook's signing secret; set it here after the URL was saved, for its probe is not signed",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "api-signature" }, encoding: "hex" },
      timestamp: { from: { header: "api-timestamp" }, unit: "s" },
      content: [{ timestamp: true }, ".", { body: "raw" }],
      type: { json: "/event" },
      time: { from: { json: "/event_occurred_at" }, unit: "iso" },
      handshakes: [{ match: { value: { json: "/foo" }, equals: "bar" }, reply: {} }],
    },
  },
  connectwise: {
    label: "ConnectWise PSA",
    docs: "https://developer.connectwise.com/Products/ConnectWise_PSA/Developer_Guide",
    secret: "The callback's shared secret",
    scheme: {
      ...signedBody({ from: { header: "x-content-signature" }, encoding: "base64" }),
      key: { derive: "sha256" },
    },
  },
  autotask: {
    label: "Autotask",
    docs: "https://autotask.net/help/developerhelp/Content/APIs/Webhooks/WEBHOOKS.htm",
    secret: "The webhook's secret key",
    scheme: signedBody({
      from: { header: "x-hook-signature" },
      prefix: "sha1=",
      encoding: "base64",
      algorithm: "sha1",
    }),
  },
  segment: {
    label: "Segment",
    docs: "https://segment.com/docs/connections/destinations/catalog/actions-webhook/",
    secret: "The destination's shared secret; without batching, which signs the first event only",
    scheme: {
      ...signedBody({ from: { header: "x-signature" }, encoding: "hex", algorithm: "sha1" }),
      id: { json: "/messageId" },
      type: { json: "/type" },
      time: { from: { json: "/timestamp" }, unit: "iso" },
    },
  },
  zapier: {
    label: "Zapier",
    docs: "https://help.zapier.com/hc/en-us/articles/8496326446989",
    secret: "The token that you add to the step's headers as Authorization: Bearer …",
    scheme: { kind: "token", from: { header: "authorization" }, prefix: "Bearer " },
  },
  make: {
    label: "Make",
    docs: "https://apps.make.com/http",
    secret: "The token that you add to the module's headers as Authorization: Bearer …",
    scheme: { kind: "token", from: { header: "authorization" }, prefix: "Bearer " },
  },
};

/** In the field `json` of a multipart form; the SDK's examples have the JSON as the body. */
function dropboxSign(json: string) {
  return [{ form: "json", json }, { json }];
}
