import { bytesToBase64, utf8ToBytes } from "../../crypto/bytes.ts";
import type { Call } from "../action.ts";
import type { ApiRule, Auth, ConnectionRules } from "../define.ts";

type Credentials = Readonly<Record<string, string>>;

/** What a style adds to a request. */
interface Proof {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** How a CRM may want its callers to prove themselves. */
const STYLES: ReadonlyMap<string, (credentials: Credentials) => Proof> = new Map([
  ["bearer", ({ token = "" }) => inHeader("authorization", `Bearer ${token}`)],
  ["header", ({ token = "", tokenName = "X-API-Key" }) => inHeader(tokenName, token)],
  [
    "basic",
    ({ username = "", password = "" }) =>
      inHeader("authorization", `Basic ${bytesToBase64(utf8ToBytes(`${username}:${password}`))}`),
  ],
  ["query", ({ token = "", tokenName = "api_key" }) => ({ headers: {}, query: { [tokenName]: token } })],
]);

function inHeader(name: string, value: string): Proof {
  return { headers: { [name.toLowerCase()]: value }, query: {} };
}

export const auth: Auth = {
  kind: "api_key",
  fields: [
    {
      name: "baseUrl",
      label: "Base URL",
      hint: "What stands before /contacts in the CRM's API documentation.",
      secret: false,
      required: true,
      example: "https://api.crm.example.com/v1",
      pattern: "https://.+",
      formsUrl: true,
    },
    {
      name: "authStyle",
      label: "Authentication",
      hint: "How the CRM wants the token: as a bearer, in a header of its own, as user name and password, or in the query, which ends in its logs. Bearer where left empty.",
      secret: false,
      required: false,
      example: "bearer",
      choices: [...STYLES.keys()],
    },
    {
      name: "token",
      label: "Token",
      hint: "The CRM's API key or token, for every style but user name and password.",
      secret: true,
      required: false,
      example: "example-token-0123456789",
    },
    {
      name: "tokenName",
      label: "Name of the header or parameter",
      hint: "Where the token goes: X-API-Key in a header, api_key in the query, unless the CRM has another name.",
      secret: false,
      required: false,
      example: "X-API-Key",
      pattern: "[A-Za-z][A-Za-z0-9_\\-]*",
    },
    {
      name: "username",
      label: "User name",
      hint: "Only for basic.",
      secret: false,
      required: false,
      example: "integration",
    },
    {
      name: "password",
      label: "Password",
      hint: "Only for basic.",
      secret: true,
      required: false,
      example: "example-password",
    },
    {
      name: "contactsPath",
      label: "Path of the contacts",
      hint: "Below the base URL; /contacts unless the CRM has another.",
      secret: false,
      required: false,
      example: "/contacts",
      pattern: "/[^?#]*",
    },
  ],
  anyOf: [["token"], ["username", "password"]],
};

/** @throws TypeError where the base URL is no plain https address, or the contacts' path leads away from it */
function baseOf({ credentials }: Pick<Call, "credentials">): string {
  const base = new URL(credentials.baseUrl ?? "");
  const isPlain = base.username === "" && base.password === "" && base.search === "" && base.hash === "";
  if (base.protocol !== "https:" || !isPlain) {
    throw new TypeError("The base URL is no plain https address.");
  }
  if (!(credentials.contactsPath ?? "/").startsWith("/")) {
    throw new TypeError("The path leads away from the base URL.");
  }
  return `${base.origin}${base.pathname.replace(/\/+$/, "")}`;
}

function proofOf({ credentials }: Pick<Call, "credentials">): Proof {
  const style = STYLES.get(credentials.authStyle ?? (credentials.token === undefined ? "basic" : "bearer"));
  return style?.(credentials) ?? { headers: {}, query: {} };
}

const ACCEPT = { accept: "application/json" };

export const api: ApiRule = {
  base: baseOf,
  authorize: (call) => proofOf(call).headers,
  query: (call) => proofOf(call).query,
  defaults: ACCEPT,
};

/**
 * A path below the base URL, from its slash on, with the connection's proof, and the headers that go with it.
 * @throws TypeError where the settings name no address
 */
export function prepare(call: Pick<Call, "credentials">, path: string): { url: string; headers: Headers } {
  const url = new URL(baseOf(call) + path);
  const { headers, query } = proofOf(call);
  for (const [name, value] of Object.entries(query)) {
    url.searchParams.set(name, value);
  }
  return { url: url.href, headers: new Headers({ ...ACCEPT, ...headers }) };
}

/** A CRM has a contact at least: one of them, or none, shows that the path and the token are right. */
export const connection: ConnectionRules = {
  validate: async (call) => {
    const { url, headers } = prepare(call, `${call.credentials.contactsPath ?? "/contacts"}?limit=1`);
    return await call.fetch(url, { headers });
  },
  account: (_, { credentials: { baseUrl = "" } }) => {
    const host = URL.parse(baseUrl)?.host;
    return host === undefined ? null : { id: host, name: null };
  },
};
