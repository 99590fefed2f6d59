import { at, nameOf } from "../../model/read.ts";
import { sendJson, type Trial } from "../trial.ts";
import { BASE_URL, requestHeaders } from "./auth.ts";

export const trial: Trial = {
  what: "a contact",
  docs: "https://resend.com/docs/api-reference/contacts/create-contact",
  create: (call) =>
    sendJson(call, {
      url: `${BASE_URL}/contacts`,
      headers: requestHeaders(call),
      body: { email: `${call.reference}@example.com`, unsubscribed: true },
    }),
  created: ({ body }) => nameOf(at(body, "id")),
  remove: (id, call) =>
    call.fetch(`${BASE_URL}/contacts/${encodeURIComponent(id)}`, {
      method: "DELETE",
      headers: requestHeaders(call),
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://api.resend.com/contacts",
        headers: {},
        body: { json: { email: "job_01jz8w3f6he5v8t2q4c0n7x9ka@example.com", unsubscribed: true } },
      },
      answer: { status: 201, body: { object: "contact", id: "479e3145-dd38-476b-932c-529ceb705947" } },
    },
    id: "479e3145-dd38-476b-932c-529ceb705947",
    remove: {
      request: {
        method: "DELETE",
        url: "https://api.resend.com/contacts/479e3145-dd38-476b-932c-529ceb705947",
        headers: {},
      },
      answer: { status: 200, body: { object: "contact", deleted: true } },
    },
  },
};
