import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, composedId, idOf, millisecondsToMs, nameOf } from "../../model/read.ts";
import type { InboundBody, Webhook } from "../define.ts";
import { prepareHubSpotVerifier } from "./verifier.ts";

/** HubSpot's eventId is not unique; with all that it is about it is. The number of the attempt is no part of it. */
function idOfEvent(data: unknown): string | null {
  const property = nameOf(at(data, "propertyName"));
  return composedId(
    [
      idOf(at(data, "portalId")),
      idOf(at(data, "subscriptionId")),
      idOf(at(data, "eventId")),
      idOf(at(data, "objectId")) ?? idOf(at(data, "fromObjectId")),
      idOf(at(data, "occurredAt")),
      ...(property === null ? [] : [property]),
    ],
    ":",
  );
}

/**
 * One event an element: a body is a list of up to 100 events of any of the app's accounts. A workflow sends one object.
 * https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const parsed = readJson(body.bytes);
  const items: readonly unknown[] = Array.isArray(parsed) && parsed.length > 0 ? parsed : [parsed];
  return items.map((data) => ({
    id: idOfEvent(data),
    type: nameOf(at(data, "subscriptionType")) ?? nameOf(at(data, "eventType")) ?? "unknown",
    subject: idOf(at(data, "objectId")),
    time: millisecondsToMs(at(data, "occurredAt")),
    data,
  }));
}

/** https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation */
export const webhook = {
  secret: {
    label: "Client secret",
    hint: "Your app → Auth → Client secret; of a private app the same place. One per app, for all accounts.",
    example: "00000000-0000-4000-8000-000000000000",
  },
  headers: [
    "x-hubspot-signature-v3",
    "x-hubspot-request-timestamp",
    "x-hubspot-signature",
    "x-hubspot-signature-version",
  ],
  verifier: prepareHubSpotVerifier,
  events,
  eventTypes: [
    "company.creation",
    "company.deletion",
    "company.propertyChange",
    "contact.associationChange",
    "contact.creation",
    "contact.deletion",
    "contact.merge",
    "contact.privacyDeletion",
    "contact.propertyChange",
    "contact.restore",
    "conversation.creation",
    "conversation.newMessage",
    "deal.creation",
    "deal.deletion",
    "deal.propertyChange",
    "object.creation",
    "ticket.creation",
    "ticket.propertyChange",
  ],
  setup: [
    "Open your app in HubSpot and copy its client secret to here.",
    "Under Webhooks paste the endpoint's URL, without a query, as Target URL.",
    "Create the subscriptions you want, contact.creation for instance, and activate them.",
    "Create a contact in a connected account and look for its event under Events.",
  ],
} satisfies Webhook;
