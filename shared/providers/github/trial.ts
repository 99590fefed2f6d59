import { at, nameOf } from "../../model/read.ts";
import { sendJson, type Trial, trialName } from "../trial.ts";
import { BASE_URL, requestHeaders } from "./auth.ts";

export const trial: Trial = {
  what: "a secret gist",
  docs: "https://docs.github.com/rest/gists/gists#create-a-gist",
  create: (call) =>
    sendJson(call, {
      url: `${BASE_URL}/gists`,
      headers: requestHeaders(call),
      body: {
        description: trialName(call),
        public: false,
        files: { "causeway.txt": { content: trialName(call) } },
      },
    }),
  created: ({ body }) => nameOf(at(body, "id")),
  remove: (id, call) =>
    call.fetch(`${BASE_URL}/gists/${encodeURIComponent(id)}`, {
      method: "DELETE",
      headers: requestHeaders(call),
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://api.github.com/gists",
        headers: { "x-github-api-version": "2022-11-28" },
        body: {
          json: {
            description: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka",
            public: false,
            files: { "causeway.txt": { content: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka" } },
          },
        },
      },
      answer: { status: 201, body: { id: "aa5a315d61ae9438b18d" } },
    },
    id: "aa5a315d61ae9438b18d",
    remove: {
      request: {
        method: "DELETE",
        url: "https://api.github.com/gists/aa5a315d61ae9438b18d",
        headers: { "x-github-api-version": "2022-11-28" },
      },
      answer: { status: 204, body: "" },
    },
  },
};
