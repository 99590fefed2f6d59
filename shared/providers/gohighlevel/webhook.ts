import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, dateToMs, idOf, nameOf } from "../../model/read.ts";
import type { InboundBody, Webhook } from "../define.ts";
import { effects } from "./effects.ts";
import { prepareHighLevelVerifier } from "./verifier.ts";

/** The object's id: flat in most payloads, one level deeper in those of appointments. */
function subjectOf(data: unknown): string | null {
  return (
    idOf(at(data, "appointment", "id")) ??
    idOf(at(data, "id")) ??
    idOf(at(data, "messageId")) ??
    idOf(at(data, "contactId")) ??
    idOf(at(data, "locationId")) ??
    idOf(at(data, "companyId"))
  );
}

/**
 * One event a body.
 * https://marketplace.gohighlevel.com/docs/category/webhook
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  return [
    {
      id: idOf(at(data, "webhookId")),
      type: nameOf(at(data, "type")) ?? "unknown",
      subject: subjectOf(data),
      time: dateToMs(at(data, "timestamp")),
      data,
    },
  ];
}

/** https://marketplace.gohighlevel.com/docs/webhook/WebhookIntegrationGuide */
export const webhook = {
  secret: {
    label: "Public key",
    hint: "HighLevel's own, the same for every app; replace it here when HighLevel announces another.",
    example: "MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=",
    published: "MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=",
  },
  headers: ["x-ghl-signature", "x-wh-signature"],
  verifier: prepareHighLevelVerifier,
  // any other refusal is final for HighLevel, and too many of them pause the endpoint
  retryStatus: 429,
  events,
  effects,
  eventTypes: [
    "AppointmentCreate",
    "AppointmentDelete",
    "AppointmentUpdate",
    "ContactCreate",
    "ContactDelete",
    "ContactDndUpdate",
    "ContactTagUpdate",
    "ContactUpdate",
    "INSTALL",
    "InboundMessage",
    "NoteCreate",
    "NoteDelete",
    "NoteUpdate",
    "OpportunityCreate",
    "OpportunityDelete",
    "OpportunityMonetaryValueUpdate",
    "OpportunityStageUpdate",
    "OpportunityStatusUpdate",
    "OpportunityUpdate",
    "OutboundMessage",
    "TaskComplete",
    "TaskCreate",
    "TaskDelete",
    "UNINSTALL",
  ],
  setup: [
    "Open your app in HighLevel's marketplace and choose Webhooks under its advanced settings.",
    "Paste the endpoint's URL as default webhook URL and tick the events.",
    "HighLevel's public key is entered here already: a secret need not be copied.",
    "Webhook actions within a workflow are not signed: give them an endpoint of the provider custom with a token.",
  ],
} satisfies Webhook;
