import { at, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { sendJson, type Trial, trialName } from "../trial.ts";
import { API_VERSION, BASE_URL } from "./auth.ts";

function headersOf({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  return {
    authorization: `Bearer ${credentials.privateIntegrationToken ?? ""}`,
    version: API_VERSION,
  };
}

export const trial: Trial = {
  what: "a contact",
  docs: "https://marketplace.gohighlevel.com/docs/ghl/contacts/create-contact",
  create: (call) =>
    sendJson(call, {
      url: `${BASE_URL}/contacts/`,
      headers: headersOf(call),
      body: {
        locationId: call.credentials.locationId,
        name: trialName(call),
        email: `${call.reference}@example.com`,
      },
    }),
  created: ({ body }) => nameOf(at(body, "contact", "id")),
  remove: (id, call) =>
    call.fetch(`${BASE_URL}/contacts/${encodeURIComponent(id)}`, {
      method: "DELETE",
      headers: headersOf(call),
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://services.leadconnectorhq.com/contacts/",
        headers: { version: "2021-07-28" },
        body: {
          json: {
            locationId: "ve9EPM428h8vShlRW1KT",
            name: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka",
            email: "job_01jz8w3f6he5v8t2q4c0n7x9ka@example.com",
          },
        },
      },
      answer: { status: 201, body: { contact: { id: "con_1" } } },
    },
    id: "con_1",
    remove: {
      request: {
        method: "DELETE",
        url: "https://services.leadconnectorhq.com/contacts/con_1",
        headers: { version: "2021-07-28" },
      },
      answer: { status: 200, body: { succeded: true } },
    },
  },
};
