import type { ApiRule, Auth, ConnectionRules } from "../define.ts";

const BASE_URL = "https://api.peopledatalabs.com/v5";

export const auth: Auth = {
  kind: "api_key",
  fields: [
    {
      name: "apiKey",
      label: "API key",
      hint: "dashboard.peopledatalabs.com → API Keys.",
      secret: true,
      required: true,
      example: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    },
  ],
};

/** A header, not the query, which ends in logs. https://docs.peopledatalabs.com/docs/authentication */
export const api: ApiRule = {
  base: () => BASE_URL,
  authorize: ({ credentials }) => ({ "x-api-key": credentials.apiKey ?? "" }),
};

/** https://docs.peopledatalabs.com/docs/autocomplete-api: the one call that costs no credit. */
export const connection: ConnectionRules = {
  validate: (call) =>
    call.fetch(`${BASE_URL}/autocomplete?field=industry&text=soft&size=1`, { headers: api.authorize(call) }),
};
