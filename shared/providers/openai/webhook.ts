import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, idOf, nameOf, secondsToMs } from "../../model/read.ts";
import {
  messageIdOf,
  STANDARD_WEBHOOKS,
  STANDARD_WEBHOOKS_HEADERS,
} from "../../signatures/standard-webhooks.ts";
import type { InboundBody, Webhook } from "../define.ts";

/**
 * One event a body, which names an object and does not hold it; its id is the delivery's, which every retry keeps.
 * https://platform.openai.com/docs/guides/webhooks
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  return [
    {
      id: nameOf(messageIdOf(body.headers)),
      type: nameOf(at(data, "type")) ?? "unknown",
      subject: idOf(at(data, "data", "id")) ?? idOf(at(data, "data", "call_id")),
      time: secondsToMs(at(data, "created_at")),
      data,
    },
  ];
}

/** https://platform.openai.com/docs/guides/webhooks#verifying-webhook-signatures */
export const webhook = {
  secret: {
    label: "Signing secret",
    hint: "Platform → Settings → Project → Webhooks. Shown once, when the webhook is created.",
    example: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
  },
  headers: STANDARD_WEBHOOKS_HEADERS,
  scheme: STANDARD_WEBHOOKS,
  events,
  eventTypes: [
    "batch.cancelled",
    "batch.completed",
    "batch.expired",
    "batch.failed",
    "eval.run.canceled",
    "eval.run.failed",
    "eval.run.succeeded",
    "fine_tuning.job.cancelled",
    "fine_tuning.job.failed",
    "fine_tuning.job.succeeded",
    "realtime.call.incoming",
    "response.cancelled",
    "response.completed",
    "response.failed",
    "response.incomplete",
  ],
  setup: [
    "On platform.openai.com open the project's settings and choose Webhooks.",
    "Create a webhook with the endpoint's URL and choose the events.",
    "Copy the signing secret, which is shown once, and paste it here.",
    "Send a test event and look for it under Events.",
  ],
} satisfies Webhook;
