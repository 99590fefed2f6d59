import { z } from "zod";
import { defineAction } from "../../action.ts";
import { email, phone, request } from "../client.ts";

/** Of events of one profile and metric with the same `unique_id`, here the job's id, Klaviyo keeps the first. */
export const createEvent = defineAction({
  description: "Tells Klaviyo that somebody did something, which can start flows.",
  docs: "https://developers.klaviyo.com/en/reference/create_event",
  input: z
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
    }),
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
          metric: { data: { type: "metric", attributes: { name: given.metric } } },
          profile: {
            data: {
              type: "profile",
              attributes: {
                email: given.email,
                phone_number: given.phone,
                external_id: given.externalId,
              },
            },
          },
          properties: given.properties,
          value: given.value,
          value_currency: given.currency,
          time: given.time,
          unique_id: call.reference,
        },
      },
    }),
  result: () => ({ externalId: null, result: { accepted: true } }),
});
