import { at, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { sendJson, type Trial, trialName } from "../trial.ts";
import { requestUrl } from "./auth.ts";

function headersOf({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  return { authorization: `Bearer ${credentials.apiKey ?? ""}` };
}

export const trial: Trial = {
  what: "a campaign folder",
  docs: "https://mailchimp.com/developer/marketing/api/campaign-folders/add-campaign-folder/",
  create: (call) =>
    sendJson(call, {
      url: requestUrl(call, "/campaign-folders"),
      headers: headersOf(call),
      body: { name: trialName(call) },
    }),
  created: ({ body }) => nameOf(at(body, "id")),
  remove: (id, call) =>
    call.fetch(requestUrl(call, `/campaign-folders/${encodeURIComponent(id)}`), {
      method: "DELETE",
      headers: headersOf(call),
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://us6.api.mailchimp.com/3.0/campaign-folders",
        headers: { authorization: "Bearer 0123456789abcdef0123456789abcdef-us6" },
        body: { json: { name: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka" } },
      },
      answer: {
        status: 200,
        body: { id: "0a1b2c", name: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka", count: 0 },
      },
    },
    id: "0a1b2c",
    remove: {
      request: {
        method: "DELETE",
        url: "https://us6.api.mailchimp.com/3.0/campaign-folders/0a1b2c",
        headers: { authorization: "Bearer 0123456789abcdef0123456789abcdef-us6" },
      },
      answer: { status: 204, body: "" },
    },
  },
};
