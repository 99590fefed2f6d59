import { at, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { sendJson, type Trial, trialName } from "../trial.ts";
import { accountOf, requestUrl } from "./auth.ts";

function headersOf({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  return { authorization: `Bearer ${credentials.accessToken ?? ""}` };
}

export const trial: Trial = {
  what: "an audience without members",
  docs: "https://developers.facebook.com/docs/marketing-api/reference/ad-account/customaudiences",
  create: async (call) =>
    await sendJson(call, {
      url: await requestUrl(call, `/act_${accountOf(call)}/customaudiences`),
      headers: headersOf(call),
      body: { name: trialName(call), subtype: "CUSTOM", customer_file_source: "USER_PROVIDED_ONLY" },
    }),
  created: ({ body }) => nameOf(at(body, "id")),
  remove: async (id, call) =>
    await call.fetch(await requestUrl(call, `/${encodeURIComponent(id)}`), {
      method: "DELETE",
      headers: headersOf(call),
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://graph.facebook.com/v25.0/act_1234567890123456/customaudiences",
        headers: { authorization: "Bearer EAATESTtestTESTtest" },
        body: {
          json: {
            name: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka",
            subtype: "CUSTOM",
            customer_file_source: "USER_PROVIDED_ONLY",
          },
        },
      },
      answer: { status: 200, body: { id: "23850000000000001" } },
    },
    id: "23850000000000001",
    remove: {
      request: {
        method: "DELETE",
        url: "https://graph.facebook.com/v25.0/23850000000000001",
        headers: { authorization: "Bearer EAATESTtestTESTtest" },
      },
      answer: { status: 200, body: { success: true } },
    },
  },
};
