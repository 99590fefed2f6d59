import { at, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { sendJson, type Trial, trialName } from "../trial.ts";
import { BASE_URL } from "./auth.ts";

function headersOf({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  return { authorization: `Bearer ${credentials.apiKey ?? ""}` };
}

export const trial: Trial = {
  what: "a set of answers that no agent uses",
  docs: "https://docs.retellai.com/api-references/create-retell-llm",
  create: (call) =>
    sendJson(call, {
      url: `${BASE_URL}/create-retell-llm`,
      headers: headersOf(call),
      body: { general_prompt: trialName(call) },
    }),
  created: ({ body }) => nameOf(at(body, "llm_id")),
  remove: (id, call) =>
    call.fetch(`${BASE_URL}/delete-retell-llm/${encodeURIComponent(id)}`, {
      method: "DELETE",
      headers: headersOf(call),
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://api.retellai.com/create-retell-llm",
        headers: {},
        body: { json: { general_prompt: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka" } },
      },
      answer: { status: 201, body: { llm_id: "llm_1" } },
    },
    id: "llm_1",
    remove: {
      request: { method: "DELETE", url: "https://api.retellai.com/delete-retell-llm/llm_1", headers: {} },
      answer: { status: 204, body: "" },
    },
  },
};
