import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, dateToMs, idOf, nameOf } from "../../model/read.ts";
import {
  messageIdOf,
  STANDARD_WEBHOOKS,
  STANDARD_WEBHOOKS_HEADERS,
} from "../../signatures/standard-webhooks.ts";
import type { InboundBody, Webhook } from "../define.ts";

/**
 * One event a body, which names an object and does not hold it. Its type stands within `data`: the outer one is always
 * `event`.
 * https://platform.claude.com/docs/en/managed-agents/webhooks
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  return [
    {
      id: idOf(at(data, "id")) ?? nameOf(messageIdOf(body.headers)),
      type: nameOf(at(data, "data", "type")) ?? nameOf(at(data, "type")) ?? "unknown",
      subject: idOf(at(data, "data", "id")),
      time: dateToMs(at(data, "created_at")),
      data,
    },
  ];
}

/** https://platform.claude.com/docs/en/managed-agents/webhooks */
export const webhook = {
  secret: {
    label: "Signing key",
    hint: "Claude Console → Manage → Webhooks → the webhook's signing key. Shown once.",
    example: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
  },
  headers: STANDARD_WEBHOOKS_HEADERS,
  scheme: STANDARD_WEBHOOKS,
  events,
  eventTypes: [
    "deployment_run.failed",
    "deployment_run.started",
    "deployment_run.succeeded",
    "session.archived",
    "session.created",
    "session.deleted",
    "session.requires_action",
    "session.status_idled",
    "session.status_rescheduled",
    "session.status_run_started",
    "session.status_terminated",
    "session.updated",
    "vault_credential.archived",
    "vault_credential.created",
    "vault_credential.deleted",
    "vault_credential.refresh_failed",
  ],
  setup: [
    "In the Claude Console open Webhooks and create one with the endpoint's URL.",
    "Choose the events; message batches have none and must be polled.",
    "Copy the signing key, which is shown once, and paste it here.",
    "Start a session and look for session.status_run_started under Events.",
  ],
} satisfies Webhook;
