import { at, nameOf } from "../../model/read.ts";
import { sendJson, type Trial, trialName } from "../trial.ts";
import { BASE_URL, requestHeaders } from "./auth.ts";

export const trial: Trial = {
  what: "a list",
  docs: "https://developers.klaviyo.com/en/reference/create_list",
  create: (call) =>
    sendJson(call, {
      url: `${BASE_URL}/api/lists`,
      headers: requestHeaders(call),
      body: { data: { type: "list", attributes: { name: trialName(call) } } },
    }),
  created: ({ body }) => nameOf(at(body, "data", "id")),
  remove: (id, call) =>
    call.fetch(`${BASE_URL}/api/lists/${encodeURIComponent(id)}`, {
      method: "DELETE",
      headers: requestHeaders(call),
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://a.klaviyo.com/api/lists",
        headers: { revision: "2026-07-15" },
        body: {
          json: { data: { type: "list", attributes: { name: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka" } } },
        },
      },
      answer: { status: 201, body: { data: { type: "list", id: "Y6nRLr" } } },
    },
    id: "Y6nRLr",
    remove: {
      request: {
        method: "DELETE",
        url: "https://a.klaviyo.com/api/lists/Y6nRLr",
        headers: { revision: "2026-07-15" },
      },
      answer: { status: 204, body: "" },
    },
  },
};
