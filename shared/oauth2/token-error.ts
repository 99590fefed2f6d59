/** What is wrong with an answer of a token endpoint; each code is stable. */
export const TOKEN_ERRORS = {
  /** The code, refresh token or assertion is used up, expired or revoked: a person must consent again. */
  invalid_grant: "reauthorise",
  /** A person, or their administrator, said no. */
  denied: "reauthorise",
  /** A person unticked what is needed. */
  scope_missing: "reauthorise",
  /** The client's id or secret: nobody's consent helps. */
  invalid_client: "repair",
  /** The request itself: a redirect URL, a scope or a grant that the client may not have. */
  refused: "repair",
  /** JSON, with neither a token nor an error in it. */
  unreadable: "repair",
  /** A page, or nothing: something between here and the provider answered. */
  not_json: "retry",
  temporarily_unavailable: "retry",
} as const satisfies Record<string, "reauthorise" | "repair" | "retry">;

export type TokenErrorCode = keyof typeof TOKEN_ERRORS;

export interface TokenError {
  readonly code: TokenErrorCode;
  /** The provider's own code; null where it gave none. */
  readonly providerCode: string | null;
  /** For a person; may hold what the provider said, so it is never logged. */
  readonly message: string;
  /** For how long the provider asked not to be asked again, in ms; only of answers that mean "not now". */
  readonly retryAfterMs?: number;
  /** Only of `scope_missing`. */
  readonly missingScopes?: readonly string[];
}

/** RFC 6749 sections 4.1.2.1 and 5.2; what is not here is `refused`. */
const STANDARD: ReadonlyMap<string, TokenErrorCode> = new Map<string, TokenErrorCode>([
  ["invalid_grant", "invalid_grant"],
  ["invalid_client", "invalid_client"],
  ["unauthorized_client", "invalid_client"],
  ["access_denied", "denied"],
  // OpenID Connect Core section 3.1.2.6: a person must do something
  ["interaction_required", "invalid_grant"],
  ["login_required", "invalid_grant"],
  ["consent_required", "invalid_grant"],
  ["server_error", "temporarily_unavailable"],
  ["temporarily_unavailable", "temporarily_unavailable"],
]);

/** What a provider's error code means: its own table first, then the standard. */
export function tokenErrorCode(
  providerCode: string,
  own: Readonly<Record<string, TokenErrorCode>> = {},
): TokenErrorCode {
  const known = Object.hasOwn(own, providerCode) ? own[providerCode] : STANDARD.get(providerCode);
  return known ?? "refused";
}
