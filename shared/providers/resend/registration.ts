import { at, itemsAt, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import type { RegisteredWebhook, WebhookRegistration } from "../define.ts";
import { BASE_URL, requestHeaders } from "./auth.ts";

function send(call: Call, method: "POST" | "PATCH", path: string, body: unknown): Promise<Response> {
  return call.fetch(`${BASE_URL}${path}`, {
    method,
    headers: { ...requestHeaders(call), "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

function read(webhook: unknown): RegisteredWebhook[] {
  const externalId = nameOf(at(webhook, "id"));
  return externalId === null
    ? []
    : [
        {
          externalId,
          url: nameOf(at(webhook, "endpoint")),
          enabled: at(webhook, "status") === "enabled",
          events: itemsAt(webhook, "events").map(String),
        },
      ];
}

/** https://resend.com/docs/api-reference/webhooks/create-webhook */
export const registration: WebhookRegistration = {
  list: (call) => call.fetch(`${BASE_URL}/webhooks?limit=100`, { headers: requestHeaders(call) }),
  listed: ({ body }) => itemsAt(body, "data").flatMap(read),
  create: ({ url, events }, call) => send(call, "POST", "/webhooks", { endpoint: url, events }),
  created: ({ body }) => {
    const externalId = nameOf(at(body, "id"));
    const secret = nameOf(at(body, "signing_secret"));
    return externalId === null || secret === null ? null : { externalId, secret };
  },
  repair: (externalId, { url, events }, call) =>
    send(call, "PATCH", `/webhooks/${encodeURIComponent(externalId)}`, {
      endpoint: url,
      events,
      status: "enabled",
    }),
  remove: (externalId, call) =>
    call.fetch(`${BASE_URL}/webhooks/${encodeURIComponent(externalId)}`, {
      method: "DELETE",
      headers: requestHeaders(call),
    }),
};
