import { isForm, readForm, readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, dateToMs, idOf, nameOf } from "../../model/read.ts";
import type { SchemeInput } from "../../signatures/scheme.ts";
import type { InboundBody, Webhook } from "../define.ts";

/**
 * One event a body, JSON or a form, whose fields the Zap's author chose; `id` and `type` are read where they are there.
 * @throws UnparsedBody when the body is neither JSON nor a form
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = isForm(body.contentType) ? readForm(body.bytes) : readJson(body.bytes);
  return [
    {
      id: nameOf(body.headers.get("idempotency-key")) ?? idOf(at(data, "id")),
      type: nameOf(at(data, "type")) ?? "event",
      subject: idOf(at(data, "id")),
      time: dateToMs(at(data, "timestamp")),
      data,
    },
  ];
}

const scheme = {
  kind: "token",
  from: [{ header: "x-hook-token" }, { query: "token" }],
} satisfies SchemeInput;

/** https://help.zapier.com/hc/en-us/articles/8496326446989-Send-webhooks-in-Zaps */
export const webhook = {
  secret: {
    label: "Token",
    hint: "A long random text that you choose and send with each request, as the header X-Hook-Token.",
    example: "a-long-random-text-of-your-own",
  },
  headers: ["x-hook-token"],
  scheme,
  events,
  eventTypes: ["event"],
  setup: [
    "Make up a long random token and paste it here.",
    "In the Zap add the action Webhooks by Zapier, POST, and paste the endpoint's URL.",
    "Choose the payload type json and add a header X-Hook-Token with the same text.",
    "Add the fields id and type, so that a replay is recognised and the event has a name.",
    "Test the step and look for the event under Events.",
  ],
} satisfies Webhook;
