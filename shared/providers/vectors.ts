import type { Effect } from "../model/effect.ts";
import type { ProviderEvent } from "../model/event.ts";
import type { SchemeInput } from "../signatures/scheme.ts";
import type { RefusalReason } from "../signatures/verifier.ts";
import type { ProtocolReply } from "./define.ts";

/**
 * Signed samples that prove a provider's folder: each folder has them in `vectors.ts`, and `test/contracts` runs them.
 * No runtime code imports them.
 */

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
  /** Whether the signature held; false on GET and while the endpoint awaits its secret. */
  readonly verified: boolean;
  /** Null where the request is an event. */
  readonly reply: ProtocolReply | null;
}

export interface ProviderVectors {
  readonly webhooks: readonly WebhookVector[];
  readonly handshakes?: readonly HandshakeVector[];
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
