import { describe, expect, it } from "vitest";
import { prepareVerifier } from "../../../shared/signatures/prepare.ts";
import { BODY, SECRET, SIGNED_AT } from "./vectors/vector.ts";
import { liveSecrets, parsed, signedRequest } from "./verify.ts";

const scheme = parsed({
  kind: "hmac",
  algorithm: "sha256",
  key: { decode: "utf8" },
  signature: { from: { header: "x-signature" }, encoding: "hex" },
  timestamp: { from: { header: "x-timestamp" }, unit: "s" },
  content: [{ timestamp: true }, ".", { body: "raw" }],
});

const SIGNATURE = "4fbb9d9248bc6f726f646db1c754aa2bf9d1e13fd03932aff15653151fc33ebe";

describe("The steps of a verification", () => {
  it("run in order, and the first that fails gives the verdict", async () => {
    const steps: readonly [headers: Record<string, string>, verdict: Record<string, unknown>][] = [
      [{}, { reason: "header_missing", step: "header", expected: 'header "x-signature"' }],
      [{ "x-signature": "?" }, { reason: "header_malformed", step: "header" }],
      [
        { "x-signature": "00" },
        { reason: "header_missing", step: "header", expected: 'header "x-timestamp"' },
      ],
      [
        { "x-signature": "00", "x-timestamp": "?" },
        { reason: "timestamp_malformed", step: "timestamp", expected: "seconds since 1970 in digits" },
      ],
      [
        { "x-signature": "00", "x-timestamp": "1767225299" },
        { reason: "stale_timestamp", step: "timestamp", expected: "at most 300 s old and 300 s ahead" },
      ],
      [
        { "x-signature": "00", "x-timestamp": "1767225600" },
        {
          reason: "invalid_signature",
          step: "signature",
          expected: 'hmac sha256 of the timestamp, ".", the raw body, under a secret of this endpoint',
        },
      ],
      [
        { "x-signature": SIGNATURE, "x-timestamp": "1767225600" },
        { ok: true, signedAt: SIGNED_AT },
      ],
    ];
    for (const [headers, verdict] of steps) {
      const request = signedRequest({ headers, body: BODY });
      const verifier = prepareVerifier(scheme, liveSecrets(SECRET));
      expect(await verifier.verify(request, SIGNED_AT)).toMatchObject(verdict);
      expect(await prepareVerifier(scheme, []).verify(request, SIGNED_AT)).toMatchObject({
        reason: "secret_missing",
        step: "secret",
      });
    }
  });
});
