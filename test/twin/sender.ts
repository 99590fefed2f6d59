/** Bytes over a plain ArrayBuffer, as `fetch` takes them. */
export type Bytes = Uint8Array<ArrayBuffer>;
export type HeaderFields = Readonly<Record<string, string>>;
export type JsonObject = { readonly [key: string]: unknown };

/** A mistake of the caller: its message says what to do. */
export class TwinError extends Error {
  override readonly name = "TwinError";
}

export interface SecretPair {
  /** What is pasted into the endpoint. */
  readonly secret: string;
  /** What the sender signs with: the same text for HMAC, the private key for an asymmetric scheme. */
  readonly signingKey: string;
}

export interface MakeOptions {
  /** ms since the epoch; the payload's times are taken from it. */
  readonly now: number;
  /** With `now` it decides every id of the payload: the same pair makes the same bytes. */
  readonly sequence: number;
  /** Laid over the payload, objects into objects; anything else replaces. */
  readonly overrides?: JsonObject | undefined;
}

/** A webhook before it is signed. */
export interface Draft {
  /** The provider's id of the event (of the first one in a batch); null where it gives none. */
  readonly id: string | null;
  readonly contentType: string;
  readonly body: Bytes;
  /** What the provider sends besides the signature: event type, delivery id, user agent. Lower case. */
  readonly headers: HeaderFields;
}

export interface UnsignedRequest {
  readonly url: string;
  readonly headers: HeaderFields;
  readonly body: Bytes;
}

/** A provider in its role as a sender of webhooks. */
export interface Sender {
  readonly provider: string;
  /** What `--secret` takes, in words. */
  readonly signingKeyHint: string;
  /** The signature scheme that the endpoint is created with, where the provider prescribes none. */
  readonly scheme?: JsonObject;
  /** How long after its time a receiver should accept a signature; null where the scheme signs no time. */
  readonly toleranceSeconds: number | null;
  /** What of the body the signature covers: its bytes, its text (UTF-8 only), the decoded form fields, or nothing. */
  readonly signs: "bytes" | "text" | "fields" | "nothing";
  readonly types: readonly string[];
  /** Headers that the provider adds when it delivers once more. */
  readonly retryHeaders?: HeaderFields;
  newSecret(): SecretPair;
  /** @throws TwinError when the sender has no such type */
  make(type: string, options: MakeOptions): Draft;
  /** The URL called for this body, where the provider adds to the registered one. */
  target?(url: string, body: Bytes, contentType: string, signingKey: string): string;
  /** The body with the secret in it, where the provider carries it there. */
  embed?(body: Bytes, signingKey: string): Bytes;
  /**
   * The headers that carry the signature.
   * @param now ms since the epoch
   * @throws TwinError when `signingKey` is not of the scheme's form
   */
  sign(request: UnsignedRequest, signingKey: string, now: number): Promise<HeaderFields>;
}

/** The builder of an event type. @throws TwinError naming the types there are */
export function chooseType<T>(provider: string, table: Readonly<Record<string, T>>, type: string): T {
  const chosen = Object.hasOwn(table, type) ? table[type] : undefined;
  if (chosen === undefined) {
    throw new TwinError(
      `${provider} has no event type "${type}". Its types: ${Object.keys(table).join(", ")}`,
    );
  }
  return chosen;
}

/** Unix seconds, as most schemes and payloads write a time. */
export function toSeconds(now: number): number {
  return Math.floor(now / 1000);
}
