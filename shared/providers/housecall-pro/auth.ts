import type { Outcome } from "../../model/outcome.ts";
import type { ProviderAnswer } from "../action.ts";
import type { ApiRule, Auth, ConnectionRules } from "../define.ts";

export const BASE_URL = "https://api.housecallpro.com";

export const auth: Auth = {
  kind: "api_key",
  fields: [
    {
      name: "apiKey",
      label: "API key",
      hint: "Housecall Pro → My apps → API key management; an account on the plan MAX is needed.",
      secret: true,
      required: true,
      example: "0123456789abcdef0123456789abcdef",
    },
  ],
};

/** 403: the plan was lowered, which ends its keys as well. */
export function classify({ status }: ProviderAnswer): Outcome | null {
  return status === 403
    ? {
        kind: "reauthorise",
        code: "http_403",
        message: "Housecall Pro no longer takes the key; it needs an account on the plan MAX.",
      }
    : null;
}

export const api: ApiRule = {
  base: () => BASE_URL,
  authorize: ({ credentials }) => ({ authorization: `Token ${credentials.apiKey ?? ""}` }),
};

/** https://docs.housecallpro.com: the scheme's word is Token. No answer names the account. */
export const connection: ConnectionRules = {
  validate: ({ credentials, fetch }) =>
    fetch(`${BASE_URL}/customers?page_size=1`, {
      headers: api.authorize({ credentials }),
    }),
};
