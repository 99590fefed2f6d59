import { at, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { sendJson, type Trial, trialName } from "../trial.ts";
import { API_VERSION, BASE_URL } from "./auth.ts";

function headersOf({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  return { authorization: `Bearer ${credentials.secretKey ?? ""}`, "clerk-api-version": API_VERSION };
}

export const trial: Trial = {
  what: "an organization",
  docs: "https://clerk.com/docs/reference/backend-api/tag/organizations/post/organizations",
  create: (call) =>
    sendJson(call, {
      url: `${BASE_URL}/organizations`,
      headers: headersOf(call),
      body: { name: trialName(call) },
    }),
  created: ({ body }) => nameOf(at(body, "id")),
  remove: (id, call) =>
    call.fetch(`${BASE_URL}/organizations/${encodeURIComponent(id)}`, {
      method: "DELETE",
      headers: headersOf(call),
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://api.clerk.com/v1/organizations",
        headers: { "clerk-api-version": "2026-05-12" },
        body: { json: { name: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka" } },
      },
      answer: {
        status: 200,
        body: { object: "organization", id: "org_1", name: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka" },
      },
    },
    id: "org_1",
    remove: {
      request: {
        method: "DELETE",
        url: "https://api.clerk.com/v1/organizations/org_1",
        headers: { "clerk-api-version": "2026-05-12" },
      },
      answer: { status: 200, body: { object: "organization", id: "org_1", deleted: true } },
    },
  },
};
