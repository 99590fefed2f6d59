import { z } from "zod";
import { at, idOf, itemsAt, nameOf } from "../../../model/read.ts";
import { type ActionResult, defineAction, type ProviderAnswer } from "../../action.ts";
import { repeatable, request, segmentIds, subscriber, subscriberPath } from "../client.ts";

const docs = "https://developers.flodesk.com/#tag/subscriber";

function readSubscriber({ body }: ProviderAnswer): ActionResult {
  const id = idOf(at(body, "id"));
  return {
    externalId: id,
    result: {
      id,
      status: nameOf(at(body, "status")),
      segments: itemsAt(body, "segments").flatMap((segment) => idOf(at(segment, "id")) ?? []),
    },
  };
}

export const upsertSubscriber = defineAction({
  description:
    "Makes a subscriber or changes the one with that address; who unsubscribed stays unsubscribed.",
  docs,
  input: z.strictObject({
    email: z.email().max(254),
    firstName: z.string().max(255).optional(),
    lastName: z.string().max(255).optional(),
    customFields: z
      .record(z.string().min(1).max(255), z.string().max(1_000))
      .optional()
      .describe("By their keys; values are texts."),
    segmentIds: segmentIds.optional(),
    doubleOptIn: z.boolean().optional().describe("Flodesk asks them by email first."),
    optInIp: z.union([z.ipv4(), z.ipv6()]).optional().describe("From where they consented."),
    optInAt: z.iso.datetime({ offset: true }).optional().describe("When they consented."),
  }),
  example: { email: "jane@example.com", firstName: "Jane", customFields: { city: "Berlin" } },
  ...repeatable,
  send: (given, call) =>
    request(call, {
      method: "POST",
      path: "/subscribers",
      body: {
        email: given.email,
        first_name: given.firstName,
        last_name: given.lastName,
        custom_fields: given.customFields,
        segment_ids: given.segmentIds,
        double_optin: given.doubleOptIn,
        optin_ip: given.optInIp,
        optin_timestamp: given.optInAt,
      },
    }),
  result: readSubscriber,
});

export const findSubscriber = defineAction({
  description: "Gets a subscriber's status and segments; refused where there is none.",
  docs,
  input: z.strictObject({ subscriber }),
  example: { subscriber: "jane@example.com" },
  ...repeatable,
  send: ({ subscriber: who }, call) => request(call, { method: "GET", path: subscriberPath(who) }),
  result: readSubscriber,
});

export const unsubscribeSubscriber = defineAction({
  description:
    "Unsubscribes somebody from everything, which Flodesk's API cannot undo; nothing is done for who is no subscriber.",
  docs,
  input: z.strictObject({ subscriber }),
  example: { subscriber: "jane@example.com" },
  ...repeatable,
  send: ({ subscriber: who }, call) =>
    request(call, { method: "POST", path: subscriberPath(who, "/unsubscribe") }),
  isDone: ({ status }) => status === 404,
  result: readSubscriber,
});

const placed = z.strictObject({ subscriber, segmentIds });
const placedExample = { subscriber: "jane@example.com", segmentIds: ["seg_001"] };

export const addToSegments = defineAction({
  description: "Puts a subscriber into segments.",
  docs,
  input: placed,
  example: placedExample,
  ...repeatable,
  send: ({ subscriber: who, segmentIds: segments }, call) =>
    request(call, {
      method: "POST",
      path: subscriberPath(who, "/segments"),
      body: { segment_ids: segments },
    }),
  result: readSubscriber,
});

export const removeFromSegments = defineAction({
  description: "Takes a subscriber out of segments.",
  docs,
  input: placed,
  example: placedExample,
  ...repeatable,
  send: ({ subscriber: who, segmentIds: segments }, call) =>
    request(call, {
      method: "DELETE",
      path: subscriberPath(who, "/segments"),
      body: { segment_ids: segments },
    }),
  result: readSubscriber,
});
