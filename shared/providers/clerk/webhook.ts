import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, idOf, millisecondsToMs, nameOf, secondsToMs } from "../../model/read.ts";
import {
  messageIdOf,
  STANDARD_WEBHOOKS,
  STANDARD_WEBHOOKS_HEADERS,
} from "../../signatures/standard-webhooks.ts";
import type { InboundBody, Webhook } from "../define.ts";
import { clerkEffects } from "./effects.ts";

/** Below it a number is of seconds. */
const LEAST_MS = 100_000_000_000;

/** Clerk's documents have ms, an example in its specification seconds. */
function timeOf(value: unknown): number | null {
  const ms = millisecondsToMs(value);
  return ms !== null && ms < LEAST_MS ? secondsToMs(value) : ms;
}

/**
 * One event a body; its id is the delivery's, which every retry keeps.
 * https://clerk.com/docs/webhooks/overview
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  return [
    {
      id: nameOf(messageIdOf(body.headers)),
      type: nameOf(at(data, "type")) ?? "unknown",
      subject: idOf(at(data, "data", "id")),
      time: timeOf(at(data, "timestamp")),
      data,
    },
  ];
}

/** https://clerk.com/docs/webhooks/sync-data */
export const webhook = {
  secret: {
    label: "Signing secret",
    hint: "Clerk Dashboard → Configure → Webhooks → the endpoint → Signing Secret.",
    example: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
  },
  headers: STANDARD_WEBHOOKS_HEADERS,
  scheme: STANDARD_WEBHOOKS,
  events,
  effects: clerkEffects,
  eventTypes: [
    "email.created",
    "organization.created",
    "organization.deleted",
    "organization.updated",
    "organizationInvitation.accepted",
    "organizationInvitation.created",
    "organizationInvitation.revoked",
    "organizationMembership.created",
    "organizationMembership.deleted",
    "organizationMembership.updated",
    "role.created",
    "role.deleted",
    "role.updated",
    "session.created",
    "session.ended",
    "session.removed",
    "session.revoked",
    "sms.created",
    "user.created",
    "user.deleted",
    "user.updated",
  ],
  setup: [
    "In Clerk's dashboard open Configure, Webhooks, and add an endpoint.",
    "Paste the endpoint's URL, choose the events and create it.",
    "Copy its signing secret and paste it here.",
    "Send an example from the Testing tab and look for it under Events.",
  ],
} satisfies Webhook;
