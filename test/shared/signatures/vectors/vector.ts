import type { SchemeInput } from "../../../../shared/signatures/scheme.ts";

/**
 * A request that a sender signed, with the scheme that says how. The signatures were made by the vendors' own libraries
 * or printed in their documentation (else by node:crypto or OpenSSL), never by the code under test.
 */
export interface Vector {
  readonly sender: string;
  readonly scheme: SchemeInput;
  readonly secret: string;
  /** Of the right form. */
  readonly wrongSecret: string;
  readonly method?: string;
  readonly url?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The sender's timestamp in ms since the epoch; absent where the scheme has none. */
  readonly at?: number;
  /** For a signature that covers some values of the body only: the body with one of these changed. */
  readonly forgedBody?: string;
}

/** 2026-01-01T00:00:00Z, when most of the vectors were signed. */
export const SIGNED_AT = 1_767_225_600_000;

/** With a character outside ASCII, which a scheme that hashes characters instead of bytes gets wrong. */
export const BODY = '{"id":"evt_1","type":"test.event","data":{"n":1,"name":"Zoë"}}';

export const SECRET = "test_secret";
export const WRONG_SECRET = "test_secreT";

/** `v1,<base64>` entries over id, timestamp and body; `prefix` names the headers' family. */
export function standardWebhooks(prefix: string): SchemeInput {
  return {
    kind: "hmac",
    algorithm: "sha256",
    key: { strip: ["v1,", "whsec_"], decode: "base64" },
    signature: {
      from: { header: `${prefix}-signature` },
      list: { separator: "space" },
      prefix: "v1,",
      encoding: "base64",
    },
    timestamp: { from: { header: `${prefix}-timestamp` }, unit: "s" },
    content: [{ value: { header: `${prefix}-id` } }, ".", { timestamp: true }, ".", { body: "raw" }],
    id: { header: `${prefix}-id` },
  };
}

/** `t=…,v1=…` with `t.body` signed. */
export function stripeLike(header: string, unit: "s" | "ms", pastSeconds = 300): SchemeInput {
  return {
    kind: "hmac",
    algorithm: "sha256",
    signature: { from: { header }, pairs: { item: ",", keyValue: "=", pick: "v1" }, encoding: "hex" },
    timestamp: { from: { pair: "t" }, unit, pastSeconds },
    content: [{ timestamp: true }, ".", { body: "raw" }],
  };
}
