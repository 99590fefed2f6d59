import { at, idOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { sendJson, type Trial } from "../trial.ts";
import { prepare } from "./auth.ts";

function contactsPath({ credentials }: Pick<Call, "credentials">): string {
  return credentials.contactsPath ?? "/contacts";
}

export const trial: Trial = {
  what: "a contact",
  docs: "https://www.rfc-editor.org/rfc/rfc9110",
  create: async (call) =>
    await sendJson(call, {
      ...prepare(call, contactsPath(call)),
      body: { email: `${call.reference}@example.com`, firstName: "Causeway", lastName: call.reference },
    }),
  created: ({ body }) =>
    idOf(at(body, "id")) ?? idOf(at(body, "data", "id")) ?? idOf(at(body, "contact", "id")),
  remove: async (id, call) => {
    const { url, headers } = prepare(call, `${contactsPath(call)}/${encodeURIComponent(id)}`);
    return await call.fetch(url, { method: "DELETE", headers });
  },
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://api.crm.example.com/v1/contacts",
        headers: { authorization: "Bearer test-token-0123456789" },
        body: {
          json: {
            email: "job_01jz8w3f6he5v8t2q4c0n7x9ka@example.com",
            firstName: "Causeway",
            lastName: "job_01jz8w3f6he5v8t2q4c0n7x9ka",
          },
        },
      },
      answer: { status: 201, body: { data: { id: 7 } } },
    },
    id: "7",
    remove: {
      request: {
        method: "DELETE",
        url: "https://api.crm.example.com/v1/contacts/7",
        headers: { authorization: "Bearer test-token-0123456789" },
      },
      answer: { status: 204, body: "" },
    },
  },
};
