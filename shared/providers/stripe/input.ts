import { z } from "zod";
import { cardNumberPaths, holdsCardNumber } from "../../model/card-number.ts";

/** The metadata key under which the job's id stands in every object that we make. */
export const REFERENCE_KEY = "causeway_job";

const HOLDS_CARD_NUMBER = "holds a card number, which is never taken";

/** Stripe takes 50 keys; one is ours. https://docs.stripe.com/api/metadata */
const MAX_METADATA_KEYS = 49;

export const metadata = z
  .record(
    z
      .string()
      .max(40)
      .regex(/^[^[\]]+$/, "must have no square brackets"),
    z.string().max(500),
  )
  .refine(
    (values) => Object.keys(values).length <= MAX_METADATA_KEYS,
    `takes up to ${MAX_METADATA_KEYS} keys`,
  )
  .refine((values) => !Object.hasOwn(values, REFERENCE_KEY), `${REFERENCE_KEY} is the platform's own key`);

/** The id of an object of Stripe's, by the prefixes that it may have. */
export function objectId(...prefixes: readonly string[]) {
  return z
    .string()
    .max(255)
    .regex(
      new RegExp(`^(?:${prefixes.join("|")})_\\w+$`),
      `must be an id that Stripe gave: ${prefixes.join("_…, ")}_…`,
    );
}

/** American Express and Diners numbers are that long and begin with 3; the numbers of no country there are. */
const LIKE_A_CARD = /^\+3\d{13,14}$/;

/** A number may pass a card's check digit by chance, so it is told by its form. */
export const phone = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, "must be a number in E.164 form, e.g. +14155550100")
  .refine((number) => !(LIKE_A_CARD.test(number) && holdsCardNumber(number)), HOLDS_CARD_NUMBER);

/** No card number is taken, wherever it stands: cards are entered on Stripe's own pages. */
export function withoutCardNumbers<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.superRefine((value, context) => {
    for (const path of cardNumberPaths(value)) {
      if (path[0] !== "phone") {
        context.addIssue({ code: "custom", path: [...path], message: HOLDS_CARD_NUMBER });
      }
    }
  });
}
