import { describe, expect, it } from "vitest";
import { checkSecret } from "../../../shared/signatures/prepare.ts";
import { type SchemeInput, schemeSchema } from "../../../shared/signatures/scheme.ts";
import { BODY, SECRET, WRONG_SECRET } from "./vectors/vector.ts";
import { parsed, verdictOn } from "./verify.ts";

const HEX = "c3a852d7696fb9cc8f10355e3d2c73358db4cc0518cb5f55020a6ec49f7718be";

const hmac = {
  kind: "hmac",
  algorithm: "sha256",
  signature: { from: { header: "x-new" }, encoding: "hex" },
  content: [{ body: "raw" }],
} satisfies SchemeInput;
const token = { kind: "token", from: { header: "x-old" } } satisfies SchemeInput;
const ed25519 = { ...hmac, kind: "ed25519" as const, algorithm: undefined };
const either: SchemeInput = { anyOf: [hmac, token], id: { json: "/id" } };

describe("A scheme with alternatives", () => {
  it("accepts what one of them accepts", async () => {
    for (const headers of [{ "x-new": HEX }, { "x-old": SECRET }, { "x-new": "00", "x-old": SECRET }]) {
      expect(await verdictOn({ scheme: either, secret: SECRET }, { headers, body: BODY })).toMatchObject({
        ok: true,
        secretId: "sec_1",
      });
    }
  });

  it("otherwise refuses for the reason that came furthest", async () => {
    const verdict = (headers: Record<string, string>) =>
      verdictOn({ scheme: either, secret: WRONG_SECRET }, { headers, body: BODY });
    expect(await verdict({})).toMatchObject({ reason: "header_missing" });
    expect(await verdict({ "x-new": HEX })).toMatchObject({ reason: "invalid_signature", step: "signature" });
  });

  it("takes a secret that serves one of them, and names every form otherwise", async () => {
    const base64 = { ...hmac, key: { decode: "base64" as const } };
    const hex = { ...hmac, key: { decode: "hex" as const } };
    const scheme = parsed({ anyOf: [base64, hex] });
    expect(await checkSecret(scheme, "00ff")).toBeNull();
    expect(await checkSecret(scheme, "?")).toContain(", or ");
    expect(await checkSecret(scheme, " ")).toContain("empty");
  });

  it.each<[title: string, scheme: unknown, path: string]>([
    ["a public key beside a shared secret", { anyOf: [hmac, ed25519] }, "anyOf"],
    ["a token of either sort beside the other", { anyOf: [jwt("HS256"), jwt("RS256")] }, "anyOf"],
    ["an identity within an alternative", { anyOf: [{ ...hmac, id: { json: "/id" } }, token] }, "anyOf.0.id"],
  ])("is refused with %s", (_title, scheme, path) => {
    const result = schemeSchema.safeParse(JSON.parse(JSON.stringify(scheme)));
    expect(result.error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  });

  it("has at least two", () => {
    expect(schemeSchema.safeParse({ anyOf: [hmac] }).success).toBe(false);
  });
});

function jwt(algorithm: "HS256" | "RS256"): SchemeInput {
  return {
    kind: "jwt",
    from: { header: "x-jwt" },
    algorithms: [algorithm],
    bodyHash: { claim: "hash", algorithm: "sha256", encoding: "hex" },
  };
}
