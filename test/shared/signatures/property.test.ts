import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { prepareVerifier } from "../../../shared/signatures/prepare.ts";
import type { RefusalReason } from "../../../shared/signatures/verifier.ts";
import { SIGNED_AT } from "./vectors/vector.ts";
import { vectors } from "./vectors.ts";
import { liveSecrets, parsed, signedRequest } from "./verify.ts";

const reasons: readonly RefusalReason[] = [
  "header_missing",
  "header_malformed",
  "timestamp_malformed",
  "stale_timestamp",
  "invalid_signature",
];

const digits = fc.oneof(fc.constant("1767225600"), fc.constant("1767225600000"), fc.nat().map(String));
const encoded = fc.oneof(
  fc.base64String({ maxLength: 120 }),
  fc.stringMatching(/^[0-9a-fA-F]{0,140}$/),
  fc.stringMatching(/^[A-Za-z0-9_-]{0,90}$/),
);

/** Values of the shape that some scheme expects, none of them signed by anyone, and values of no shape at all. */
const headerValue = fc
  .oneof(
    digits,
    encoded,
    fc.string({ unit: "binary" }),
    fc.constant("2026-01-01T00:00:00Z"),
    fc
      .tuple(fc.constantFrom("v1,", "v1a,", "sha256=", "sha1=", "v0=", "v1=", "hmac-sha256="), encoded)
      .map(joined),
    fc.tuple(fc.constant("t="), digits, fc.constant(",v1="), encoded).map(joined),
    fc.tuple(fc.constant("v="), digits, fc.constant(",d="), encoded).map(joined),
    fc.tuple(fc.constant("ts="), digits, fc.constant(";h1="), encoded).map(joined),
  )
  .map((value) => value.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, ""));

const anyBody = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.json(),
  fc.string({ unit: "binary" }),
  fc
    .record({ signature: fc.record({ timestamp: digits, token: fc.string(), signature: encoded }) })
    .map((value) => JSON.stringify(value)),
  fc
    .record({ webhookTimestamp: fc.oneof(fc.constant(SIGNED_AT), fc.double()) })
    .map((value) => JSON.stringify(value)),
);

const anyUrl = fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string({ unit: "binary" }));

function joined(parts: readonly string[]): string {
  return parts.join("");
}

describe.each(vectors)("Whatever arrives in the name of $sender", (vector) => {
  const verifier = prepareVerifier(parsed(vector.scheme), liveSecrets(vector.secret));
  const names = Object.keys(vector.headers);

  it("unsigned is refused with a verdict, never an exception, that does not tell the secret", async () => {
    const headers = fc.dictionary(fc.constantFrom("x-other", ...names), headerValue);
    const now = fc.oneof(fc.constant(SIGNED_AT), fc.constant(vector.at ?? 0), fc.integer());
    await fc.assert(
      fc.asyncProperty(headers, anyBody, anyUrl, now, async (givenHeaders, givenBody, givenUrl, givenNow) => {
        const request = signedRequest({ headers: givenHeaders, body: givenBody, url: givenUrl });
        const verdict = await verifier.verify(request, givenNow);
        expect(verdict.ok).toBe(false);
        expect(verdict.ok ? null : verdict.reason).toBeOneOf([...reasons]);
        expect(JSON.stringify(verdict)).not.toContain(vector.secret);
      }),
      { numRuns: 60 },
    );
  });
});

/** Where the body is signed as it is; a form may be written in several ways that mean the same. */
const rawBodies = vectors.filter(({ scheme }) => JSON.stringify(scheme).includes('"body":"raw"'));

describe.each(rawBodies)("A body of $sender", (vector) => {
  it("is refused wherever one byte differs from what was signed", async () => {
    const verifier = prepareVerifier(parsed(vector.scheme), liveSecrets(vector.secret));
    const request = signedRequest(vector);
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (position, change) => {
        const index = position % Math.max(1, request.body.length);
        const body = new Uint8Array(Math.max(1, request.body.length));
        body.set(request.body);
        body[index] = (body[index] ?? 0) ^ change;
        expect((await verifier.verify({ ...request, body }, vector.at ?? 0)).ok).toBe(false);
      }),
      { numRuns: 30 },
    );
  });
});
