import { describe, expect, it } from "vitest";
import { type SchemeInput, schemeSchema } from "../../../shared/signatures/scheme.ts";

const signature = { from: { header: "X-Signature" }, encoding: "hex" } as const;
const content: Extract<SchemeInput, { kind: "hmac" }>["content"] = [{ body: "raw" }];

const contradictory: readonly [title: string, scheme: SchemeInput, path: string][] = [
  ["a plain hash without the secret", { kind: "digest", algorithm: "sha256", signature, content }, "content"],
  [
    "a timestamp in the content that is nowhere else",
    { kind: "hmac", algorithm: "sha256", signature, content: [{ join: ".", of: [{ timestamp: true }] }] },
    "content",
  ],
  [
    "a timestamp among pairs that are not there",
    { kind: "hmac", algorithm: "sha256", signature, timestamp: { from: { pair: "t" }, unit: "s" }, content },
    "timestamp.from",
  ],
  [
    "a list of pairs and a list",
    {
      kind: "hmac",
      algorithm: "sha256",
      signature: {
        ...signature,
        list: { separator: "comma" },
        pairs: { item: ",", keyValue: "=", pick: "v1" },
      },
      content,
    },
    "signature",
  ],
  ["a hashed public key", { kind: "ed25519", key: { derive: "sha256" }, signature, content }, "key.derive"],
  ["a public key for a secret", { kind: "ecdsa-p256", signature, content: [{ secret: true }] }, "content"],
];

describe("A scheme", () => {
  it.each(contradictory)("is refused with %s", (_title, scheme, path) => {
    const result = schemeSchema.safeParse(scheme);
    expect(result.error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  });

  it("takes the names of headers in any case", () => {
    const scheme = schemeSchema.parse({ kind: "hmac", algorithm: "sha256", signature, content });
    expect(scheme).toMatchObject({ signature: { from: { header: "x-signature" } } });
  });

  it("gives a timestamp five minutes either way unless it says otherwise", () => {
    const timestamp = { from: { header: "x-timestamp" }, unit: "s" };
    const scheme = schemeSchema.parse({ kind: "hmac", algorithm: "sha256", signature, timestamp, content });
    expect(scheme).toMatchObject({ timestamp: { pastSeconds: 300, futureSeconds: 300 } });
  });

  it("has no fields that the language does not know", () => {
    const scheme = { kind: "hmac", algorithm: "sha256", signature, content, tolerance: 0 };
    expect(schemeSchema.safeParse(scheme).success).toBe(false);
  });
});
