import { at, nameOf } from "../../model/read.ts";
import { sendJson, type Trial, trialName } from "../trial.ts";
import { requestHeaders, requestUrl } from "./auth.ts";

export const trial: Trial = {
  what: "a list",
  docs: "https://www.twilio.com/docs/sendgrid/api-reference/lists/create-list",
  create: (call) =>
    sendJson(call, {
      url: requestUrl(call, "/v3/marketing/lists"),
      headers: requestHeaders(call),
      body: { name: trialName(call) },
    }),
  created: ({ body }) => nameOf(at(body, "id")),
  remove: (id, call) =>
    call.fetch(requestUrl(call, `/v3/marketing/lists/${encodeURIComponent(id)}`), {
      method: "DELETE",
      headers: requestHeaders(call),
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://api.sendgrid.com/v3/marketing/lists",
        headers: {},
        body: { json: { name: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka" } },
      },
      answer: {
        status: 201,
        body: {
          id: "ca1b2c3d-0000-4000-8000-000000000001",
          name: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka",
          contact_count: 0,
        },
      },
    },
    id: "ca1b2c3d-0000-4000-8000-000000000001",
    remove: {
      request: {
        method: "DELETE",
        url: "https://api.sendgrid.com/v3/marketing/lists/ca1b2c3d-0000-4000-8000-000000000001",
        headers: {},
      },
      answer: { status: 204, body: "" },
    },
  },
};
