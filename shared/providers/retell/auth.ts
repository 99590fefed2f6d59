import { type Auth, bearerApi, type ConnectionRules } from "../define.ts";

export const BASE_URL = "https://api.retellai.com";

export const auth: Auth = {
  kind: "bearer",
  fields: [
    {
      name: "apiKey",
      label: "API key",
      hint: "Retell → Dashboard → API keys.",
      secret: true,
      required: true,
      example: "key_0123456789abcdef0123456789",
    },
  ],
};

export const api = bearerApi(BASE_URL, "apiKey");

/** https://docs.retellai.com/api-references/get-concurrency: no answer names the workspace. */
export const connection: ConnectionRules = {
  validate: ({ credentials, fetch }) =>
    fetch(`${BASE_URL}/get-concurrency`, {
      headers: api.authorize({ credentials }),
    }),
};
