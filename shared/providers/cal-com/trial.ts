import { at, idOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { sendJson, type Trial } from "../trial.ts";
import { requestUrl } from "./auth.ts";

function headersOf({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  return { authorization: `Bearer ${credentials.apiKey ?? ""}` };
}

export const trial: Trial = {
  what: "a webhook that is switched off",
  docs: "https://cal.com/docs/api-reference/v2/webhooks/create-a-webhook",
  create: (call) =>
    sendJson(call, {
      url: requestUrl(call, "/webhooks"),
      headers: headersOf(call),
      body: {
        active: false,
        subscriberUrl: `https://example.com/${call.reference}`,
        triggers: ["BOOKING_CREATED"],
      },
    }),
  created: ({ body }) => idOf(at(body, "data", "id")),
  remove: (id, call) =>
    call.fetch(requestUrl(call, `/webhooks/${encodeURIComponent(id)}`), {
      method: "DELETE",
      headers: headersOf(call),
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://api.cal.com/v2/webhooks",
        headers: { authorization: "Bearer cal_live_test0test0test0test" },
        body: {
          json: {
            active: false,
            subscriberUrl: "https://example.com/job_01jz8w3f6he5v8t2q4c0n7x9ka",
            triggers: ["BOOKING_CREATED"],
          },
        },
      },
      answer: { status: 201, body: { status: "success", data: { id: "wh_1" } } },
    },
    id: "wh_1",
    remove: {
      request: {
        method: "DELETE",
        url: "https://api.cal.com/v2/webhooks/wh_1",
        headers: { authorization: "Bearer cal_live_test0test0test0test" },
      },
      answer: { status: 200, body: { status: "success", data: { id: "wh_1" } } },
    },
  },
};
