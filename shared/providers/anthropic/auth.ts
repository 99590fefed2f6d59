import { nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import type { ApiRule, Auth, ConnectionRules } from "../define.ts";

export const BASE_URL = "https://api.anthropic.com";
export const API_VERSION = "2026-10-21";

/** The version before the header changed. */
const EARLIER_VERSION = "2023-06-01";

export const auth: Auth = {
  kind: "bearer",
  fields: [
    {
      name: "apiKey",
      label: "API key",
      hint: "Claude Console → API keys.",
      secret: true,
      required: true,
      example: "sk-ant-exampleExampleExample",
    },
    {
      name: "apiVersion",
      label: "API version",
      hint: `Only where your prompts were written for an earlier one; ${API_VERSION} otherwise.`,
      secret: false,
      required: false,
      example: API_VERSION,
      choices: [API_VERSION, EARLIER_VERSION],
    },
  ],
};

/** On every request: the version, and the key in the header of that version. https://platform.claude.com/docs/en/api/versioning */
export function requestHeaders({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  const { apiKey = "", apiVersion = API_VERSION } = credentials;
  return {
    "anthropic-version": apiVersion,
    ...(apiVersion === EARLIER_VERSION ? { "x-api-key": apiKey } : { authorization: `Bearer ${apiKey}` }),
  };
}

export const api: ApiRule = { base: () => BASE_URL, authorize: requestHeaders };

/** https://platform.claude.com/docs/en/api/models-list */
export const connection: ConnectionRules = {
  validate: (call) => call.fetch(`${BASE_URL}/v1/models?limit=1`, { headers: requestHeaders(call) }),
  account: ({ headers }) => {
    const id = nameOf(headers.get("anthropic-organization-id"));
    return id === null ? null : { id, name: null };
  },
};
