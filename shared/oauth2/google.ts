import type { OAuth2 } from "./grant.ts";

const TOKEN_URL = "https://oauth2.googleapis.com/token";

/** The field that a service account's key is pasted into; `jwtBearer` of `googleOAuth2` reads it. */
const KEY_FIELD = "serviceAccountJson";

export interface GoogleScopes {
  /** The vendor's page about access to the API. */
  readonly docs: string;
  /** What a person is asked for. */
  readonly scopes: readonly string[];
  /** Those of them without which nothing works, for a person may untick any. */
  readonly required: readonly string[];
  /** What a service account asks for. */
  readonly serviceAccount: readonly string[];
  /** Scopes that the person granted this application earlier count as well. */
  readonly includeGranted?: true;
}

/**
 * How any of Google's APIs is authorised: by a person's consent, or by a service account's signed assertion.
 * https://developers.google.com/identity/protocols/oauth2/web-server,
 * https://developers.google.com/identity/protocols/oauth2/service-account
 */
export function googleOAuth2({ docs, scopes, required, serviceAccount, includeGranted }: GoogleScopes) {
  return {
    docs,
    grants: ["authorization_code", "refresh_token", "jwt_bearer"],
    authorizeUrl: "https://accounts.google.com/o/oauth2/v2/auth",
    // https://accounts.google.com/.well-known/openid-configuration
    issuer: "https://accounts.google.com",
    tokenUrl: TOKEN_URL,
    scopes: { default: scopes, separator: " ", required },
    // without both there is no refresh token when somebody connects again
    authorizeParameters: {
      access_type: "offline",
      prompt: "consent",
      ...(includeGranted ? { include_granted_scopes: "true" } : {}),
    },
    pkce: "S256",
    clientAuthentication: "body",
    body: "form",
    lifetimeSeconds: 3_600,
    refreshTokens: "kept",
    jwtBearer: {
      issuer: "{clientEmail}",
      subject: "{subject}",
      subjectOptional: true,
      audience: TOKEN_URL,
      scopes: serviceAccount,
      lifetimeSeconds: 3_600,
      privateKey: "{privateKey}",
      keyId: "{privateKeyId}",
      document: KEY_FIELD,
    },
    revoke: { method: "POST", url: "https://oauth2.googleapis.com/revoke", parameters: { token: "{token}" } },
  } as const satisfies OAuth2;
}

/**
 * The field of a form that takes a service account's key.
 * @param use how the account comes to see what is wanted, for the hint
 */
export function serviceAccountField(
  use: string,
  { required, purpose = "" }: { readonly required: boolean; readonly purpose?: string },
) {
  return {
    name: KEY_FIELD,
    label: "Service account key",
    hint: `${purpose}Google Cloud → IAM → Service accounts → Keys → Add key, as JSON; ${use}.`,
    secret: true,
    required,
    example: '{"type":"service_account","client_email":"x@example.iam.gserviceaccount.com"}',
    multiline: true,
  } as const;
}
