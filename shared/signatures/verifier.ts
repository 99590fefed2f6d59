/** A request as a sender signed it: `url` is the registered one plus the query received, `body` the bytes received. */
export interface SignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** A secret of an endpoint that verifies until `expiresAt` (ms since the epoch; null: until revoked). */
export interface LiveSecret {
  readonly id: string;
  readonly value: string;
  readonly expiresAt: number | null;
}

/** The step of a verification, in the order they run. */
export type VerificationStep = "secret" | "header" | "timestamp" | "signature";

/** Why a request was refused. Values, not exceptions: they decide the answer, the counter and the evidence alike. */
export type RefusalReason =
  | "secret_missing"
  | "header_missing"
  | "header_malformed"
  | "timestamp_malformed"
  | "stale_timestamp"
  | "invalid_signature";

export interface Refusal {
  readonly ok: false;
  readonly reason: RefusalReason;
  readonly step: VerificationStep;
  /** What the step wanted, in words that reveal neither a secret nor a valid signature. */
  readonly expected: string;
}

export interface Acceptance {
  readonly ok: true;
  /** Which secret matched; null where the endpoint verifies nothing. */
  readonly secretId: string | null;
  /** The sender's signed timestamp in ms since the epoch; null where the scheme has none. */
  readonly signedAt: number | null;
}

export type Verdict = Acceptance | Refusal;

/** A scheme with its keys: built once per endpoint and isolate, used for every request. */
export interface Verifier {
  /** @param now ms since the epoch */
  verify(request: SignedRequest, now: number): Promise<Verdict>;
}

export function refuse(reason: RefusalReason, step: VerificationStep, expected: string): Refusal {
  return { ok: false, reason, step, expected };
}
