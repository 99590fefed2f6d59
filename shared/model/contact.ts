import { z } from "zod";
import { channelSchema } from "./channel.ts";
import { timezoneSchema } from "./organization.ts";

const MAX_TAGS = 200;
const MAX_CUSTOM_FIELDS = 200;
const MAX_IDENTITIES = 20;

/** BCP 47, as Intl takes it. */
const localeSchema = z.string().refine(
  (text) => {
    try {
      return Intl.getCanonicalLocales(text).length === 1;
    } catch {
      return false;
    }
  },
  { error: "must be a language tag, e.g. de or pt-BR" },
);

const name = z.string().trim().min(1).max(200).nullable();
const tag = z.string().trim().min(1).max(100);
const customValue = z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()], {
  error: "must be a text of up to 2000 characters, a number, true, false or null",
});

export const customFieldsSchema = z
  .record(z.string().min(1).max(100), customValue)
  .refine((fields) => Object.keys(fields).length <= MAX_CUSTOM_FIELDS, {
    error: `must have at most ${MAX_CUSTOM_FIELDS} fields`,
  });
export type CustomFields = z.infer<typeof customFieldsSchema>;

/** What a contact is said to be, by the API and by a line of an import alike. */
export const contactFields = {
  firstName: name,
  lastName: name,
  company: name,
  tags: z
    .array(tag)
    .max(MAX_TAGS)
    .transform((tags) => [...new Set(tags)]),
  customFields: customFieldsSchema,
  locale: localeSchema.nullable(),
  timezone: timezoneSchema.nullable(),
};

const address = z.string().min(1).max(320);

export const identitySchema = z.strictObject({ channel: channelSchema, address });

/** Where a contact is reached: `email` and `phone` are short for identities of the channels email and sms. */
export const contactAddresses = {
  email: address.nullable(),
  phone: address.nullable(),
  identities: z.array(identitySchema).max(MAX_IDENTITIES),
};
