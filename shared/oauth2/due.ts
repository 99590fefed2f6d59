import { MINUTE_MS, SECOND_MS } from "../clock.ts";
import type { Grant, OAuth2 } from "./grant.ts";

/** A token is refreshed this long before its end, or a quarter of its life, the smaller. */
const AHEAD_MS = 5 * MINUTE_MS;

/** The life of an access token, in ms since the epoch. */
export interface TokenLife {
  readonly issuedAt: number;
  /** null: never. */
  readonly expiresAt: number | null;
}

/** When a token is to be refreshed, in ms since the epoch; null: never. */
export function refreshDueAt(
  { issuedAt, expiresAt }: TokenLife,
  { refreshAfterSeconds, exchange }: Pick<OAuth2, "refreshAfterSeconds" | "exchange"> = {},
): number | null {
  if (expiresAt === null) {
    return null;
  }
  const life = Math.max(0, expiresAt - issuedAt);
  const age = Math.min(
    life - Math.min(AHEAD_MS, life / 4),
    (refreshAfterSeconds ?? Number.POSITIVE_INFINITY) * SECOND_MS,
  );
  const minimumAge = (exchange?.minimumAgeSeconds ?? 0) * SECOND_MS;
  return issuedAt + Math.max(age, Math.min(minimumAge, life));
}

export function isRefreshDue(
  life: TokenLife,
  now: number,
  rules: Pick<OAuth2, "refreshAfterSeconds" | "exchange"> = {},
): boolean {
  const due = refreshDueAt(life, rules);
  return due !== null && now >= due;
}

/**
 * The grant that the next token comes by, given the one that the first came by; null where only a person's new consent
 * helps. Assertions and client credentials have no refresh tokens: each token is a new one.
 */
export function renewalGrant(
  { grants }: Pick<OAuth2, "grants">,
  from: { readonly grant: Grant; readonly hasRefreshToken: boolean },
): Exclude<Grant, "authorization_code"> | null {
  if (from.grant === "client_credentials" || from.grant === "jwt_bearer") {
    return from.grant;
  }
  if (from.hasRefreshToken && grants.includes("refresh_token")) {
    return "refresh_token";
  }
  return grants.includes("exchange") ? "exchange" : null;
}
