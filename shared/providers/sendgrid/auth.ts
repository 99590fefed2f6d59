import type { Call } from "../action.ts";
import { type Auth, bearerApi, type ConnectionRules } from "../define.ts";

export const BASE_URL = "https://api.sendgrid.com";

/** Of subusers whose data stays in the EU. */
const EU_URL = "https://api.eu.sendgrid.com";

export const auth: Auth = {
  kind: "bearer",
  fields: [
    {
      name: "apiKey",
      label: "API key",
      hint: "Settings → API Keys → Create API Key, with Mail Send and the scopes of what else you use.",
      secret: true,
      required: true,
      example: "SG.ExampleExampleExample0.ExampleExampleExampleExampleExampleExample0",
    },
    {
      name: "region",
      label: "Region",
      hint: "global, or eu for a subuser whose data stays in the EU.",
      secret: false,
      required: false,
      example: "global",
      choices: ["global", "eu"],
    },
    {
      name: "fromEmail",
      label: "Sender address",
      hint: "An address of an authenticated domain or a verified single sender.",
      secret: false,
      required: false,
      example: "hello@mail.example.com",
    },
    {
      name: "fromName",
      label: "Sender name",
      hint: "The name shown beside the sender address.",
      secret: false,
      required: false,
      example: "Acme",
    },
    {
      name: "replyTo",
      label: "Reply-to address",
      hint: "Where replies go, if not to the sender address.",
      secret: false,
      required: false,
      example: "support@example.com",
    },
  ],
};

/** A path of the API in the region of the key. */
export function requestUrl({ credentials }: Pick<Call, "credentials">, path: string): string {
  return `${credentials.region === "eu" ? EU_URL : BASE_URL}${path}`;
}

/** The credential as every request shows it. */
export function requestHeaders({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  return { authorization: `Bearer ${credentials.apiKey ?? ""}` };
}

export const api = bearerApi((call) => requestUrl(call, ""), "apiKey");

/** https://www.twilio.com/docs/sendgrid/api-reference/api-key-permissions: the key's scopes; they do not say whose it is. */
export const connection: ConnectionRules = {
  validate: (call) => call.fetch(requestUrl(call, "/v3/scopes"), { headers: requestHeaders(call) }),
};
