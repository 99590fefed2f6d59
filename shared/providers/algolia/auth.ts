import type { Outcome } from "../../model/outcome.ts";
import { at, nameOf } from "../../model/read.ts";
import type { Call, ProviderAnswer } from "../action.ts";
import type { ApiRule, Auth, ConnectionRules } from "../define.ts";

export const auth: Auth = {
  kind: "api_key",
  fields: [
    {
      name: "appId",
      label: "Application id",
      hint: "Dashboard → Settings → API Keys → Application ID.",
      secret: false,
      required: true,
      example: "AB12CD34EF",
      pattern: "[A-Z0-9]{10}",
    },
    {
      name: "apiKey",
      label: "API key",
      hint: "Dashboard → Settings → API Keys → All API Keys → a key with addObject, deleteObject, browse, search, settings, editSettings and listIndexes; not the admin key.",
      secret: true,
      required: true,
      example: "0123456789abcdef0123456789abcdef",
    },
  ],
};

/** A label of a host name and nothing else. */
const APP_ID = /^[A-Za-z0-9]{1,32}$/;

/**
 * A path of the REST API at the host that reads (`dsn`) or writes.
 * https://www.algolia.com/doc/rest-api/search/#section/Base-URLs
 * @throws TypeError where the application's id is none
 */
export function requestUrl(
  { credentials }: Pick<Call, "credentials">,
  host: "" | "-dsn",
  path: string,
): string {
  const { appId = "" } = credentials;
  if (!APP_ID.test(appId)) {
    throw new TypeError("The application's id is malformed.");
  }
  return `https://${appId}${host}.algolia.net/1${path}`;
}

/** On every request. */
export function requestHeaders({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  return {
    "x-algolia-application-id": credentials.appId ?? "",
    "x-algolia-api-key": credentials.apiKey ?? "",
  };
}

/** The host that writes answers reads as well. */
export const api: ApiRule = {
  base: (call) => requestUrl(call, "", "").toLowerCase(),
  authorize: requestHeaders,
};

const messageOf = ({ body }: ProviderAnswer) => nameOf(at(body, "message"));

/** A key that is void and one that may not do this both come as 403. */
export function classify(answer: ProviderAnswer): Outcome | null {
  const message = messageOf(answer);
  return answer.status === 403 && message === "Invalid Application-ID or API key"
    ? { kind: "reauthorise", code: "invalid_key", message }
    : null;
}

/**
 * https://www.algolia.com/doc/rest-api/search/list-indices: a key's own entry, `GET /1/keys/{key}`, would show it in the
 * URL. A key that may not list has been recognised all the same.
 */
export const connection: ConnectionRules = {
  validate: async (call) =>
    await call.fetch(requestUrl(call, "-dsn", "/indexes?page=0&hitsPerPage=1"), {
      headers: requestHeaders(call),
    }),
  proves: (answer) => answer.status === 403 && messageOf(answer) === "Method not allowed with this API key",
  account: (_, { credentials: { appId } }) => (appId === undefined ? null : { id: appId, name: null }),
  accountKey: ({ appId }) => appId ?? null,
};
