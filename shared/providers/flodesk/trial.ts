import { at, nameOf } from "../../model/read.ts";
import { sendJson, type Trial, trialName } from "../trial.ts";
import { authorization, BASE_URL } from "./auth.ts";

export const trial: Trial = {
  what: "a webhook",
  docs: "https://developers.flodesk.com/#tag/webhook",
  create: (call) =>
    sendJson(call, {
      url: `${BASE_URL}/webhooks`,
      headers: { authorization: authorization(call) },
      body: {
        name: trialName(call),
        post_url: `https://example.com/${call.reference}`,
        events: ["subscriber.created"],
      },
    }),
  created: ({ body }) => nameOf(at(body, "id")),
  remove: (id, call) =>
    call.fetch(`${BASE_URL}/webhooks/${encodeURIComponent(id)}`, {
      method: "DELETE",
      headers: { authorization: authorization(call) },
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://api.flodesk.com/v1/webhooks",
        headers: {},
        body: {
          json: {
            name: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka",
            post_url: "https://example.com/job_01jz8w3f6he5v8t2q4c0n7x9ka",
            events: ["subscriber.created"],
          },
        },
      },
      answer: { status: 200, body: { id: "wh_1" } },
    },
    id: "wh_1",
    remove: {
      request: { method: "DELETE", url: "https://api.flodesk.com/v1/webhooks/wh_1", headers: {} },
      answer: { status: 204, body: "" },
    },
  },
};
