import { describe, expect, it } from "vitest";
import { bytesToBase64 } from "../../../shared/crypto/bytes.ts";
import type { SchemeInput } from "../../../shared/signatures/scheme.ts";
import { RSA_KEY, SENDGRID_KEY } from "./vectors/public-key.ts";
import { BODY } from "./vectors/vector.ts";
import { verdictOn } from "./verify.ts";

const signed = {
  signature: { from: { header: "x-signature" }, encoding: "base64" },
  content: [{ body: "raw" }],
} satisfies Partial<SchemeInput>;

const kinds: readonly [name: string, scheme: SchemeInput, key: string][] = [
  ["ECDSA", { kind: "ecdsa-p256", ...signed }, SENDGRID_KEY],
  ["Ed25519", { kind: "ed25519", ...signed }, "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="],
  ["RSA with SHA-1", { kind: "rsa", algorithm: "sha1", ...signed }, RSA_KEY],
  ["RSA with SHA-256", { kind: "rsa", algorithm: "sha256", ...signed }, RSA_KEY],
];

describe.each(kinds)("%s", (_name, scheme, secret) => {
  it.each([
    1, 31, 32, 63, 64, 65, 70, 72, 255, 256, 257, 512,
  ])("refuses any signature of %i bytes that is none, without an exception", async (length) => {
    for (const fill of [0x00, 0x01, 0x30, 0xff]) {
      const signature = bytesToBase64(new Uint8Array(length).fill(fill));
      const verdict = await verdictOn(
        { scheme, secret },
        { headers: { "x-signature": signature }, body: BODY },
      );
      expect(verdict).toMatchObject({ reason: "invalid_signature", step: "signature" });
    }
  });

  it("refuses an empty signature as malformed", async () => {
    const verdict = await verdictOn({ scheme, secret }, { headers: { "x-signature": "" }, body: BODY });
    expect(verdict).toMatchObject({ reason: "header_malformed" });
  });
});
