import { type Presets, signedBody, timestampedPairs } from "./shapes.ts";

/** Appointments, signatures on documents, field service, automation. */
export const operations: Presets = {
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
  "microsoft-graph": {
    label: "Microsoft Graph change notifications",
    docs: "https://learn.microsoft.com/en-us/graph/change-notifications-delivery-webhooks",
    secret: "The clientState given with every subscription",
    scheme: {
      kind: "token",
      each: "/value/*",
      from: { json: "/clientState" },
      items: "/value/*",
      id: {
        join: ":",
        of: [
          { json: "/subscriptionId" },
          { json: "/changeType" },
          { json: "/resourceData/id" },
          { json: "/resourceData/@odata.etag" },
        ],
      },
      type: [{ json: "/changeType" }, { json: "/lifecycleEvent" }],
      handshakes: [
        {
          match: { unsigned: true, value: { query: "validationToken" } },
          reply: { text: [{ value: { query: "validationToken" } }] },
        },
      ],
    },
  },
  "housecall-pro": {
    label: "Housecall Pro",
    docs: "https://docs.housecallpro.com/docs/housecall-public-api/",
    secret: "The webhook's signing secret",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "api-signature" }, encoding: "hex" },
      timestamp: { from: { header: "api-timestamp" }, unit: "s" },
      content: [{ timestamp: true }, ".", { body: "raw" }],
      type: { json: "/event" },
      time: { from: { json: "/event_occurred_at" }, unit: "iso" },
      handshakes: [{ match: { unsigned: true, value: { json: "/foo" }, equals: "bar" }, reply: {} }],
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
