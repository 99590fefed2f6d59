import { at, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { sendJson, type Trial, trialName } from "../trial.ts";
import { requestUrl } from "./auth.ts";

function headersOf({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  return { authorization: `Bearer ${credentials.accessToken ?? ""}` };
}

export const trial: Trial = {
  what: "a contact",
  docs: "https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_sobject_create.htm",
  create: (call) =>
    sendJson(call, {
      url: requestUrl(call, "/sobjects/Contact"),
      headers: headersOf(call),
      body: { LastName: trialName(call) },
    }),
  created: ({ body }) => nameOf(at(body, "id")),
  remove: (id, call) =>
    call.fetch(requestUrl(call, `/sobjects/Contact/${encodeURIComponent(id)}`), {
      method: "DELETE",
      headers: headersOf(call),
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://acme.my.salesforce.com/services/data/v66.0/sobjects/Contact",
        headers: { authorization: "Bearer 00Dx0000000BV7z!TESTtest" },
        body: { json: { LastName: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka" } },
      },
      answer: { status: 201, body: { id: "003x000000000001AAA", success: true, errors: [] } },
    },
    id: "003x000000000001AAA",
    remove: {
      request: {
        method: "DELETE",
        url: "https://acme.my.salesforce.com/services/data/v66.0/sobjects/Contact/003x000000000001AAA",
        headers: { authorization: "Bearer 00Dx0000000BV7z!TESTtest" },
      },
      answer: { status: 204, body: "" },
    },
  },
};
