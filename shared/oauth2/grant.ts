import type { TokenErrorCode } from "./token-error.ts";

/**
 * What is particular about a provider's OAuth2, stated as data in `auth.oauth2` of its folder. The code beside this file
 * reads it and knows no provider. RFC 6749, RFC 7636 (PKCE), RFC 7523 (JWT bearer), RFC 7009 (revocation).
 */

/** How an access token is come by. `exchange` trades one access token for another that lives longer. */
export type Grant = "authorization_code" | "client_credentials" | "jwt_bearer" | "refresh_token" | "exchange";

/** A text with `{name}` where a value belongs: a field of the connection, or one that the call brings. */
export type Template = string;

/**
 * A field that a URL is made with, and what it may be: one of a few names, each with what stands in the URL, or whatever
 * matches a pattern from end to end. So nobody's setting leads a client's secret to another host.
 */
export type Placeholder = { readonly default?: string } & (
  | { readonly values: Readonly<Record<string, string>> }
  | { readonly pattern: RegExp }
);

/**
 * Where a value stands in a JSON answer: keys and indexes; `whereTrue` takes the item of a list whose member of that name
 * is true, else its first.
 */
export type Place = readonly (string | number | { readonly whereTrue: string })[];

export interface ScopeRules {
  /** What is asked for where nobody asks for anything else; empty where the provider has no scopes. */
  readonly default: readonly string[];
  readonly separator: " " | ",";
  /** Those without which nothing works, where a person may untick some. */
  readonly required?: readonly string[];
}

/** A call whose parts are templates. Beside the connection's fields they know the names of `CallValues`. */
export interface CallTemplate {
  readonly method: "GET" | "POST" | "DELETE";
  readonly url: Template;
  readonly authorization?: Template;
  /** Beside those; no templates. */
  readonly headers?: Readonly<Record<string, string>>;
  /** In the query of a GET, else in the body. */
  readonly parameters?: Readonly<Record<string, Template>>;
  /** `form` by default. */
  readonly body?: "form" | "json";
}

/** A signed assertion instead of a person's consent. RFC 7523 section 2.1. */
export interface JwtBearer {
  readonly issuer: Template;
  readonly subject: Template;
  /** The assertion may do without a subject: the issuer then acts for itself. */
  readonly subjectOptional?: true;
  readonly audience: Template;
  /** In the claim `scope`, where the provider reads it. */
  readonly scopes?: readonly string[];
  readonly lifetimeSeconds: number;
  /** PEM, PKCS#8 or PKCS#1. */
  readonly privateKey: Template;
  readonly keyId?: Template;
  /** A field that is a JSON document, whose texts are values of the templates. */
  readonly document?: string;
}

/** Access tokens that are traded for longer-lived ones. */
export interface Exchange {
  /** Straight after the code was exchanged. */
  readonly upgrade?: CallTemplate;
  /** Before it expires. */
  readonly renew: CallTemplate;
  /** A younger token is not renewed. */
  readonly minimumAgeSeconds?: number;
}

/** Where an answer of the token endpoint says what; each as RFC 6749 section 5.1 has it where left out. */
export interface AnswerPlaces {
  readonly scope?: Place;
  /** An absolute time, in ISO 8601. */
  readonly expiresAt?: Place;
  /** The code of an error; the first that is there counts. */
  readonly error?: readonly Place[];
}

export interface Metadata {
  readonly call: CallTemplate;
  readonly keeps: Readonly<Record<string, Place>>;
  /** Only where the token came by one of these; by any where left out. */
  readonly grants?: readonly Grant[];
}

export interface OAuth2 {
  /** The vendor's page. */
  readonly docs: string;
  readonly grants: readonly Grant[];
  /** Where a person consents; needed for authorization codes. */
  readonly authorizeUrl?: Template;
  /** What the server calls itself in the answers that people bring back, where it does. RFC 9207 */
  readonly issuer?: string;
  readonly tokenUrl: Template;
  /** Of all the URLs here, by field. */
  readonly placeholders?: Readonly<Record<string, Placeholder>>;
  readonly scopes: ScopeRules;
  readonly authorizeParameters?: Readonly<Record<string, string>>;
  /** With every request of a code or a refresh. */
  readonly tokenParameters?: Readonly<Record<string, string>>;
  readonly pkce: "none" | "S256";
  /** RFC 6749 section 2.3.1; `none`: a public client, its id in the body. */
  readonly clientAuthentication: "basic" | "body" | "none";
  readonly body: "form" | "json";
  /** The fields that hold the client where a connection brings its own; `clientId` and `clientSecret` by default. */
  readonly client?: { readonly id: string; readonly secret?: string };
  /** The field that the access token becomes; `accessToken` by default. */
  readonly tokenField?: string;
  /** How long an access token lives where the answer does not say. */
  readonly lifetimeSeconds: number | "never";
  /** Whether a refresh token is void once it was used, so that no refresh may be made twice. Needed for refresh tokens. */
  readonly refreshTokens?: "single_use" | "kept";
  /** Refreshed at this age, however long it would live. */
  readonly refreshAfterSeconds?: number;
  /** Needed for client credentials. */
  readonly clientCredentials?: { readonly scopes: readonly string[] };
  readonly jwtBearer?: JwtBearer;
  readonly exchange?: Exchange;
  readonly answer?: AnswerPlaces;
  /** What the provider's own error codes mean, where they are not those of RFC 6749. */
  readonly errors?: Readonly<Record<string, TokenErrorCode>>;
  /** What else of an answer is kept, by the field that it becomes. */
  readonly keeps?: Readonly<Record<string, Place>>;
  /** A call with the first token, for what the answer does not say. */
  readonly metadata?: Metadata;
  /** Takes a grant back; left out where the provider has no such call. */
  readonly revoke?: CallTemplate;
}

/** An application that is registered at the provider. */
export interface OAuthClient {
  readonly id: string;
  /** null: a public client. */
  readonly secret: string | null;
}

/** The connection's fields and settings, of which templates take what they name. */
export type Values = Readonly<Record<string, unknown>>;
