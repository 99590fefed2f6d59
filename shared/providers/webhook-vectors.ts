import type { Effect } from "../model/effect.ts";
import type { ProviderEvent } from "../model/event.ts";
import type { SchemeInput } from "../signatures/scheme.ts";
import type { RefusalReason } from "../signatures/verifier.ts";
import type { ProtocolReply } from "./define.ts";

/** Samples of signed webhooks, and what becomes of them when they are altered; `vectors.ts` hands them on. */

/** A request as the sender made it. */
interface SampleRequest {
  readonly title: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Text is sent as UTF-8. */
  readonly body: string | { readonly base64: string };
}

interface SignedSample extends SampleRequest {
  /** Who made the signature: the vendor's page, package or test suite. */
  readonly source: string;
  readonly secret: string;
  /** The endpoint's scheme, where the provider has none of its own. */
  readonly scheme?: SchemeInput;
  /** When it arrives, ms since the epoch. */
  readonly now: number;
}

export type ExpectedEvent = Omit<ProviderEvent, "data">;

/** A genuine request and what is read from it. */
export interface GoodVector extends SignedSample {
  readonly kind: "good";
  /** `unparsed` where the signature holds but the body is none of the sender's protocol. */
  readonly events: readonly ExpectedEvent[] | "unparsed";
  /** Only its secret is proven, where other requests of the sender are signed. */
  readonly unsigned?: true;
  /** Of all its events together; left out where there are none. */
  readonly effects?: readonly Effect[];
  /** The answer; left out where the platform's own will do. */
  readonly reply?: ProtocolReply;
}

/** What was done to a genuine request that must be refused. */
export type RefusedKind = "tampered" | "reencoded" | "wrong_key" | "stale" | "incomplete";

export interface RefusedVector extends SignedSample {
  readonly kind: RefusedKind;
  readonly verdict: RefusalReason;
}

export type WebhookVector = GoodVector | RefusedVector;

export interface HandshakeVector extends SampleRequest {
  /** The endpoint's scheme, where the provider has none of its own. */
  readonly scheme?: SchemeInput;
  /** The secret that counts; left out where the answer needs none. */
  readonly secret?: string;
  /** Whether the signature held; false on GET and while the endpoint awaits its secret. */
  readonly verified: boolean;
  /** Null where the request is an event. */
  readonly reply: ProtocolReply | null;
}

/** A refused variant of a genuine sample. */
export function refused(
  sample: GoodVector,
  change: Partial<SignedSample> & Pick<RefusedVector, "title" | "kind" | "verdict">,
): RefusedVector {
  const { source, secret, scheme, method, url, headers, body, now } = sample;
  const base = {
    source,
    secret,
    method,
    url,
    headers,
    body,
    now,
    ...(scheme === undefined ? {} : { scheme }),
  };
  return { ...base, ...change };
}

/** What a sample's usual refusals need to know of it. */
export interface RefusalRules {
  /** The header that carries the signature or the secret. */
  readonly header: string;
  /** Of the right form, and not the sample's. */
  readonly otherSecret: string;
  /** The same meaning in other bytes, where the body is no JSON. */
  readonly reencoded?: string;
  /** How much later a signature holds no more; left out where it holds for ever. */
  readonly staleAfterMs?: number;
}

/** A genuine sample without its signature, under another key, with another text, written anew, and too late. */
export function refusals(sample: GoodVector, rules: RefusalRules): readonly RefusedVector[] {
  const { header, otherSecret, staleAfterMs } = rules;
  const text = typeof sample.body === "string" ? sample.body : "";
  const reencoded = rules.reencoded ?? JSON.stringify(JSON.parse(text), null, 1);
  const late = staleAfterMs === undefined ? [] : [{ now: sample.now + staleAfterMs }];
  return [
    ...withoutProof(sample, { header, otherSecret }),
    refused(sample, {
      kind: "tampered",
      title: `refuses another text: ${sample.title}`,
      body: text.replace(/[0-9A-Za-z](?=[^0-9A-Za-z]*$)/, (last) => (last === "x" ? "y" : "x")),
      verdict: "invalid_signature",
    }),
    refused(sample, {
      kind: "reencoded",
      title: `refuses the same meaning in other bytes: ${sample.title}`,
      body: reencoded,
      verdict: "invalid_signature",
    }),
    ...late.map(({ now }) =>
      refused(sample, {
        kind: "stale",
        title: `refuses when it comes too late: ${sample.title}`,
        now,
        verdict: "stale_timestamp",
      }),
    ),
  ];
}

/** A genuine sample without its proof, and under another key: all that can be refused of a sender that signs nothing. */
export function withoutProof(
  sample: GoodVector,
  { header, otherSecret }: Pick<RefusalRules, "header" | "otherSecret">,
): readonly RefusedVector[] {
  const { [header]: _, ...headers } = sample.headers;
  return [
    refused(sample, {
      kind: "incomplete",
      title: `refuses without ${header}: ${sample.title}`,
      headers,
      verdict: "header_missing",
    }),
    refused(sample, {
      kind: "wrong_key",
      title: `refuses under another key: ${sample.title}`,
      secret: otherSecret,
      verdict: "invalid_signature",
    }),
  ];
}
