import { z } from "zod";
import { at, idOf } from "../../../model/read.ts";
import { type ActionResult, defineAction, type ProviderAnswer } from "../../action.ts";
import { callStripe } from "../client.ts";
import { metadata, phone, REFERENCE_KEY, withoutCardNumbers } from "../input.ts";
import { byReference, repeatability } from "../repeatability.ts";

const input = withoutCardNumbers(
  z.strictObject({
    email: z.email().max(512).exactOptional(),
    name: z.string().min(1).max(256).exactOptional(),
    phone: phone.exactOptional(),
    description: z.string().min(1).max(350).exactOptional(),
    metadata: metadata.exactOptional(),
  }),
);

function result({ body }: ProviderAnswer): ActionResult {
  const id = idOf(at(body, "id"));
  return { externalId: id, result: { id } };
}

export const createCustomer = defineAction({
  description: "Creates a customer. Stripe does not keep emails unique: two jobs make two customers.",
  docs: "https://docs.stripe.com/api/customers/create",
  input,
  example: { email: "jane@example.com", name: "Jane Doe", metadata: { external_id: "user_1042" } },
  ...repeatability,
  send: (customer, call) =>
    callStripe(call, (stripe, options) =>
      stripe.customers.create(
        { ...customer, metadata: { ...customer.metadata, [REFERENCE_KEY]: call.reference } },
        { ...options, idempotencyKey: call.reference },
      ),
    ),
  result,
  lookup: {
    docs: "https://docs.stripe.com/api/customers/search",
    ...byReference(
      (query, call) =>
        callStripe(call, (stripe, options) => stripe.customers.search({ query, limit: 1 }, options)),
      result,
    ),
  },
});
