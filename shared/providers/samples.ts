/** What every sample of a folder is made of. */

/** The connection that a sample's call is made with. */
export interface SampleConnection {
  readonly credentials: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** The job of every sample: what must stand in requests as idempotency key or reference. */
export const SAMPLE_REFERENCE = "job_01jz8w3f6he5v8t2q4c0n7x9ka";

/** When every sample's answer arrives, ms since the epoch. */
export const ANSWERED_AT = Date.UTC(2026, 0, 1);

/** A request as the provider must receive it. */
export interface ExpectedRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  /** Those that matter, by lower-case name; null: must not be sent. */
  readonly headers: Readonly<Record<string, string | null>>;
  /** Left out where there is none. */
  readonly body?:
    | { readonly json: unknown }
    | { readonly form: readonly (readonly [string, string])[] }
    | { readonly text: string };
}

/** An answer of the provider's. */
export interface SampleAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text as it is, anything else as JSON. */
  readonly body: unknown;
}
