import { at, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { sendJson, type Trial, trialName } from "../trial.ts";
import { API_VERSION, requestUrl } from "./auth.ts";

function headersOf({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  return { authorization: `Bearer ${credentials.accessToken ?? ""}`, "square-version": API_VERSION };
}

export const trial: Trial = {
  what: "a customer",
  docs: "https://developer.squareup.com/reference/square/customers-api/create-customer",
  create: (call) =>
    sendJson(call, {
      url: requestUrl(call, "/customers"),
      headers: headersOf(call),
      body: { idempotency_key: call.reference, company_name: trialName(call), reference_id: call.reference },
    }),
  created: ({ body }) => nameOf(at(body, "customer", "id")),
  remove: (id, call) =>
    call.fetch(requestUrl(call, `/customers/${encodeURIComponent(id)}`), {
      method: "DELETE",
      headers: headersOf(call),
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://connect.squareup.com/v2/customers",
        headers: { "square-version": "2026-09-16" },
        body: {
          json: {
            idempotency_key: "job_01jz8w3f6he5v8t2q4c0n7x9ka",
            company_name: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka",
            reference_id: "job_01jz8w3f6he5v8t2q4c0n7x9ka",
          },
        },
      },
      answer: { status: 200, body: { customer: { id: "CUST1" } } },
    },
    id: "CUST1",
    remove: {
      request: {
        method: "DELETE",
        url: "https://connect.squareup.com/v2/customers/CUST1",
        headers: { "square-version": "2026-09-16" },
      },
      answer: { status: 200, body: {} },
    },
  },
};
