import { at, dateToMs, idOf, nameOf, textOf } from "../model/read.ts";
import type { OAuth2 } from "./grant.ts";
import { keptOf, valueAt } from "./place.ts";
import { type TokenError, tokenErrorCode } from "./token-error.ts";

export interface TokenSet {
  readonly accessToken: string;
  /** null where there is none to refresh with. */
  readonly refreshToken: string | null;
  /** ms since the epoch; null: never. */
  readonly expiresAt: number | null;
  readonly scopes: readonly string[];
  /** What else the provider has kept, by the field that it becomes. */
  readonly extra: Readonly<Record<string, string>>;
}

export type TokenAnswer =
  | { readonly ok: true; readonly tokens: TokenSet }
  | { readonly ok: false; readonly error: TokenError };

export interface TokenAnswerOptions {
  /** ms since the epoch: before the request was sent, so that no token is thought to live longer than it does. */
  readonly now: number;
  /** What was asked for, or granted before. */
  readonly scopes: readonly string[];
  /** That which was used; it stays where the answer holds no other. RFC 6749 section 6. */
  readonly refreshToken?: string | null;
}

/** Not now, whatever was asked. */
const LATER = new Set([408, 425, 429]);

/**
 * Reads an answer of a token endpoint. RFC 6749 sections 5.1 and 5.2, and what the provider does otherwise: errors under
 * status 200, lifetimes of zero, scopes as a list. Never throws.
 * @param answer its body parsed, or the text where it is no JSON
 */
export function readTokenAnswer(
  oauth2: OAuth2,
  answer: { readonly status: number; readonly body: unknown },
  { now, scopes, refreshToken = null }: TokenAnswerOptions,
): TokenAnswer {
  const { status, body } = answer;
  if (status >= 500 || LATER.has(status)) {
    return problem("temporarily_unavailable", null, `The provider answered ${status}.`);
  }
  if (typeof body !== "object" || body === null) {
    return problem("not_json", null, `The provider answered ${status} with something other than JSON.`);
  }
  const refused = errorOf(oauth2, body);
  if (refused !== null) {
    return { ok: false, error: refused };
  }
  const accessToken = textOf(at(body, "access_token"));
  if (accessToken === null || status >= 300) {
    return status === 401
      ? problem("invalid_client", null, "The provider answered 401.")
      : problem(
          status < 300 ? "unreadable" : "refused",
          null,
          `The provider answered ${status} without a token.`,
        );
  }
  const granted = scopesOf(oauth2, body) ?? scopes;
  const missing = (oauth2.scopes.required ?? []).filter(
    (scope) => scopes.includes(scope) && !granted.includes(scope),
  );
  if (missing.length > 0) {
    const message = `The consent leaves out what is needed: ${missing.join(" ")}.`;
    return {
      ok: false,
      error: { code: "scope_missing", providerCode: null, message, missingScopes: missing },
    };
  }
  return {
    ok: true,
    tokens: {
      accessToken,
      refreshToken: textOf(at(body, "refresh_token")) ?? refreshToken,
      expiresAt: expiryOf(oauth2, body, now),
      scopes: granted,
      extra: keptOf(body, oauth2.keeps),
    },
  };
}

function errorOf({ answer = {}, errors }: OAuth2, body: object): TokenError | null {
  const places = [...(answer.error ?? []), ["error"]];
  const codes = places.map((place) => idOf(valueAt(body, place))).filter((code) => code !== null);
  const providerCode = codes[0] ?? null;
  if (providerCode === null) {
    return at(body, "error") instanceof Object
      ? { code: "refused", providerCode: null, message: "The provider refused." }
      : null;
  }
  const message =
    nameOf(at(body, "error_description")) ??
    nameOf(at(body, "error_message")) ??
    nameOf(at(body, "error", "message")) ??
    `The provider answered ${providerCode}.`;
  return { code: tokenErrorCode(providerCode, errors), providerCode, message };
}

function problem(code: TokenError["code"], providerCode: string | null, message: string): TokenAnswer {
  return { ok: false, error: { code, providerCode, message } };
}

/** null where the answer does not say: then all was granted that was asked for (RFC 6749 section 5.1). */
function scopesOf({ answer = {} }: OAuth2, body: object): readonly string[] | null {
  const value = valueAt(body, answer.scope ?? ["scope"]);
  const words = Array.isArray(value) ? value : typeof value === "string" ? value.split(/[\s,]+/) : [];
  const scopes = words.filter((word) => typeof word === "string" && word !== "");
  return scopes.length === 0 ? null : scopes;
}

function expiryOf({ answer = {}, lifetimeSeconds }: OAuth2, body: object, now: number): number | null {
  const absolute = answer.expiresAt === undefined ? null : dateToMs(valueAt(body, answer.expiresAt));
  if (absolute !== null) {
    return absolute;
  }
  // zero stands for "never" where it is given at all
  const seconds = Number(idOf(at(body, "expires_in")) ?? 0);
  if (seconds > 0 && Number.isSafeInteger(seconds)) {
    return now + seconds * 1_000;
  }
  return lifetimeSeconds === "never" ? null : now + lifetimeSeconds * 1_000;
}
