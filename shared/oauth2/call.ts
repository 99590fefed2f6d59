import { bytesToBase64, utf8ToBytes } from "../crypto/bytes.ts";
import type { CallTemplate, OAuth2, OAuthClient, Values } from "./grant.ts";
import { fill, fillUrl, GrantImpossible } from "./template.ts";

/** What a call's templates know beside the connection's fields; all of these are there only where they are given. */
export interface CallValues {
  readonly client: OAuthClient;
  readonly accessToken?: string | undefined;
  readonly refreshToken?: string | undefined;
}

export type Parameters = readonly (readonly [name: string, value: string])[];

/**
 * The credentials of a client for HTTP Basic: both parts form-encoded first, as RFC 6749 section 2.3.1 has it.
 * @throws GrantImpossible where the client has no secret
 */
export function basicCredentials({ id, secret }: OAuthClient): string {
  if (secret === null) {
    throw new GrantImpossible("field_missing", "clientSecret");
  }
  const encoded = [id, secret].map((part) => new URLSearchParams({ "": part }).toString().slice(1));
  return bytesToBase64(utf8ToBytes(encoded.join(":")));
}

/** A request for JSON with its parameters in the body. */
export function requestWithBody(
  url: URL,
  {
    method = "POST",
    body,
    parameters,
    authorization,
    headers = {},
  }: {
    readonly method?: "POST" | "DELETE";
    readonly body: "form" | "json";
    readonly parameters: Parameters;
    readonly authorization?: string | undefined;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Request {
  const isForm = body === "form";
  return new Request(url, {
    method,
    headers: {
      accept: "application/json",
      ...headers,
      "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json",
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: isForm
      ? new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString()
      : JSON.stringify(Object.fromEntries(parameters)),
  });
}

/**
 * A call of which the provider states the parts. Beside the connection's fields its templates know `clientId`,
 * `clientSecret`, `clientBasic`, `accessToken`, `refreshToken`, and `token`: the refresh token, else the access token.
 * @throws GrantImpossible where a value is missing or malformed
 */
export function requestOf(
  template: CallTemplate,
  oauth2: Pick<OAuth2, "placeholders">,
  { values, ...given }: CallValues & { readonly values: Values },
): Request {
  const { method, parameters = {}, body = "form", headers = {} } = template;
  const known = { ...values, ...ownValues(given, template) };
  const url = fillUrl(template.url, known, oauth2);
  const filled = Object.entries(parameters).map(
    ([name, value]) => [name, fill(value, known, oauth2)] as const,
  );
  const authorization =
    template.authorization === undefined ? undefined : fill(template.authorization, known, oauth2);
  if (method !== "GET" && filled.length > 0) {
    return requestWithBody(url, { method, body, parameters: filled, authorization, headers });
  }
  for (const [name, value] of filled) {
    url.searchParams.set(name, value);
  }
  const credential = authorization === undefined ? {} : { authorization };
  return new Request(url, { method, headers: { accept: "application/json", ...headers, ...credential } });
}

function ownValues(
  { client, accessToken, refreshToken }: CallValues,
  { authorization = "" }: CallTemplate,
): Values {
  const needsBasic = authorization.includes("{clientBasic}");
  return {
    clientId: client.id,
    clientSecret: client.secret,
    ...(needsBasic ? { clientBasic: basicCredentials(client) } : {}),
    accessToken,
    refreshToken,
    token: refreshToken ?? accessToken,
  };
}
