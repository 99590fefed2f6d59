import { describe, expect, it } from "vitest";
import { anyOf } from "../../../shared/signatures/any-of.ts";
import { refuse, type Verdict, type Verifier } from "../../../shared/signatures/verifier.ts";
import { signedRequest } from "./verify.ts";

const giving = (verdict: Verdict): Verifier => ({ verify: async () => verdict });
const accepting = giving({ ok: true, secretId: "sec_1", signedAt: null });
const unsigned = giving(refuse("header_missing", "header", "a header"));
const stale = giving(refuse("stale_timestamp", "timestamp", "a timestamp"));
const forged = giving(refuse("invalid_signature", "signature", "a signature"));

describe("Several ways to verify", () => {
  it("accept what one of them accepts", async () => {
    for (const verifier of [anyOf(accepting), anyOf(accepting, forged), anyOf(unsigned, stale, accepting)]) {
      expect(await verifier.verify(signedRequest({}), 0)).toMatchObject({ ok: true, secretId: "sec_1" });
    }
  });

  it("otherwise refuse for the reason that came furthest", async () => {
    for (const verifier of [anyOf(forged), anyOf(unsigned, stale, forged), anyOf(forged, stale, unsigned)]) {
      expect(await verifier.verify(signedRequest({}), 0)).toMatchObject({ reason: "invalid_signature" });
    }
    expect(await anyOf(unsigned, stale).verify(signedRequest({}), 0)).toMatchObject({ step: "timestamp" });
  });
});
