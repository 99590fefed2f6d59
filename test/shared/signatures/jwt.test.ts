import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkSecret, prepareVerifier } from "../../../shared/signatures/prepare.ts";
import type { SchemeInput } from "../../../shared/signatures/scheme.ts";
import { confused, JWT_KEY, JWT_URL, publicKeys, tokens } from "./vectors/tokens.ts";
import { BODY, SIGNED_AT } from "./vectors/vector.ts";
import { liveSecrets, parsed, type RequestParts, signedRequest, verdictOn } from "./verify.ts";

const netlify = {
  kind: "jwt",
  from: { header: "x-webhook-signature" },
  algorithms: ["HS256"],
  issuer: "netlify",
  bodyHash: { claim: "sha256", algorithm: "sha256", encoding: "hex" },
} satisfies SchemeInput;

const messageBird = {
  kind: "jwt",
  from: { header: "x-webhook-signature" },
  algorithms: ["HS256", "HS384", "HS512"],
  bodyHash: { claim: "payload_hash", algorithm: "sha256", encoding: "hex" },
  urlHash: { claim: "url_hash", algorithm: "sha256", encoding: "hex" },
} satisfies SchemeInput;

const vonage = {
  ...netlify,
  issuer: "Vonage",
  maxAgeSeconds: 300,
  bodyHash: messageBird.bodyHash,
} satisfies SchemeInput;

function verify(scheme: SchemeInput, token: string, request: RequestParts = {}, now = SIGNED_AT) {
  const headers = { "x-webhook-signature": token };
  return verdictOn({ scheme, secret: JWT_KEY, now }, { headers, body: BODY, url: JWT_URL, ...request });
}

describe("A token", () => {
  it("is accepted under any algorithm of the list, and says when it was issued", async () => {
    for (const token of [tokens.messagebirdHS256, tokens.messagebirdHS384, tokens.messagebirdHS512]) {
      expect(await verify(messageBird, token)).toEqual({ ok: true, secretId: "sec_1", signedAt: null });
    }
    expect(await verify(vonage, tokens.vonage)).toMatchObject({ ok: true, signedAt: SIGNED_AT });
  });

  it("is refused under an algorithm that the scheme does not list, whatever the token says", async () => {
    const one = { ...messageBird, algorithms: ["HS256"] } satisfies SchemeInput;
    for (const token of [tokens.messagebirdHS384, tokens.messagebirdHS512]) {
      expect(await verify(one, token)).toMatchObject({ ok: false, reason: "header_malformed" });
    }
    for (const token of [tokens.none, tokens.noneSigned, tokens.crit]) {
      expect(await verify(netlify, token)).toMatchObject({ ok: false, reason: "header_malformed" });
    }
  });

  it("is refused under a key that it brings itself", async () => {
    expect(await verify(netlify, tokens.jwkInside)).toMatchObject({ reason: "invalid_signature" });
  });

  it("is refused where an HMAC was made with the text of the public key", async () => {
    const bodyHash = { claim: "request_body_sha256", algorithm: "sha256", encoding: "base64" } as const;
    const headers = { "x-webhook-signature": confused.token };
    for (const algorithm of ["RS256", "HS256"] as const) {
      const scheme = {
        kind: "jwt",
        from: netlify.from,
        algorithms: [algorithm],
        bodyHash,
      } satisfies SchemeInput;
      const verdict = await verdictOn({ scheme, secret: confused.pem }, { headers, body: BODY });
      expect(verdict.ok).toBe(false);
    }
  });

  it("is refused with another issuer or audience", async () => {
    expect(await verify(netlify, tokens.otherIssuer)).toMatchObject({ reason: "invalid_signature" });
    const { issuer: _, ...anyIssuer } = netlify;
    expect(await verify({ ...anyIssuer, audience: "me" }, tokens.audience)).toMatchObject({ ok: true });
    expect(await verify({ ...anyIssuer, audience: "you" }, tokens.audience)).toMatchObject({
      reason: "invalid_signature",
    });
  });

  it("is refused with another body, or without its hash, whatever other claims it has", async () => {
    for (const token of [tokens.noHash, tokens.numberHash, tokens.okClaim]) {
      expect(await verify(netlify, token)).toMatchObject({ reason: "invalid_signature" });
    }
    expect(await verify(netlify, tokens.netlify, { body: `${BODY} ` })).toMatchObject({
      reason: "invalid_signature",
    });
  });

  it("may leave the hash of an empty body out, not that of another", async () => {
    expect(await verify(messageBird, tokens.messagebirdEmpty, { body: "" })).toMatchObject({ ok: true });
    expect(await verify(messageBird, tokens.messagebirdEmpty)).toMatchObject({ ok: false });
    expect(await verify(messageBird, tokens.messagebirdHS256, { body: "" })).toMatchObject({ ok: false });
  });

  it("is refused at another URL", async () => {
    for (const url of [`${JWT_URL}&more=1`, JWT_URL.replace("ep_1", "ep_2")]) {
      expect(await verify(messageBird, tokens.messagebirdHS256, { url })).toMatchObject({
        reason: "invalid_signature",
      });
    }
  });

  it("is accepted for its time and the clock's skew, and not beyond", async () => {
    const at = (seconds: number) =>
      verify(messageBird, tokens.messagebirdHS256, {}, SIGNED_AT + seconds * 1000);
    for (const seconds of [-5, 0, 60, 64]) {
      expect(await at(seconds), String(seconds)).toMatchObject({ ok: true });
    }
    for (const seconds of [-6, 65, 3600]) {
      expect(await at(seconds), String(seconds)).toMatchObject({ reason: "stale_timestamp" });
    }
    const aged = (seconds: number) => verify(vonage, tokens.vonage, {}, SIGNED_AT + seconds * 1000);
    expect([await aged(305), await aged(-5)]).toMatchObject([{ ok: true }, { ok: true }]);
    expect([await aged(306), await aged(-6)]).toMatchObject([
      { reason: "stale_timestamp" },
      { reason: "stale_timestamp" },
    ]);
  });

  it("is malformed without the time that its age is counted from", async () => {
    for (const token of [tokens.noIat, tokens.textIat]) {
      expect(await verify(vonage, token)).toMatchObject({ ok: false, reason: "timestamp_malformed" });
    }
  });

  it("is found under the second secret, which is named", async () => {
    const verifier = prepareVerifier(parsed(netlify), liveSecrets("another", JWT_KEY));
    const request = signedRequest({ headers: { "x-webhook-signature": tokens.netlify }, body: BODY });
    expect(await verifier.verify(request, SIGNED_AT)).toMatchObject({ ok: true, secretId: "sec_2" });
  });

  it("has a key of the algorithm's form", async () => {
    const scheme = (algorithm: "RS256" | "ES256" | "EdDSA" | "HS256") =>
      parsed({ ...netlify, algorithms: [algorithm] });
    for (const algorithm of ["RS256", "ES256", "EdDSA"] as const) {
      expect(await checkSecret(scheme(algorithm), publicKeys[algorithm].key)).toBeNull();
      expect(await checkSecret(scheme(algorithm), JWT_KEY)).toContain("public key");
    }
    expect(await checkSecret(scheme("HS256"), confused.pem)).toContain("must be some text");
  });

  it("of any other form is refused with a verdict, never an exception", async () => {
    const part = fc.oneof(fc.base64String(), fc.constantFrom(...tokens.netlify.split(".")), fc.string());
    const text = fc.oneof(
      fc.array(part, { maxLength: 5 }).map((parts) => parts.join(".")),
      fc.string({ unit: "binary" }),
    );
    await fc.assert(
      fc.asyncProperty(text, async (token) => {
        const clean = token.replaceAll(/[^\t\x20-\x7e]/g, "");
        fc.pre(clean.trim() !== tokens.netlify);
        expect((await verify(netlify, clean)).ok).toBe(false);
      }),
    );
  });

  it("is refused with any one character changed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(tokens.netlify.length - 2), async (place) => {
        const changed = tokens.netlify[place] === "A" ? "B" : "A";
        const token = tokens.netlify.slice(0, place) + changed + tokens.netlify.slice(place + 1);
        expect((await verify(netlify, token)).ok).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});
