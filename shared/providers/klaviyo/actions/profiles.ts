import { z } from "zod";
import { at, idOf, itemsAt, nameOf } from "../../../model/read.ts";
import { type ActionResult, defineAction, type ProviderAnswer } from "../../action.ts";
import { email, phone, repeatable, request } from "../client.ts";

const name = z.string().max(255).nullable().optional().describe("null empties it.");

const attributes = {
  email: email.optional(),
  phone: phone.optional(),
  externalId: z.string().min(1).max(255).optional().describe("Your own id of the person."),
};

function readProfile(profile: unknown): ActionResult {
  const id = idOf(at(profile, "id"));
  return {
    externalId: id,
    result: {
      id,
      email: nameOf(at(profile, "attributes", "email")),
      phone: nameOf(at(profile, "attributes", "phone_number")),
    },
  };
}

/**
 * Each by itself: profile-bulk-import-jobs takes thousands, but answers with a job in place of the profiles' ids, and
 * says only later, of the whole job, whom it left out (its import-errors).
 */
export const upsertProfile = defineAction({
  description: "Makes a profile or changes the one with that email, number or id; consents stay as they are.",
  docs: "https://developers.klaviyo.com/en/reference/create_or_update_profile",
  input: z
    .strictObject({
      ...attributes,
      firstName: name,
      lastName: name,
      organization: name,
      title: name,
      locale: z.string().min(2).max(35).optional().describe("IETF BCP 47, e.g. en-US."),
      location: z
        .strictObject({ address1: name, address2: name, city: name, region: name, zip: name, country: name })
        .optional(),
      properties: z.record(z.string().min(1).max(255), z.unknown()).optional(),
    })
    .refine((given) => (given.email ?? given.phone ?? given.externalId) !== undefined, {
      error: "is needed, or `phone` or `externalId`",
      path: ["email"],
    }),
  example: { email: "jane@example.com", firstName: "Jane", properties: { plan: "pro" } },
  ...repeatable,
  maxBodyBytes: 100_000,
  send: ({ phone: number, externalId, firstName, lastName, ...rest }, call) =>
    request(call, {
      method: "POST",
      path: "profile-import",
      data: {
        type: "profile",
        attributes: {
          ...rest,
          phone_number: number,
          external_id: externalId,
          first_name: firstName,
          last_name: lastName,
        },
      },
    }),
  result: ({ body }: ProviderAnswer) => readProfile(at(body, "data")),
});

export const findProfile = defineAction({
  description:
    "Finds a profile by email, number or your own id; the result's id is null where there is none.",
  docs: "https://developers.klaviyo.com/en/reference/get_profiles",
  input: z
    .strictObject(attributes)
    .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, {
      error: "is needed, or `phone` or `externalId`, one of them",
      path: ["email"],
    }),
  example: { email: "jane@example.com" },
  ...repeatable,
  send: (given, call) => {
    const fields = { email: given.email, phone_number: given.phone, external_id: given.externalId };
    const filters = Object.entries(fields).flatMap(([field, value]) =>
      // a JSON text is a text of the filter's language
      value === undefined ? [] : [`equals(${field},${JSON.stringify(value)})`],
    );
    return request(call, {
      method: "GET",
      path: `profiles?filter=${encodeURIComponent(filters.join())}`,
    });
  },
  result: ({ body }) => readProfile(itemsAt(body, "data")[0]),
});
