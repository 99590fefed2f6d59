import { at } from "../../model/read.ts";
import type { Call } from "../action.ts";
import type { ApiRule, ConnectionRules } from "../define.ts";

export const BASE_URL = "https://api.resend.com";

/** On every request. Without a User-Agent Resend answers 403 (1010). */
export function requestHeaders({ credentials }: Call): Record<string, string> {
  return { ...api.authorize({ credentials }), ...api.defaults };
}

export const api: ApiRule = {
  base: () => BASE_URL,
  authorize: ({ credentials }) => ({ authorization: `Bearer ${credentials.apiKey ?? ""}` }),
  defaults: { "user-agent": "causeway" },
};

/**
 * https://resend.com/docs/api-reference/domains/list-domains
 *
 * Limits are the team's, but neither a key nor an answer names the team, so each key counts as an account.
 */
export const connection: ConnectionRules = {
  validate: (call) => call.fetch(`${BASE_URL}/domains?limit=1`, { headers: requestHeaders(call) }),
  // a key with sending access alone: good for what we send
  proves: ({ status, body }) => status === 401 && at(body, "name") === "restricted_api_key",
};
