import { type GoodVector, type ProviderVectors, refused } from "../vectors.ts";
import { goneAppointment } from "./appointment.ts";
import { outbound } from "./outbound-vectors.ts";

const request = {
  source: "the documented payload, with the clientState of its subscription",
  secret: "s3cr3t-clientstate",
  method: "POST",
  url: "https://hooks.example.com/webhooks/microsoft-graph/ep_1",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "takes a notification by its clientState, and composes an id",
  headers: { "content-type": "application/json" },
  events: [
    {
      id: '7f105c7d-2dc5-4530-97cd-4e7ae6534c07|updated|AAMk1|W/"abc"',
      type: "updated",
      subject: "Users/u1/Events/AAMk1",
      time: null,
    },
  ],
  effects: [{ kind: "retrieval", action: "appointments.get", input: { id: "AAMk1", userId: "u1" } }],
  body: '{"value":[{"subscriptionId":"7f105c7d-2dc5-4530-97cd-4e7ae6534c07","subscriptionExpirationDateTime":"2026-01-18T12:30:00Z","clientState":"s3cr3t-clientstate","changeType":"updated","resource":"Users/u1/Events/AAMk1","tenantId":"84bd8158-6d4d-4958-8b9f-9d6445542f95","resourceData":{"@odata.type":"#Microsoft.Graph.Event","@odata.id":"Users/u1/Events/AAMk1","@odata.etag":"W/\\"abc\\"","id":"AAMk1"}}]}',
};

const batch: GoodVector = {
  ...request,
  kind: "good",
  title: "splits a batch",
  headers: { "content-type": "application/json" },
  events: [
    {
      id: '7f105c7d-2dc5-4530-97cd-4e7ae6534c07|created|AAMk2|W/"é"',
      type: "created",
      subject: "Users/u1/Events/AAMk2",
      time: null,
    },
    {
      id: "7f105c7d-2dc5-4530-97cd-4e7ae6534c07|deleted|AAMk3",
      type: "deleted",
      subject: "Users/u1/Events/AAMk3",
      time: null,
    },
  ],
  effects: [
    { kind: "retrieval", action: "appointments.get", input: { id: "AAMk2", userId: "u1" } },
    goneAppointment("AAMk3"),
  ],
  body: '{"value":[{"subscriptionId":"7f105c7d-2dc5-4530-97cd-4e7ae6534c07","subscriptionExpirationDateTime":"2026-01-18T12:30:00Z","clientState":"s3cr3t-clientstate","changeType":"created","resource":"Users/u1/Events/AAMk2","tenantId":"84bd8158-6d4d-4958-8b9f-9d6445542f95","resourceData":{"@odata.type":"#Microsoft.Graph.Event","@odata.id":"Users/u1/Events/AAMk2","@odata.etag":"W/\\"é\\"","id":"AAMk2"}},{"subscriptionId":"7f105c7d-2dc5-4530-97cd-4e7ae6534c07","subscriptionExpirationDateTime":"2026-01-18T12:30:00Z","clientState":"s3cr3t-clientstate","changeType":"deleted","resource":"Users/u1/Events/AAMk3","tenantId":"84bd8158-6d4d-4958-8b9f-9d6445542f95","resourceData":{"@odata.type":"#Microsoft.Graph.Event","@odata.id":"Users/u1/Events/AAMk3","id":"AAMk3"}}]}',
};

const lifecycle: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a lifecycle notification",
  headers: { "content-type": "application/json" },
  events: [
    {
      id: "7f105c7d-2dc5-4530-97cd-4e7ae6534c07|missed|2026-01-18T12:30:00Z",
      type: "lifecycle.missed",
      subject: "Users/u1/Events",
      time: null,
    },
  ],
  body: '{"value":[{"subscriptionId":"7f105c7d-2dc5-4530-97cd-4e7ae6534c07","subscriptionExpirationDateTime":"2026-01-18T12:30:00Z","clientState":"s3cr3t-clientstate","tenantId":"84bd8158-6d4d-4958-8b9f-9d6445542f95","lifecycleEvent":"missed","resource":"Users/u1/Events"}]}',
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    batch,
    lifecycle,
    refused(batch, {
      kind: "wrong_key",
      title: "refuses a batch of which one item has another clientState",
      body: '{"value":[{"subscriptionId":"7f105c7d-2dc5-4530-97cd-4e7ae6534c07","subscriptionExpirationDateTime":"2026-01-18T12:30:00Z","clientState":"s3cr3t-clientstate","changeType":"created","resource":"Users/u1/Events/AAMk2","tenantId":"84bd8158-6d4d-4958-8b9f-9d6445542f95","resourceData":{"@odata.type":"#Microsoft.Graph.Event","@odata.id":"Users/u1/Events/AAMk2","id":"AAMk2"}},{"subscriptionId":"7f105c7d-2dc5-4530-97cd-4e7ae6534c07","subscriptionExpirationDateTime":"2026-01-18T12:30:00Z","clientState":"guessed","changeType":"updated","resource":"Users/u1/Events/AAMk9","tenantId":"84bd8158-6d4d-4958-8b9f-9d6445542f95","resourceData":{"@odata.type":"#Microsoft.Graph.Event","@odata.id":"Users/u1/Events/AAMk9","id":"AAMk9"}}]}',
      verdict: "invalid_signature",
    }),
    refused(documented, {
      kind: "wrong_key",
      title: "refuses another clientState",
      secret: "another",
      verdict: "invalid_signature",
    }),
    refused(documented, {
      kind: "incomplete",
      title: "refuses a notification without clientState",
      body: '{"value":[{"subscriptionId":"7f105c7d-2dc5-4530-97cd-4e7ae6534c07","subscriptionExpirationDateTime":"2026-01-18T12:30:00Z","changeType":"created","resource":"Users/u1/Events/AAMk2","tenantId":"84bd8158-6d4d-4958-8b9f-9d6445542f95","resourceData":{"@odata.type":"#Microsoft.Graph.Event","@odata.id":"Users/u1/Events/AAMk2","id":"AAMk2"}}]}',
      verdict: "header_missing",
    }),
    refused(documented, {
      kind: "incomplete",
      title: "refuses what is no notification",
      body: "Zoë",
      verdict: "header_missing",
    }),
  ],
  signing: { kind: "token", from: { json: "/value/0/clientState" } },
  handshakes: [
    {
      title: "echoes the validation token, decoded, as plain text",
      method: "POST",
      url: "https://hooks.example.com/webhooks/microsoft-graph/ep_1?validationToken=Validation%3a+Testing+client+application+reachability+for+subscription+Request-Id%3a+1",
      headers: { "content-type": "text/plain; charset=utf-8" },
      body: "",
      verified: false,
      reply: {
        status: 200,
        headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
        body: "Validation: Testing client application reachability for subscription Request-Id: 1",
      },
    },
    {
      title: "takes a notification for an event",
      method: "POST",
      url: "https://hooks.example.com/webhooks/microsoft-graph/ep_1",
      headers: { "content-type": "application/json" },
      body: '{"value":[{"subscriptionId":"7f105c7d-2dc5-4530-97cd-4e7ae6534c07","subscriptionExpirationDateTime":"2026-01-18T12:30:00Z","clientState":"s3cr3t-clientstate","changeType":"created","resource":"Users/u1/Events/AAMk2","tenantId":"84bd8158-6d4d-4958-8b9f-9d6445542f95","resourceData":{"@odata.type":"#Microsoft.Graph.Event","@odata.id":"Users/u1/Events/AAMk2","@odata.etag":"W/\\"é\\"","id":"AAMk2"}},{"subscriptionId":"7f105c7d-2dc5-4530-97cd-4e7ae6534c07","subscriptionExpirationDateTime":"2026-01-18T12:30:00Z","clientState":"s3cr3t-clientstate","changeType":"deleted","resource":"Users/u1/Events/AAMk3","tenantId":"84bd8158-6d4d-4958-8b9f-9d6445542f95","resourceData":{"@odata.type":"#Microsoft.Graph.Event","@odata.id":"Users/u1/Events/AAMk3","id":"AAMk3"}}]}',
      verified: true,
      reply: null,
    },
  ],
  outbound,
};
