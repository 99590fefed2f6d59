import { z } from "zod";
import { at, idOf, integerOf, nameOf } from "../../../model/read.ts";
import { type ActionResult, defineAction, type ProviderAnswer } from "../../action.ts";
import { callStripe } from "../client.ts";
import { metadata, objectId, REFERENCE_KEY, withoutCardNumbers } from "../input.ts";
import { byReference, repeatability } from "../repeatability.ts";

/** Twelve digits, in the currencies of the smallest value; for most Stripe takes eight. */
const MAX_AMOUNT = 999_999_999_999;

const input = withoutCardNumbers(
  z
    .strictObject({
      amount: z
        .int()
        .min(1)
        .max(MAX_AMOUNT)
        .describe("In the currency's minor units: 1250 is 12.50 €, or ¥1250."),
      currency: z
        .string()
        .regex(/^[A-Za-z]{3}$/, "must be a currency's three letters (ISO 4217)")
        .describe("ISO 4217."),
      customer: objectId("cus").exactOptional(),
      paymentMethod: objectId("pm", "card", "ba", "src").exactOptional(),
      confirm: z.boolean().exactOptional().describe("Charge `paymentMethod` at once."),
      offSession: z.boolean().exactOptional().describe("The customer is not there to authenticate."),
      description: z.string().min(1).max(1_000).exactOptional(),
      metadata: metadata.exactOptional(),
    })
    .refine(({ confirm, paymentMethod }) => confirm !== true || paymentMethod !== undefined, {
      error: "is needed to confirm",
      path: ["paymentMethod"],
    })
    .refine(({ confirm, offSession }) => offSession !== true || confirm === true, {
      error: "takes effect only with `confirm`",
      path: ["offSession"],
    }),
);

/** The client secret would let its holder pay and read the intent: who needs it asks Stripe for it. */
function result({ body }: ProviderAnswer): ActionResult {
  const id = idOf(at(body, "id"));
  return {
    externalId: id,
    result: {
      id,
      status: nameOf(at(body, "status")),
      amount: integerOf(at(body, "amount")),
      currency: nameOf(at(body, "currency")),
    },
  };
}

export const createPaymentIntent = defineAction({
  description:
    "Creates a payment intent for the payment methods that the account has switched on; with `confirm` it charges a saved one.",
  docs: "https://docs.stripe.com/api/payment_intents/create",
  input,
  example: {
    amount: 1250,
    currency: "eur",
    description: "Coaching hour",
    metadata: { order: "1042" },
  },
  ...repeatability,
  amount: ({ amount, currency }) => ({ minorUnits: amount, currency: currency.toUpperCase() }),
  send: ({ amount, currency, paymentMethod, offSession, ...intent }, call) =>
    callStripe(call, (stripe, options) =>
      stripe.paymentIntents.create(
        {
          ...intent,
          amount,
          currency: currency.toLowerCase(),
          ...(paymentMethod === undefined ? {} : { payment_method: paymentMethod }),
          ...(offSession === undefined ? {} : { off_session: offSession }),
          // at once, there is no page to come back to
          automatic_payment_methods:
            intent.confirm === true ? { enabled: true, allow_redirects: "never" } : { enabled: true },
          metadata: { ...intent.metadata, [REFERENCE_KEY]: call.reference },
        },
        { ...options, idempotencyKey: call.reference },
      ),
    ),
  result,
  lookup: {
    docs: "https://docs.stripe.com/api/payment_intents/search",
    ...byReference(
      (query, call) =>
        callStripe(call, (stripe, options) => stripe.paymentIntents.search({ query, limit: 1 }, options)),
      result,
    ),
  },
});
