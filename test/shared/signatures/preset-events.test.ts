import { describe, expect, it } from "vitest";
import { customEvents } from "../../../shared/providers/custom/webhook.ts";
import { resolveScheme } from "../../../shared/signatures/declaration.ts";
import { ADYEN_BATCH } from "./vectors/preset.ts";
import { signedRequest } from "./verify.ts";

const NOW = 1_767_225_600_000;

type Expected = readonly {
  readonly id: string | null;
  readonly type: string;
  readonly time: number | null;
}[];

describe("The events of a preset", () => {
  it.each<[preset: string, headers: Record<string, string>, body: unknown, events: Expected]>([
    [
      "shopify",
      {
        "x-shopify-webhook-id": "w1",
        "x-shopify-event-id": "e1",
        "x-shopify-topic": "orders/create",
        "x-shopify-triggered-at": "2026-01-01T00:00:00.123456789Z",
      },
      { id: 820982911946154500 },
      [{ id: "w1", type: "orders/create", time: NOW + 123 }],
    ],
    [
      "shopify",
      { "shopify-webhook-id": "w2", "shopify-topic": "orders/paid" },
      {},
      [{ id: "w2", type: "orders/paid", time: null }],
    ],
    [
      "github",
      { "x-github-delivery": "d1", "x-github-event": "push" },
      {},
      [{ id: "d1", type: "push", time: null }],
    ],
    [
      "gitlab",
      { "idempotency-key": "k1", "x-gitlab-event-uuid": "u1", "x-gitlab-event": "Push Hook" },
      {},
      [{ id: "k1", type: "Push Hook", time: null }],
    ],
    ["gitlab", { "x-gitlab-event-uuid": "u1" }, {}, [{ id: "u1", type: "event", time: null }]],
    [
      "linear",
      { "linear-delivery": "d1" },
      { type: "Issue", action: "create", webhookTimestamp: NOW },
      [{ id: "d1", type: "Issue.create", time: NOW }],
    ],
    [
      "postmark",
      {},
      { RecordType: "Open", MessageID: "m1", ReceivedAt: "2026-01-01T00:00:00Z" },
      [{ id: "Open:m1:2026-01-01T00:00:00Z", type: "Open", time: NOW }],
    ],
    ["postmark", {}, { MessageID: "m1", From: "a@b.c" }, [{ id: null, type: "event", time: null }]],
    [
      "gocardless",
      {},
      {
        events: [
          {
            id: "EV1",
            resource_type: "payments",
            action: "confirmed",
            created_at: "2026-01-01T00:00:00.000Z",
          },
          { id: "EV2", resource_type: "payments", action: "failed" },
        ],
      },
      [
        { id: "EV1", type: "payments.confirmed", time: NOW },
        { id: "EV2", type: "payments.failed", time: null },
      ],
    ],
    [
      "hubspot",
      {},
      [
        {
          eventId: 1,
          subscriptionId: 2,
          objectId: 3,
          occurredAt: NOW,
          subscriptionType: "contact.creation",
          attemptNumber: 1,
        },
      ],
      [{ id: `2:1:3:${NOW}`, type: "contact.creation", time: NOW }],
    ],
    [
      "google-calendar",
      { "x-goog-channel-id": "c1", "x-goog-message-number": "7", "x-goog-resource-state": "exists" },
      undefined,
      [{ id: "c1:7", type: "exists", time: null }],
    ],
    [
      "quickbooks",
      {},
      [{ id: "88cd52aa", type: "qbo.customer.created.v1", time: "2026-01-01T00:00:00Z" }],
      [{ id: "88cd52aa", type: "qbo.customer.created.v1", time: NOW }],
    ],
    [
      "microsoft-graph",
      {},
      {
        value: [
          { subscriptionId: "s", changeType: "created", resourceData: { id: "r", "@odata.etag": "W/1" } },
          { lifecycleEvent: "missed" },
        ],
      },
      [
        { id: "s:created:r:W/1", type: "created", time: null },
        { id: null, type: "missed", time: null },
      ],
    ],
    ["quickbooks", {}, { eventNotifications: [] }, [{ id: null, type: "event", time: null }]],
    [
      "line",
      {},
      { events: [{ webhookEventId: "01F", type: "message", timestamp: NOW }] },
      [{ id: "01F", type: "message", time: NOW }],
    ],
    [
      "mailgun",
      {},
      { signature: { token: "t1", timestamp: "1767225600" }, "event-data": { id: "e1", event: "delivered" } },
      [{ id: "t1", type: "delivered", time: NOW }],
    ],
    [
      "xero",
      {},
      { events: [{ eventCategory: "INVOICE", eventType: "CREATE" }] },
      [{ id: null, type: "INVOICE.CREATE", time: null }],
    ],
    [
      "adyen",
      {},
      JSON.parse(ADYEN_BATCH),
      [
        { id: "7914073381342284:AUTHORISATION:true", type: "AUTHORISATION", time: NOW },
        { id: "8814073381342299:REFUND:false", type: "REFUND", time: null },
      ],
    ],
  ])("%s are read where the sender puts their identity", (preset, headers, body, events) => {
    const read = customEvents({
      contentType: "application/json",
      headers: new Headers(headers),
      url: new URL("https://hooks.example.com/webhooks/custom/ep_1"),
      bytes: signedRequest({ body: body === undefined ? "" : JSON.stringify(body) }).body,
      receivedAt: NOW,
      scheme: resolveScheme({ preset }),
    });
    expect(read.map(({ id, type, time }) => ({ id, type, time }))).toEqual(events);
  });
});
