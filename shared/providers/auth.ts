import type { OAuth2 } from "../oauth2/grant.ts";
import type { Call, ProviderAnswer } from "./action.ts";

/** A field that a person fills in: enough for a form, with no code in the console. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly secret: boolean;
  /** Whoever fills the form in must give it; where a provider takes a person's consent instead, nobody fills it in. */
  readonly required: boolean;
  /** A value of the right form, never a working one. */
  readonly example: string;
  /** What a value must match from end to end, as the attribute of HTML has it; only where the vendor vouches for it. */
  readonly pattern?: string;
  /** All that it may be. */
  readonly choices?: readonly string[];
  /** It has several lines. */
  readonly multiline?: true;
  /** A URL of an instance that anybody may run: calls go there only while it is on a public address. */
  readonly formsUrl?: true;
}

/** How calls prove who makes them. `oauth2`: by tokens alone, which no person ever sees. */
export interface Auth {
  readonly kind: "api_key" | "bearer" | "basic" | "oauth2" | "none";
  readonly fields: readonly Field[];
  /** Sets of fields of which one must be complete, where there is more than one way. */
  readonly anyOf?: readonly (readonly string[])[];
  /** Further prefixes under which a deployment's secrets for it are customary: `GHL` has `GHL_API_KEY` count. */
  readonly secretPrefixes?: readonly string[];
  /** How tokens are come by, of a provider that has them; beside a credential that a person pastes, or instead of one. */
  readonly oauth2?: OAuth2;
}

/** An account at a provider, as validating its credential names it. */
export interface ProviderAccount {
  readonly id: string;
  readonly name: string | null;
}

/** How a credential is proven, and whose it is. */
export interface ConnectionRules {
  /** The cheapest call that only a good credential can make; also the health check. */
  readonly validate: (call: Call) => Promise<Response>;
  /** The account, from the answer to `validate`; null where the answer does not say. */
  readonly account?: (answer: ProviderAnswer, call: Pick<Call, "credentials">) => ProviderAccount | null;
  /** Whether an answer that is no 2xx still proves the credential (a key that may only send). */
  readonly proves?: (answer: ProviderAnswer) => boolean;
  /** What names the account in a credential, so that connections of one account share its limits; null: the credential does. */
  readonly accountKey?: (credentials: Readonly<Record<string, string>>) => string | null;
}

/** How any call of a provider's own API is made: where its paths begin, and what proves who calls. */
export interface ApiRule {
  /**
   * An https URL without a slash at its end; calls never leave it.
   * @throws TypeError where the credentials name none
   */
  readonly base: (call: Pick<Call, "credentials">) => string;
  /** Headers by lower-case name that every call has, whatever else a client sends under those names. */
  readonly authorize: (
    call: Pick<Call, "credentials"> & Partial<Pick<Call, "config">>,
  ) => Readonly<Record<string, string>>;
  /** Parameters of the query that every call has likewise, of a provider that takes its proof there. */
  readonly query?: (
    call: Pick<Call, "credentials">,
  ) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** Headers by lower-case name of calls that have none of their own by that name, such as a version. */
  readonly defaults?: Readonly<Record<string, string>>;
}

/** An API that takes a field of the credentials as a bearer token. RFC 6750 section 2.1 */
export function bearerApi(
  base: string | ApiRule["base"],
  field: string,
  defaults: Readonly<Record<string, string>> = {},
): ApiRule {
  return {
    base: typeof base === "string" ? () => base : base,
    authorize: ({ credentials }) => ({ authorization: `Bearer ${credentials[field] ?? ""}` }),
    defaults,
  };
}
