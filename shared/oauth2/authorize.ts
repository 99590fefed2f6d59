import { bytesToBase64Url } from "../crypto/bytes.ts";
import { sha256 } from "../crypto/sha256.ts";
import { nameOf } from "../model/read.ts";
import type { OAuth2, OAuthClient, Values } from "./grant.ts";
import { fillUrl, GrantImpossible } from "./template.ts";
import { type TokenError, tokenErrorCode } from "./token-error.ts";

/** Bytes of a state or verifier; 43 characters, the fewest that RFC 7636 section 4.1 allows. */
const UNGUESSABLE_BYTES = 32;

export interface AuthorizationRequest {
  readonly client: Pick<OAuthClient, "id">;
  readonly redirectUri: string;
  /** The provider's default where left out. */
  readonly scopes?: readonly string[] | undefined;
  readonly values: Values;
  /** Fills the bytes; `crypto.getRandomValues`. */
  readonly random: (bytes: Uint8Array) => Uint8Array;
}

/** What must be kept until the person comes back, bound to who sent them. */
export interface Authorization {
  readonly url: URL;
  /** RFC 6749 section 10.12: single use. */
  readonly state: string;
  /** null where the provider takes no PKCE. */
  readonly verifier: string | null;
  readonly scopes: readonly string[];
}

/**
 * Where a person is sent to consent. RFC 6749 section 4.1.1, RFC 7636 section 4.3.
 * @throws GrantImpossible where the provider has no such page, or a field for its URL is missing or malformed
 */
export async function beginAuthorization(
  oauth2: OAuth2,
  { client, redirectUri, values, random, ...request }: AuthorizationRequest,
): Promise<Authorization> {
  if (oauth2.authorizeUrl === undefined) {
    throw new GrantImpossible("field_missing", "authorizeUrl");
  }
  const scopes = request.scopes ?? oauth2.scopes.default;
  const state = unguessable(random);
  const verifier = oauth2.pkce === "S256" ? unguessable(random) : null;
  const parameters = new URLSearchParams({
    ...oauth2.authorizeParameters,
    response_type: "code",
    client_id: client.id,
    redirect_uri: redirectUri,
    ...(scopes.length === 0 ? {} : { scope: scopes.join(oauth2.scopes.separator) }),
    state,
    ...(verifier === null
      ? {}
      : { code_challenge: await pkceChallenge(verifier), code_challenge_method: "S256" }),
  });
  const url = fillUrl(oauth2.authorizeUrl, values, oauth2);
  // some servers read a plus sign in a query as itself
  url.search = parameters.toString().replaceAll("+", "%20");
  return { url, state, verifier, scopes };
}

/** RFC 7636 section 4.2, method S256. */
export async function pkceChallenge(verifier: string): Promise<string> {
  return bytesToBase64Url(await sha256(verifier));
}

function unguessable(random: AuthorizationRequest["random"]): string {
  return bytesToBase64Url(random(new Uint8Array(UNGUESSABLE_BYTES)));
}

/**
 * Whether an answer is of the server that was asked: one that names another was mixed up with it, and its code must not
 * be exchanged. True where the server's name is not known, or the answer says none. RFC 9207 section 2.4
 */
export function isOfIssuer({ issuer }: Pick<OAuth2, "issuer">, parameters: URLSearchParams): boolean {
  return issuer === undefined || parameters.getAll("iss").every((named) => named === issuer);
}

/** What a person comes back with. `state` is null where it is missing, and then nothing else may be believed. */
export type AuthorizationAnswer =
  | { readonly ok: true; readonly code: string; readonly state: string | null }
  | { readonly ok: false; readonly error: TokenError; readonly state: string | null };

/** RFC 6749 section 4.1.2; a parameter that comes twice is none (section 3.1). */
export function readAuthorization(
  { errors }: Pick<OAuth2, "errors">,
  parameters: URLSearchParams,
): AuthorizationAnswer {
  const state = only(parameters, "state");
  const providerCode = nameOf(only(parameters, "error"));
  if (providerCode !== null) {
    const message = nameOf(only(parameters, "error_description")) ?? `The provider answered ${providerCode}.`;
    return {
      ok: false,
      state,
      error: { code: tokenErrorCode(providerCode, errors), providerCode, message },
    };
  }
  const code = only(parameters, "code");
  return code === null || code === ""
    ? {
        ok: false,
        state,
        error: { code: "refused", providerCode: null, message: "The provider sent no authorization code." },
      }
    : { ok: true, code, state };
}

function only(parameters: URLSearchParams, name: string): string | null {
  const [first, ...others] = parameters.getAll(name);
  return first === undefined || others.length > 0 ? null : first;
}
