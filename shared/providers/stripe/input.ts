import { z } from "zod";
import { cardNumberPaths } from "../../model/card-number.ts";

/** The metadata key under which the job's id stands in every object that we make. */
export const REFERENCE_KEY = "causeway_job";

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

/** An object of Stripe's. */
export function objectId(prefix: string) {
  return z
    .string()
    .max(255)
    .regex(new RegExp(`^${prefix}_\\w+$`), `must be an id of Stripe's, ${prefix}_…`);
}

/** No card number is taken, wherever it stands: cards are entered on Stripe's own pages. */
export function withoutCardNumbers<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.superRefine((value, context) => {
    for (const path of cardNumberPaths(value)) {
      context.addIssue({
        code: "custom",
        path: [...path],
        message: "holds a card number, which is never taken",
      });
    }
  });
}
