import { at } from "../../model/read.ts";
import type { Call } from "../action.ts";
import type { ApiRule, Auth, ConnectionRules } from "../define.ts";

export const BASE_URL = "https://api.openai.com/v1";

export const auth: Auth = {
  kind: "bearer",
  fields: [
    {
      name: "apiKey",
      label: "API key",
      hint: "platform.openai.com → API keys.",
      secret: true,
      required: true,
      example: "sk-proj-exampleExampleExample",
    },
    {
      name: "organization",
      label: "Organization",
      hint: "Settings → Organization → General; for a key of several organizations.",
      secret: false,
      required: false,
      example: "org-example",
    },
    {
      name: "project",
      label: "Project",
      hint: "Settings → Project → General; for a key of several projects.",
      secret: false,
      required: false,
      example: "proj_example",
    },
  ],
};

/** On every request. https://platform.openai.com/docs/api-reference/authentication */
export function requestHeaders({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  const { apiKey = "", organization, project } = credentials;
  return {
    authorization: `Bearer ${apiKey}`,
    ...(organization === undefined ? {} : { "openai-organization": organization }),
    ...(project === undefined ? {} : { "openai-project": project }),
  };
}

export const api: ApiRule = { base: () => BASE_URL, authorize: requestHeaders };

/** https://platform.openai.com/docs/api-reference/models/list: free. */
export const connection: ConnectionRules = {
  validate: (call) => call.fetch(`${BASE_URL}/models`, { headers: requestHeaders(call) }),
  // a restricted key that may not list models; a country that is not served is no matter of the key
  proves: ({ status, body }) =>
    status === 403 && at(body, "error", "code") !== "unsupported_country_region_territory",
};
