import { at, nameOf } from "../../model/read.ts";
import { type Trial, trialName } from "../trial.ts";
import { callStripe } from "./client.ts";

export const trial: Trial = {
  what: "a customer",
  docs: "https://docs.stripe.com/api/customers/create",
  create: (call) =>
    callStripe(call, (stripe, options) => stripe.customers.create({ description: trialName(call) }, options)),
  created: ({ body }) => nameOf(at(body, "id")),
  remove: (id, call) => callStripe(call, (stripe, options) => stripe.customers.del(id, {}, options)),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://api.stripe.com/v1/customers",
        headers: {},
        body: { form: [["description", "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka"]] },
      },
      answer: { status: 200, body: { id: "cus_1", object: "customer" } },
    },
    id: "cus_1",
    remove: {
      request: { method: "DELETE", url: "https://api.stripe.com/v1/customers/cus_1", headers: {} },
      answer: { status: 200, body: { id: "cus_1", object: "customer", deleted: true } },
    },
  },
};
