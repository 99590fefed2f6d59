import { bytesToBase64, utf8ToBytes } from "../../crypto/bytes.ts";
import type { Call } from "../action.ts";
import type { ApiRule, Auth, ConnectionRules } from "../define.ts";

/** Where an account is kept; all but `global` are of paid plans. */
const HOSTS: ReadonlyMap<string, string> = new Map([
  ["global", "https://api.cloudinary.com"],
  ["eu", "https://api-eu.cloudinary.com"],
  ["ap", "https://api-ap.cloudinary.com"],
]);

export const auth: Auth = {
  kind: "basic",
  fields: [
    {
      name: "cloudName",
      label: "Cloud name",
      hint: "Console → Settings → API Keys, above the keys.",
      secret: false,
      required: true,
      example: "demo",
    },
    {
      name: "apiKey",
      label: "API key",
      hint: "Console → Settings → API Keys.",
      secret: false,
      required: true,
      example: "123456789012345",
    },
    {
      name: "apiSecret",
      label: "API secret",
      hint: "Beside the key.",
      secret: true,
      required: true,
      example: "exampleApiSecret0123456789",
    },
    {
      name: "region",
      label: "Region",
      hint: "Only of accounts that are kept in Europe or Asia.",
      secret: false,
      required: false,
      example: "global",
      choices: [...HOSTS.keys()],
    },
    {
      name: "signatureAlgorithm",
      label: "Signature algorithm",
      hint: "Settings → Security → Signature algorithm, as which uploads are signed; sha1 unless it was changed.",
      secret: false,
      required: false,
      example: "sha1",
      choices: ["sha1", "sha256"],
    },
  ],
};

/** A path of the account's APIs. https://cloudinary.com/documentation/admin_api */
export function accountUrl({ credentials }: Pick<Call, "credentials">, path: string): string {
  const host = HOSTS.get(credentials.region ?? "global") ?? HOSTS.get("global");
  return `${host}/v1_1/${encodeURIComponent(credentials.cloudName ?? "")}${path}`;
}

function requestHeaders({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  const { apiKey = "", apiSecret = "" } = credentials;
  return { authorization: `Basic ${bytesToBase64(utf8ToBytes(`${apiKey}:${apiSecret}`))}` };
}

export const api: ApiRule = { base: (call) => accountUrl(call, ""), authorize: requestHeaders };

/** https://cloudinary.com/documentation/admin_api#ping_cloudinary_servers */
export const connection: ConnectionRules = {
  validate: (call) => {
    return call.fetch(accountUrl(call, "/ping"), { headers: requestHeaders(call) });
  },
  account: (_, { credentials: { cloudName } }) =>
    cloudName === undefined ? null : { id: cloudName, name: null },
  accountKey: ({ cloudName }) => cloudName ?? null,
};
