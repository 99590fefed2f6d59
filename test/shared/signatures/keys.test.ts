import { afterEach, describe, expect, it, vi } from "vitest";
import { checkSecret, prepareVerifier } from "../../../shared/signatures/prepare.ts";
import type { SchemeInput } from "../../../shared/signatures/scheme.ts";
import { RSA_KEY, SENDGRID_KEY } from "./vectors/public-key.ts";
import { BODY, SECRET, standardWebhooks } from "./vectors/vector.ts";
import { liveSecrets, parsed, signedRequest } from "./verify.ts";

const signed = {
  signature: { from: { header: "x-signature" }, encoding: "hex" },
  content: [{ body: "raw" }],
} satisfies Partial<SchemeInput>;

const plain = parsed({ kind: "hmac", algorithm: "sha256", ...signed });
const hexKey = parsed({ kind: "hmac", algorithm: "sha256", key: { decode: "hex" }, ...signed });

/** Signed under SECRET. */
const request = signedRequest({
  headers: { "x-signature": "c3a852d7696fb9cc8f10355e3d2c73358db4cc0518cb5f55020a6ec49f7718be" },
  body: BODY,
});

const ED25519_HEX = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const ED25519_SPKI = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
const P384_KEY =
  "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEuBUou0mhi2u6GgS5GDfqRE8hqvgnKMaialkg63uKqF1jv1XQv//ZY/XpqadUsx1vkr5oiqUdpPAYJjfxknFTRtDZuSMeRmeIqG8KKpTXtv2xJRN7vAlFZZXGNm+G1V2e";

function pem(spki: string, lineBreak = "\n"): string {
  const lines = spki.match(/.{1,64}/g) ?? [];
  return ["-----BEGIN PUBLIC KEY-----", ...lines, "-----END PUBLIC KEY-----", ""].join(lineBreak);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("An endpoint's secrets", () => {
  it.each([
    ["there is none", []],
    ["all are empty", liveSecrets("", "  ", "\n\t")],
    ["all have expired", [{ id: "sec_1", value: SECRET, expiresAt: 999 }]],
    ["one expires this millisecond", [{ id: "sec_1", value: SECRET, expiresAt: 1000 }]],
  ])("are missing when %s", async (_title, secrets) => {
    expect(await prepareVerifier(plain, secrets).verify(request, 1000)).toMatchObject({
      reason: "secret_missing",
      step: "secret",
    });
  });

  it("verify until the millisecond they expire", async () => {
    const verifier = prepareVerifier(plain, [{ id: "sec_1", value: SECRET, expiresAt: 1001 }]);
    expect(await verifier.verify(request, 1000)).toMatchObject({ ok: true });
    expect(await verifier.verify(request, 1001)).toMatchObject({ reason: "secret_missing" });
  });

  it("each verify while they are rotated, and the verdict says which one did", async () => {
    const secrets = [
      { id: "sec_old", value: "old", expiresAt: 5000 },
      { id: "sec_new", value: SECRET, expiresAt: null },
    ];
    expect(await prepareVerifier(plain, secrets).verify(request, 1000)).toMatchObject({
      secretId: "sec_new",
    });
  });

  it("are trimmed, as they are pasted by hand", async () => {
    const verifier = prepareVerifier(plain, liveSecrets(` ${SECRET}\r\n`));
    expect(await verifier.verify(request, 0)).toMatchObject({ ok: true });
  });

  it("are tried up to ten, expired and empty ones not counted", async () => {
    const others = Array.from({ length: 9 }, (_, index) => `other ${index}`);
    const expired = { id: "sec_x", value: "expired", expiresAt: 1 };
    const ten = [expired, ...liveSecrets("", ...others, SECRET)];
    const eleven = liveSecrets("one more", ...others, SECRET);
    expect(await prepareVerifier(plain, ten).verify(request, 1000)).toMatchObject({ ok: true });
    expect(await prepareVerifier(plain, eleven).verify(request, 1000)).toMatchObject({
      reason: "invalid_signature",
    });
  });

  it("are refused with the form due when none has it", async () => {
    expect(await prepareVerifier(hexKey, liveSecrets("no hex", "123")).verify(request, 0)).toEqual({
      ok: false,
      reason: "invalid_signature",
      step: "secret",
      expected: "a key in the form: hexadecimal digits, two for each byte",
    });
  });

  it("verify beside one that is malformed", async () => {
    const secrets = liveSecrets("no hex", "746573745f736563726574");
    expect(await prepareVerifier(hexKey, secrets).verify(request, 0)).toMatchObject({ secretId: "sec_2" });
  });

  it("are imported at the first request that may use them, and once", async () => {
    const importKey = vi.spyOn(crypto.subtle, "importKey");
    const expired = { id: "sec_x", value: "expired", expiresAt: 1 };
    const verifier = prepareVerifier(plain, [expired, ...liveSecrets("other", SECRET)]);
    expect(importKey).toHaveBeenCalledTimes(0);
    for (let round = 0; round < 3; round += 1) {
      expect(await verifier.verify(request, 1000)).toMatchObject({ ok: true });
    }
    expect(importKey).toHaveBeenCalledTimes(2);
  });
});

const p256: SchemeInput = { kind: "ecdsa-p256", ...signed };
const rsa: SchemeInput = { kind: "rsa", algorithm: "sha256", ...signed };
const ed25519: SchemeInput = { kind: "ed25519", ...signed };
const ed25519Hex: SchemeInput = { kind: "ed25519", key: { decode: "hex" }, ...signed };
const derived: SchemeInput = { kind: "hmac", algorithm: "sha1", key: { derive: "sha1" }, ...signed };

const fit: readonly [form: string, scheme: SchemeInput, secret: string][] = [
  ["text for HMAC", { kind: "hmac", algorithm: "sha256", ...signed }, "anything"],
  ["text whose hash is the key", derived, "anything"],
  ["base64 behind a mark", standardWebhooks("webhook"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
  ["base64 behind two marks", standardWebhooks("webhook"), "v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
  ["base64 without its mark", standardWebhooks("webhook"), "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
  ["a P-256 key in base64", p256, SENDGRID_KEY],
  ["a P-256 key in PEM", p256, pem(SENDGRID_KEY)],
  ["an RSA key in base64", rsa, RSA_KEY],
  ["an RSA key in base64 over several lines", rsa, RSA_KEY.replaceAll(/(.{64})/g, "$1\n")],
  ["an RSA key in PEM with CRLF", rsa, pem(RSA_KEY, "\r\n")],
  ["an Ed25519 key in hex", ed25519Hex, ED25519_HEX],
  ["an Ed25519 key in base64", ed25519, "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="],
  ["an Ed25519 key as SPKI in base64", ed25519, ED25519_SPKI],
  ["an Ed25519 key in PEM", ed25519Hex, pem(ED25519_SPKI)],
  ["a user and a password", { kind: "basic" }, "user:pass:word"],
  ["a token", { kind: "token", from: { header: "x-token" } }, "anything"],
];

const unfit: readonly [form: string, scheme: SchemeInput, secret: string, sentence: string][] = [
  ["nothing", { kind: "basic" }, " \n", "The secret must not be empty."],
  [
    "url-safe base64",
    standardWebhooks("webhook"),
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_",
    "standard base64",
  ],
  ["a P-384 key for P-256", p256, P384_KEY, "P-256 public key"],
  ["an RSA key for P-256", p256, RSA_KEY, "P-256 public key"],
  ["a P-256 key for RSA", rsa, SENDGRID_KEY, "RSA public key"],
  ["a certificate", rsa, pem(RSA_KEY).replaceAll("PUBLIC KEY", "CERTIFICATE"), "RSA public key"],
  ["a PEM cut short", rsa, pem(RSA_KEY).slice(0, 200), "RSA public key"],
  ["a P-256 key cut short", p256, SENDGRID_KEY.slice(0, 80), "P-256 public key"],
  ["an Ed25519 key cut short", ed25519Hex, ED25519_HEX.slice(2), "Ed25519 public key"],
  ["a user alone", { kind: "basic" }, "hook", "user:password"],
];

describe("A secret at its entry", () => {
  it("is refused as a mark with nothing behind it", async () => {
    expect(await checkSecret(parsed(standardWebhooks("webhook")), "whsec_")).toBe(
      'The secret must be standard base64, with or without "v1," and "whsec_" in front.',
    );
  });

  it.each(fit)("is fine as %s", async (_form, scheme, secret) => {
    expect(await checkSecret(parsed(scheme), secret)).toBeNull();
  });

  it.each(unfit)("is refused as %s, in a sentence that does not repeat it", async (...row) => {
    const [, scheme, secret, sentence] = row;
    const answer = await checkSecret(parsed(scheme), secret);
    expect(answer).toContain(sentence);
    expect(answer).toMatch(/^The secret must .*\.$/);
    expect(answer).not.toContain(secret);
  });
});
