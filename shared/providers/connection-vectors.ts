import type { ProviderAccount } from "./define.ts";
import type { ExpectedRequest, SampleAnswer, SampleConnection } from "./samples.ts";

/** The validation of a credential, request by request. */
export interface ConnectionVector {
  readonly title: string;
  readonly connection?: SampleConnection;
  readonly exchanges: readonly { readonly request: ExpectedRequest; readonly answer: SampleAnswer }[];
  /** The provider takes this secret in the URL and nowhere else. */
  readonly secretInUrl?: true;
  /** The account of a good credential, which may be unknown; or what is wrong with it. */
  readonly verdict:
    | { readonly account: ProviderAccount | null }
    | { readonly status: "error" | "needs_reauth"; readonly code: string };
}

/** The application that samples of OAuth2 are made with, and what a person came back with. */
export const SAMPLE_GRANT = {
  client: { id: "client-1", secret: "secret-1" },
  redirectUri: "https://hooks.example.com/oauth/callback",
  code: "code-1",
  verifier: "verifier-1",
} as const;

/** The client's part of every request that has it in the body. */
export const CLIENT_IN_BODY = [
  ["client_id", SAMPLE_GRANT.client.id],
  ["client_secret", SAMPLE_GRANT.client.secret],
] as const;

/** `client-1:secret-1` */
export const CLIENT_IN_HEADER = "Basic Y2xpZW50LTE6c2VjcmV0LTE=";

/** The form that exchanges the sample's code, with what the provider wants beside it. */
export function codeForm(...others: readonly (readonly [string, string])[]): {
  readonly form: readonly (readonly [string, string])[];
} {
  return {
    form: [
      ["grant_type", "authorization_code"],
      ["code", SAMPLE_GRANT.code],
      ["redirect_uri", SAMPLE_GRANT.redirectUri],
      ...others,
    ],
  };
}

/** A person's consent on its way to a token, each step as the provider has it. */
export interface ConsentVector {
  readonly title: string;
  /** The connection's fields and settings. */
  readonly values?: Readonly<Record<string, string>>;
  /** Where the person is sent, without the state and the challenge. */
  readonly authorize: string;
  readonly request: ExpectedRequest;
  readonly answer: SampleAnswer;
  readonly tokens: {
    readonly accessToken: string;
    readonly refreshToken: string | null;
    /** From when the answer arrives; null: never. */
    readonly lifetimeSeconds: number | null;
    readonly extra: Readonly<Record<string, string>>;
  };
  /** Needed where the provider states such a call. */
  readonly upgrade?: { readonly request: ExpectedRequest };
  readonly renew?: { readonly request: ExpectedRequest };
  readonly metadata?: {
    readonly request: ExpectedRequest;
    readonly answer: SampleAnswer;
    readonly kept: Readonly<Record<string, string>>;
  };
  readonly revoke?: ExpectedRequest;
}

/** One call that proves a credential: of one that is good, of one that is refused, and of a provider that fails. */
export interface ProofSample {
  readonly request: ExpectedRequest;
  readonly good: { readonly answer: SampleAnswer; readonly account: ProviderAccount | null };
  /** 401 where left out. */
  readonly refused?: { readonly answer: SampleAnswer; readonly code: string };
}

export function proofs({ request, good, refused: no }: ProofSample): readonly ConnectionVector[] {
  const { answer, code } = no ?? { answer: { status: 401, body: {} }, code: "http_401" };
  return [
    {
      title: "takes a credential that is good",
      exchanges: [{ request, answer: good.answer }],
      verdict: { account: good.account },
    },
    {
      title: "refuses a credential that the provider takes no more",
      exchanges: [{ request, answer }],
      verdict: { status: "needs_reauth", code },
    },
    {
      title: "learns nothing from a failure of the provider's",
      exchanges: [{ request, answer: { status: 500, body: "<html>" } }],
      verdict: { status: "error", code: "http_500" },
    },
  ];
}
