import { at, nameOf } from "../../model/read.ts";
import { type Auth, bearerApi, type ConnectionRules } from "../define.ts";

export const BASE_URL = "https://api.clerk.com/v1";
export const API_VERSION = "2026-05-12";

export const auth: Auth = {
  kind: "bearer",
  fields: [
    {
      name: "secretKey",
      label: "Secret key",
      hint: "Clerk Dashboard → Configure → API keys → Secret keys.",
      secret: true,
      required: true,
      example: "sk_test_exampleExampleExampleExample",
      pattern: "sk_(?:test|live)_.+",
    },
    {
      name: "publishableKey",
      label: "Publishable key",
      hint: "The same place; it names the host that issues your sessions.",
      secret: false,
      required: false,
      example: "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k",
      pattern: "pk_(?:test|live)_.+",
    },
  ],
};

export const api = bearerApi(BASE_URL, "secretKey", { "clerk-api-version": API_VERSION });

/** https://clerk.com/docs/reference/backend-api/tag/instance-settings/get/instance */
export const connection: ConnectionRules = {
  validate: ({ credentials, fetch }) =>
    fetch(`${BASE_URL}/instance`, {
      headers: {
        ...api.authorize({ credentials }),
        "clerk-api-version": API_VERSION,
      },
    }),
  account: ({ body }) => {
    const id = nameOf(at(body, "id"));
    return id === null ? null : { id, name: nameOf(at(body, "environment_type")) };
  },
};
