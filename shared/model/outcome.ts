/**
 * What one call of a provider came to. The kind decides everything that follows: the job's next status, whether an
 * attempt was spent, what the bucket learns, what the breaker counts and what the connection's health shows.
 */
export type Outcome =
  /** It acted. */
  | { readonly kind: "ok" }
  /** The provider failed before it acted, or may be asked again safely: retried, counts against the provider. */
  | (Refusal & { readonly kind: "retry"; readonly retryAfterMs: number | null })
  /** A limit of the provider: retried when it says, costs no attempt, closes the bucket until then. */
  | (Refusal & {
      readonly kind: "throttle";
      readonly retryAfterMs: number | null;
      /** The limit is the recipient's or the sender's own: the account's other calls go on. */
      readonly isOfKey?: true;
    })
  /** Refused for good: our input, a permission, a missing object. The provider works. */
  | (Refusal & {
      readonly kind: "refused";
      /** The recipient opted out at the carrier: what is known there holds here. */
      readonly optedOut?: boolean;
      /** Whatever the account sends is refused: it may not send, or not from there. */
      readonly isOfAccount?: true;
      /** The key was used for another request, which is not known to have been refused. */
      readonly isKeyTaken?: true;
    })
  /** The credential no longer holds: the job waits until the connection is mended. */
  | (Refusal & { readonly kind: "reauthorise" })
  /** Nobody knows whether it acted; where its key is taken for another request, asking again would bring the same. */
  | (Refusal & { readonly kind: "uncertain"; readonly isKeyTaken?: true });

interface Refusal {
  /** Stable: the provider's own code where it has one, else ours (`http_500`, `timeout`). */
  readonly code: string;
  /** For a person; may hold what the provider said, so it is stored and shown, never logged. */
  readonly message: string;
}

export type OutcomeKind = Outcome["kind"];

/** Answers that mean "not now, nothing was done", whatever the action (RFC 9110, RFC 8470). */
export const NOT_PROCESSED: ReadonlySet<number> = new Set([408, 425, 503]);
