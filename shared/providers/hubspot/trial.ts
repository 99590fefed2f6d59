import { at, idOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { sendJson, type Trial, trialName } from "../trial.ts";
import { BASE_URL } from "./auth.ts";

function headersOf({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  return { authorization: `Bearer ${credentials.accessToken ?? ""}` };
}

export const trial: Trial = {
  what: "a contact",
  docs: "https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/basic/post-crm-v3-objects-contacts",
  create: (call) =>
    sendJson(call, {
      url: `${BASE_URL}/crm/v3/objects/contacts`,
      headers: headersOf(call),
      body: {
        properties: { email: `${call.reference}@example.com`, firstname: trialName(call) },
        associations: [],
      },
    }),
  created: ({ body }) => idOf(at(body, "id")),
  remove: (id, call) =>
    call.fetch(`${BASE_URL}/crm/v3/objects/contacts/${encodeURIComponent(id)}`, {
      method: "DELETE",
      headers: headersOf(call),
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://api.hubapi.com/crm/v3/objects/contacts",
        headers: {},
        body: {
          json: {
            properties: {
              email: "job_01jz8w3f6he5v8t2q4c0n7x9ka@example.com",
              firstname: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka",
            },
            associations: [],
          },
        },
      },
      answer: { status: 201, body: { id: "512" } },
    },
    id: "512",
    remove: {
      request: { method: "DELETE", url: "https://api.hubapi.com/crm/v3/objects/contacts/512", headers: {} },
      answer: { status: 204, body: "" },
    },
  },
};
