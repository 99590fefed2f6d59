import { at, itemsAt, nameOf } from "../../model/read.ts";
import type { RegisteredWebhook, WebhookRegistration } from "../define.ts";
import { API_VERSION, callStripe } from "./client.ts";

function read(webhook: unknown): RegisteredWebhook[] {
  const externalId = nameOf(at(webhook, "id"));
  return externalId === null
    ? []
    : [
        {
          externalId,
          url: nameOf(at(webhook, "url")),
          enabled: at(webhook, "status") === "enabled",
          events: itemsAt(webhook, "enabled_events").map(String),
        },
      ];
}

/** https://docs.stripe.com/api/webhook_endpoints */
export const registration: WebhookRegistration = {
  list: (call) =>
    callStripe(call, (stripe, options) => stripe.webhookEndpoints.list({ limit: 100 }, options)),
  listed: ({ body }) => itemsAt(body, "data").flatMap(read),
  create: ({ url, events }, call) =>
    callStripe(call, (stripe, options) =>
      stripe.webhookEndpoints.create(
        { url, enabled_events: eventsOf(events), api_version: API_VERSION },
        { ...options, idempotencyKey: call.reference },
      ),
    ),
  created: ({ body }) => {
    const externalId = nameOf(at(body, "id"));
    const secret = nameOf(at(body, "secret"));
    return externalId === null || secret === null ? null : { externalId, secret };
  },
  repair: (externalId, { url, events }, call) =>
    callStripe(call, (stripe, options) =>
      stripe.webhookEndpoints.update(
        externalId,
        { url, enabled_events: eventsOf(events), disabled: false },
        options,
      ),
    ),
  remove: (externalId, call) =>
    callStripe(call, (stripe, options) => stripe.webhookEndpoints.del(externalId, {}, options)),
};

/** Stripe's package lists the types that it knows; accounts may have others. */
function eventsOf(events: readonly string[]): "*"[] {
  return [...events] as "*"[];
}
