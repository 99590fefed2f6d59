import { describe, expect, it } from "vitest";
import { type SchemeInput, schemeSchema } from "../../../shared/signatures/scheme.ts";

const signature = { from: { header: "X-Signature" }, encoding: "hex" } as const;
const content: Extract<SchemeInput, { kind: "hmac" }>["content"] = [{ body: "raw" }];

const hmac = {
  kind: "hmac" as const,
  algorithm: "sha256" as const,
  signature,
  timestamp: { from: { header: "x-timestamp" }, unit: "s" as const },
  content,
};

function signing(only: "hex" | undefined) {
  return {
    match: { method: "GET" as const, value: { query: "c" } },
    reply: { text: [{ hmac: { query: "c" }, encoding: "hex" as const, ...(only && { only }) }] },
  };
}

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
  [
    "a timestamp as the first of a list that is none",
    {
      kind: "hmac",
      algorithm: "sha256",
      signature,
      timestamp: { from: { entry: "first" }, unit: "ms" },
      content,
    },
    "timestamp.from",
  ],
  [
    "several public-key algorithms in one token",
    {
      kind: "jwt",
      from: { header: "x" },
      algorithms: ["HS256", "RS256"],
      bodyHash: { claim: "h", algorithm: "sha256", encoding: "hex" },
    },
    "algorithms",
  ],
  ["items that share a header's id", { kind: "basic", items: "/*", id: { header: "x-id" } }, "id"],
  [
    "a handshake that any event would pass for",
    { kind: "basic", handshakes: [{ match: {}, reply: {} }] },
    "handshakes.0.match.value",
  ],
  [
    "an HMAC that the scheme does not make",
    {
      kind: "basic",
      handshakes: [
        { match: { value: { json: "/a" } }, reply: { text: [{ hmac: { json: "/a" }, encoding: "hex" }] } },
      ],
    },
    "handshakes.0.reply",
  ],
  [
    "an unsigned request's value signed as it is",
    { ...hmac, content: [{ timestamp: true }, "-", { body: "raw" }], handshakes: [signing(undefined)] },
    "handshakes.0.reply",
  ],
  [
    "an unsigned request's value signed that may be an event's content",
    { ...hmac, content: ["ab", { timestamp: true }, { body: "raw" }], handshakes: [signing("hex")] },
    "handshakes.0.reply",
  ],
  [
    "a value signed that the request's own signature leaves open",
    {
      ...hmac,
      content: [{ timestamp: true }],
      handshakes: [
        { match: { value: { json: "/a" } }, reply: { text: [{ hmac: { json: "/a" }, encoding: "hex" }] } },
      ],
    },
    "handshakes.0.reply",
  ],
  [
    "a header signed that no signature covers",
    {
      ...hmac,
      handshakes: [
        { match: { value: { header: "x" } }, reply: { text: [{ hmac: { header: "x" }, encoding: "hex" }] } },
      ],
    },
    "handshakes.0.reply",
  ],
  [
    "the name of a key that has none",
    { ...hmac, handshakes: [{ match: { method: "GET" }, reply: { text: [{ keyName: true }] } }] },
    "handshakes.0.reply",
  ],
  ["a reply in two forms", { kind: "basic", reply: { text: ["a"], json: {} } }, "reply"],
  ["a hashed public key", { kind: "ed25519", key: { derive: "sha256" }, signature, content }, "key.derive"],
  ["a public key for a secret", { kind: "ecdsa-p256", signature, content: [{ secret: true }] }, "content"],
];

describe("A scheme", () => {
  it.each(contradictory)("is refused with %s", (_title, scheme, path) => {
    const result = schemeSchema.safeParse(scheme);
    expect(result.error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  });

  it("may sign an unsigned request's value that no event's content can be", () => {
    const apart = { ...hmac, content: [{ timestamp: true as const }, ":", { body: "raw" as const }] };
    expect(schemeSchema.safeParse({ ...apart, handshakes: [signing("hex")] }).success).toBe(true);
  });

  it("answers neither as a page, nor with a redirect, nor with a cookie", () => {
    const reply = (fields: unknown) => schemeSchema.safeParse({ kind: "basic", reply: fields }).success;
    expect(reply({ headers: { "x-a": "b" }, text: ["a"] })).toBe(true);
    for (const name of ["content-type", "set-cookie", "location", "X-A", "x-a\n"]) {
      expect(reply({ headers: { [name]: "text/html" } }), name).toBe(false);
    }
    expect(reply({ headers: { "x-a": "b\r\nset-cookie: c" } })).toBe(false);
    expect(reply({ status: 302 })).toBe(false);
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
