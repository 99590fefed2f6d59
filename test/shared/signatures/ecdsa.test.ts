import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesToHex, hexToBytes } from "../../../shared/crypto/bytes.ts";
import { rawEcdsaSignature } from "../../../shared/signatures/ecdsa.ts";
import { BODY } from "./vectors/vector.ts";
import { verdictOn } from "./verify.ts";

const KEY =
  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEPuFqY7vTFmTwRt2brBBJu11KWAZuHWG1R+yqqHPBohCMnsf4TxIcNXUVM4XucUK1vDSEm1Lqln/S1Kdq4M9BEw==";

function verify(signature: string) {
  return verdictOn(
    {
      scheme: {
        kind: "ecdsa-p256",
        signature: { from: { header: "x-signature" }, encoding: "base64" },
        content: [{ body: "raw" }],
      },
      secret: KEY,
    },
    { headers: { "x-signature": signature }, body: BODY },
  );
}

function raw(hex: string): string | null {
  const signature = rawEcdsaSignature(hexToBytes(hex) ?? new Uint8Array());
  return signature === null ? null : bytesToHex(signature);
}

describe("An ECDSA signature", () => {
  it.each([
    [
      "in DER with a short r",
      "MEMCH0L73VijDYr62hSVJMqSSCXEMo80/gnzSi3DrEnDG3MCIHLHCvFa98I5JatUUMubgC1GsURQZDYiPFtVRnyBurB/",
    ],
    [
      "in DER with a short s",
      "MEQCIQCwMGB3qmaSz7U2wuuhjiXwzw94wlG2BqrTiEOPxfCPsgIfR/MJWwZJr72TM+F1Ik0wvEpZZiIkLAANLAr/S1zt/A==",
    ],
    [
      "as r‖s that begins as DER does",
      "MFc2h0oINmFdJP317NKPprqWkFF4UJ5pxDdocO5TaF60SyK0eo3ibH9NiDnAtt5Bdy/oiKz2ZQ/2KeXC91UQpQ==",
    ],
  ])("is accepted %s", async (_title, signature) => {
    expect(await verify(signature)).toMatchObject({ ok: true });
  });

  it.each([
    ["of zeros", btoa("\0".repeat(64))],
    ["of zeros in DER", btoa("\x30\x06\x02\x01\x00\x02\x01\x00")],
    ["of one byte", btoa("\x30")],
    [
      "of DER cut short",
      "MEMCH0L73VijDYr62hSVJMqSSCXEMo80/gnzSi3DrEnDG3MCIHLHCvFa98I5JatUUMubgC1GsURQZDYiPFs=",
    ],
  ])("is refused %s, without an exception", async (_title, signature) => {
    expect(await verify(signature)).toMatchObject({ reason: "invalid_signature", step: "signature" });
  });

  it("in DER becomes r and s, each filled up to 32 bytes", () => {
    expect(raw("3006020101020102")).toBe(`${"00".repeat(31)}01${"00".repeat(31)}02`);
    expect(raw("300702020080020102")).toBe(`${"00".repeat(31)}80${"00".repeat(31)}02`);
  });

  it.each([
    ["an outer length too great", "3007020101020102"],
    ["an outer length too small", "3005020101020102"],
    ["bytes behind s", "300702010102010200"],
    ["another tag than INTEGER", "3006030101020102"],
    ["an empty r", "30050200020102"],
    ["a negative r", "3006020180020102"],
    ["a superfluous zero", "300702020001020102"],
    ["an r of 33 bytes", `30260221${"01".repeat(33)}020102`],
    ["an inner length beyond the end", "3006020101027f02"],
  ])("in DER is none with %s", (_title, hex) => {
    expect(raw(hex)).toBeNull();
  });

  it("of any bytes is 64 bytes or none, and never an exception", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, sequence) => {
        const signature = rawEcdsaSignature(
          sequence ? new Uint8Array([0x30, bytes.length, ...bytes]) : bytes,
        );
        expect(signature?.length ?? 64).toBe(64);
      }),
    );
  });
});
