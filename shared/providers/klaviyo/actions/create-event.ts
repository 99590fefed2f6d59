import { z } from "zod";
import { defineAction, type Item } from "../../action.ts";
import { email, phone, request } from "../client.ts";
import { ACCEPTED, accepted, blamedFor, sameForAll } from "../together.ts";

const input = z
  .strictObject({
    metric: z.string().min(1).max(128),
    email: email.optional(),
    phone: phone.optional(),
    externalId: z.string().min(1).max(255).optional(),
    properties: z.record(z.string().min(1).max(255), z.unknown()).default({}),
    value: z.number().optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, "must be an ISO 4217 code")
      .optional(),
    time: z.iso.datetime({ offset: true }).optional(),
  })
  .refine((given) => (given.email ?? given.phone ?? given.externalId) !== undefined, {
    error: "is needed, or `phone` or `externalId`",
    path: ["email"],
  })
  .refine(({ value, currency }) => currency === undefined || value !== undefined, {
    error: "is needed where there is a `currency`",
    path: ["value"],
  });
type Happening = z.output<typeof input>;

function profileOf(given: Happening) {
  return {
    data: {
      type: "profile",
      attributes: { email: given.email, phone_number: given.phone, external_id: given.externalId },
    },
  };
}

function attributesOf({ input: given, reference }: Item<Happening>) {
  return {
    metric: { data: { type: "metric", attributes: { name: given.metric } } },
    properties: given.properties,
    value: given.value,
    value_currency: given.currency,
    time: given.time,
    unique_id: reference,
  };
}

/** Of events of one profile and metric with the same `unique_id`, here the job's id, Klaviyo keeps the first. */
export const createEvent = defineAction({
  description: "Tells Klaviyo that somebody did something, which can start flows.",
  docs: "https://developers.klaviyo.com/en/reference/create_event",
  input,
  example: { metric: "Booked", email: "jane@example.com", properties: { seats: 2 }, value: 19.9 },
  idempotency: "key",
  onUncertain: "resend",
  send: (given, call) =>
    request(call, {
      method: "POST",
      path: "events",
      data: {
        type: "event",
        attributes: {
          ...attributesOf({ input: given, reference: call.reference }),
          profile: profileOf(given),
        },
      },
    }),
  result: accepted,
  batch: {
    docs: "https://developers.klaviyo.com/en/reference/bulk_create_events",
    max: 1_000,
    // 150 requests a minute of several are worth 3,500 of one from here on
    min: 24,
    limitClass: "createEvents",
    takes: () => true,
    // each has its own `unique_id`, whoever it is about
    independent: { about: () => [] },
    send: (items, call) =>
      request(call, {
        method: "POST",
        path: "event-bulk-create-jobs",
        data: {
          type: "event-bulk-create-job",
          attributes: {
            "events-bulk-create": {
              data: items.map((item) => ({
                type: "event-bulk-create",
                attributes: {
                  profile: profileOf(item.input),
                  events: { data: [{ type: "event", attributes: attributesOf(item) }] },
                },
              })),
            },
          },
        },
      }),
    results: sameForAll(ACCEPTED),
    blamed: blamedFor<Happening>("/data/attributes/events-bulk-create/data", () => 1),
  },
});
