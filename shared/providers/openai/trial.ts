import { at, nameOf } from "../../model/read.ts";
import { sendJson, type Trial, trialName } from "../trial.ts";
import { BASE_URL, requestHeaders } from "./auth.ts";

export const trial: Trial = {
  what: "an empty vector store",
  docs: "https://platform.openai.com/docs/api-reference/vector-stores/create",
  create: (call) =>
    sendJson(call, {
      url: `${BASE_URL}/vector_stores`,
      headers: requestHeaders(call),
      body: { name: trialName(call) },
    }),
  created: ({ body }) => nameOf(at(body, "id")),
  remove: (id, call) =>
    call.fetch(`${BASE_URL}/vector_stores/${encodeURIComponent(id)}`, {
      method: "DELETE",
      headers: requestHeaders(call),
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://api.openai.com/v1/vector_stores",
        headers: {},
        body: { json: { name: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka" } },
      },
      answer: { status: 200, body: { id: "vs_1", object: "vector_store" } },
    },
    id: "vs_1",
    remove: {
      request: { method: "DELETE", url: "https://api.openai.com/v1/vector_stores/vs_1", headers: {} },
      answer: { status: 200, body: { id: "vs_1", object: "vector_store.deleted", deleted: true } },
    },
  },
};
