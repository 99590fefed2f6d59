import { STANDARD_WEBHOOKS } from "../standard-webhooks.ts";
import { type Preset, signsPairs, signsTimed } from "./preset.ts";

/** Senders that sign a timestamp with the body, so that an old request cannot be sent again. */
export const timedPresets = {
  "customer-io": {
    label: "Customer.io",
    docs: "https://docs.customer.io/journeys/webhooks/",
    scheme: signsTimed(
      "x-cio-signature",
      { timestamp: "x-cio-timestamp", encoding: "hex", before: "v0:", separator: ":" },
      {
        id: { json: "/event_id" },
        type: { json: "/metric" },
        time: { from: { json: "/timestamp" }, unit: "s" },
      },
    ),
  },
  elevenlabs: {
    label: "ElevenLabs",
    docs: "https://elevenlabs.io/docs/agents-platform/workflows/post-call-webhooks",
    scheme: signsPairs(
      "elevenlabs-signature",
      { pick: "v0" },
      { type: { json: "/type" }, time: { from: { json: "/event_timestamp" }, unit: "s" } },
    ),
  },
  gitlab: {
    label: "GitLab",
    docs: "https://docs.gitlab.com/user/project/integrations/webhooks/",
    scheme: {
      ...STANDARD_WEBHOOKS,
      id: [{ header: "x-gitlab-event-uuid" }, { header: "webhook-id" }],
      type: { header: "x-gitlab-event" },
    },
  },
  linear: {
    label: "Linear",
    docs: "https://linear.app/developers/webhooks",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "linear-signature" }, encoding: "hex" },
      timestamp: { from: { json: "/webhookTimestamp" }, unit: "ms", pastSeconds: 60, futureSeconds: 60 },
      content: [{ body: "raw" }],
      id: { header: "linear-delivery" },
      type: { json: "/type" },
      time: { from: { json: "/webhookTimestamp" }, unit: "ms" },
    },
  },
  mux: {
    label: "Mux",
    docs: "https://www.mux.com/docs/core/verify-webhook-signatures",
    scheme: signsPairs(
      "mux-signature",
      { pick: "v1" },
      { id: { json: "/id" }, type: { json: "/type" }, time: { from: { json: "/created_at" }, unit: "iso" } },
    ),
  },
  paddle: {
    label: "Paddle Billing",
    docs: "https://developer.paddle.com/webhooks/signature-verification",
    scheme: signsPairs(
      "paddle-signature",
      { pick: "h1", stamp: "ts", item: ";", separator: ":" },
      {
        id: { json: "/event_id" },
        type: { json: "/event_type" },
        time: { from: { json: "/occurred_at" }, unit: "iso" },
      },
    ),
  },
  pagerduty: {
    label: "PagerDuty",
    docs: "https://developer.pagerduty.com/docs/verifying-webhook-signatures",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: {
        from: { header: "x-pagerduty-signature" },
        list: { separator: "comma" },
        prefix: "v1=",
        encoding: "hex",
      },
      content: [{ body: "raw" }],
      id: { json: "/event/id" },
      type: { json: "/event/event_type" },
      time: { from: { json: "/event/occurred_at" }, unit: "iso" },
    },
  },
  "standard-webhooks": {
    label: "Standard Webhooks",
    docs: "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
    scheme: { ...STANDARD_WEBHOOKS, type: { json: "/type" } },
  },
  svix: {
    label: "Svix",
    docs: "https://docs.svix.com/receiving/verifying-payloads/how-manual",
    scheme: { ...STANDARD_WEBHOOKS, type: { json: "/type" } },
  },
  webflow: {
    label: "Webflow",
    docs: "https://developers.webflow.com/data/docs/working-with-webhooks",
    scheme: signsTimed(
      "x-webflow-signature",
      { timestamp: "x-webflow-timestamp", encoding: "hex", separator: ":", unit: "ms" },
      { type: { json: "/triggerType" } },
    ),
  },
  workos: {
    label: "WorkOS",
    docs: "https://workos.com/docs/events/data-syncing/webhooks",
    scheme: signsPairs(
      "workos-signature",
      { pick: "v1", unit: "ms", pastSeconds: 180 },
      { id: { json: "/id" }, type: { json: "/event" }, time: { from: { json: "/created_at" }, unit: "iso" } },
    ),
  },
  zendesk: {
    label: "Zendesk",
    docs: "https://developer.zendesk.com/documentation/webhooks/verifying/",
    scheme: signsTimed(
      "x-zendesk-webhook-signature",
      { timestamp: "x-zendesk-webhook-signature-timestamp", encoding: "base64", unit: "iso" },
      { id: { header: "x-zendesk-webhook-invocation-id" }, type: { json: "/type" } },
    ),
  },
  zoom: {
    label: "Zoom",
    docs: "https://developers.zoom.us/docs/api/webhooks/",
    scheme: signsTimed(
      "x-zm-signature",
      {
        timestamp: "x-zm-request-timestamp",
        encoding: "hex",
        prefix: "v0=",
        before: "v0:",
        separator: ":",
      },
      { type: { json: "/event" }, time: { from: { json: "/event_ts" }, unit: "ms" } },
    ),
  },
} as const satisfies Record<string, Preset>;
