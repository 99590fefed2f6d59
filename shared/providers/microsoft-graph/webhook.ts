import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, composedId, idOf, itemsAt, nameOf } from "../../model/read.ts";
import type { SignedRequest } from "../../signatures/verifier.ts";
import { type InboundBody, type ProtocolReply, textReply, type Webhook } from "../define.ts";
import { effects } from "./effects.ts";
import { prepareGraphVerifier } from "./verifier.ts";

/**
 * A new subscription is validated while it is created: its token is echoed, decoded, as plain text.
 * https://learn.microsoft.com/graph/change-notifications-delivery-webhooks#notificationurl-validation
 */
function handshake({ method, url }: SignedRequest): ProtocolReply | null {
  const token = new URL(url).searchParams.get("validationToken");
  return method === "POST" && token !== null ? textReply(token) : null;
}

function readItem(item: unknown): ProviderEvent {
  const lifecycle = nameOf(at(item, "lifecycleEvent"));
  const subscription = idOf(at(item, "subscriptionId"));
  const change = nameOf(at(item, "changeType"));
  const resource = idOf(at(item, "resourceData", "id"));
  const etag = nameOf(at(item, "resourceData", "@odata.etag"));
  const composed =
    lifecycle === null
      ? composedId([subscription, change, resource, ...(etag === null ? [] : [etag])])
      : composedId([subscription, lifecycle, nameOf(at(item, "subscriptionExpirationDateTime"))]);
  return {
    // a deletion has no etag, but happens once
    id: idOf(at(item, "id")) ?? composed,
    type: nameOf(lifecycle === null ? change : `lifecycle.${lifecycle}`) ?? "unknown",
    subject: nameOf(at(item, "resource")) ?? subscription,
    time: null,
    data: item,
  };
}

/**
 * One event an item: a body is a batch over subscriptions. It says that something changed, never what.
 * https://learn.microsoft.com/graph/api/resources/changenotificationcollection
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  const items = itemsAt(data, "value");
  return (items.length > 0 ? items : [data]).map(readItem);
}

/** https://learn.microsoft.com/graph/change-notifications-delivery-webhooks */
export const webhook = {
  secret: {
    label: "Client state",
    hint: "A long random text of at most 128 characters that you choose and give as clientState of the subscription.",
    example: "a-long-random-text-of-your-own",
  },
  headers: ["authorization"],
  unsigned: true,
  verifier: prepareGraphVerifier,
  handshake,
  unsignedHandshakes: true,
  events,
  effects,
  eventTypes: [
    "created",
    "deleted",
    "lifecycle.missed",
    "lifecycle.reauthorizationRequired",
    "lifecycle.subscriptionRemoved",
    "updated",
  ],
  setup: [
    "Connect the calendar's account, so that what changes in it becomes appointments.",
    "Make up a long random text and paste it here.",
    "Create the subscription by POST https://graph.microsoft.com/v1.0/subscriptions with the same text as clientState.",
    "Give the endpoint's URL as notificationUrl and as lifecycleNotificationUrl: Graph probes both at once.",
    "Renew it before expirationDateTime: for events of Outlook at most 4,200 minutes ahead are safe.",
  ],
} satisfies Webhook;
