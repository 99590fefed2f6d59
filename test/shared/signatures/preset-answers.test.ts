import { describe, expect, it } from "vitest";
import { answerEvent, answerHandshake } from "../../../shared/signatures/answer.ts";
import { resolveScheme } from "../../../shared/signatures/declaration.ts";
import { findPreset } from "../../../shared/signatures/presets/index.ts";
import { presetVectors } from "./vectors/preset.ts";
import { type RequestParts, signedRequest, verdictOn } from "./verify.ts";

describe("A handshake of a preset", () => {
  const url = (query: string) => `https://hooks.example.com/webhooks/custom/ep_1?${query}`;
  const json = (value: unknown) => ({ body: JSON.stringify(value) });

  it.each<[preset: string, title: string, request: RequestParts, status: number, body: string]>([
    [
      "meta",
      "echoes its challenge",
      { method: "GET", url: url("hub.mode=subscribe&hub.challenge=115&hub.verify_token=x") },
      200,
      "115",
    ],
    ["dropbox", "echoes its challenge", { method: "GET", url: url("challenge=abc") }, 200, "abc"],
    [
      "okta",
      "echoes a header as JSON",
      { method: "GET", headers: { "x-okta-verification-challenge": 'a"b' } },
      200,
      '{"verification":"a\\"b"}',
    ],
    [
      "microsoft-graph",
      "echoes its token",
      { url: url("validationToken=Validation%3A+1") },
      200,
      "Validation: 1",
    ],
    ["trello", "is a HEAD", { method: "HEAD" }, 200, ""],
    ["intercom", "is a HEAD", { method: "HEAD" }, 200, ""],
    ["discord-interactions", "is a PING", json({ type: 1 }), 200, '{"type":1}'],
    ["discord-events", "is a PING", json({ type: 0 }), 204, ""],
    ["slack", "echoes its challenge", json({ type: "url_verification", challenge: "3eZ" }), 200, "3eZ"],
    ["slack", "is a check of the certificate", { method: "GET", url: url("ssl_check=1") }, 200, ""],
    ["woocommerce", "is a ping", { body: "webhook_id=7" }, 200, ""],
    ["housecall-pro", "is a probe", json({ foo: "bar" }), 200, ""],
    [
      "zoom",
      "signs the plain token",
      json({ event: "endpoint.url_validation", payload: { plainToken: "qgg8vlvZRS6UYooatFL8Aw" } }),
      200,
      '{"plainToken":"qgg8vlvZRS6UYooatFL8Aw","encryptedToken":"af2b71c039092798acffde4bc073be46286db03f4d82bfac9008822d0fac2449"}',
    ],
  ])("%s %s", async (preset, _title, request, status, body) => {
    const given = { verified: request.method === undefined, secret: "test_secret" };
    const answer = await answerHandshake(resolveScheme({ preset }), signedRequest(request), given);
    expect(answer).toMatchObject({ status, body });
  });

  it("braintree signs a challenge that no notification can be, and nothing else", async () => {
    const scheme = resolveScheme({ preset: "braintree" });
    const answer = (challenge: string) =>
      answerHandshake(
        scheme,
        signedRequest({
          method: "GET",
          url: url(new URLSearchParams({ bt_challenge: challenge }).toString()),
        }),
        { verified: false, secret: "pubkey1|privkey1" },
      );
    const challenge = "20f9f8ed05f77439fe955c977e4c8a53";
    const signed = await answer(challenge);
    expect(signed?.body).toBe("pubkey1|d19b6542dbce4b9baccaf1f7fd9c324b78956551");
    const forged = new URLSearchParams({ bt_signature: signed?.body ?? "", bt_payload: challenge });
    const proof = {
      scheme: findPreset("braintree")?.scheme ?? { kind: "basic" },
      secret: "pubkey1|privkey1",
    };
    expect(await verdictOn(proof, { body: forged.toString() })).toMatchObject({
      reason: "invalid_signature",
    });
    for (const other of [
      "",
      "PG5vdGlmaWNhdGlvbj4=\n",
      `${challenge}\n`,
      challenge.toUpperCase(),
      "ab",
      "a".repeat(65),
    ]) {
      expect(await answer(other)).toBeNull();
    }
  });

  it("zoom signs nothing for a request that is not signed itself, nor before there is a secret", async () => {
    const request = signedRequest(
      json({ event: "endpoint.url_validation", payload: { plainToken: "v0:1:{}" } }),
    );
    const scheme = resolveScheme({ preset: "zoom" });
    expect(await answerHandshake(scheme, request, { verified: false, secret: "test_secret" })).toBeNull();
    expect(await answerHandshake(scheme, request, { verified: true, secret: null })).toBeNull();
  });

  it("may be a POST without a signature where its sender signs none, and only there", async () => {
    const answer = (preset: string, parts: RequestParts) =>
      answerHandshake(resolveScheme({ preset }), signedRequest(parts), { verified: false, secret: "s" });
    expect(await answer("microsoft-graph", { url: url("validationToken=1") })).toMatchObject({ body: "1" });
    expect(await answer("woocommerce", { body: "webhook_id=7" })).toMatchObject({ status: 200 });
    expect(await answer("housecall-pro", json({ foo: "bar" }))).toMatchObject({ status: 200 });
    expect(await answer("slack", json({ type: "url_verification", challenge: "3eZ" }))).toBeNull();
    expect(await answer("discord-interactions", json({ type: 1 }))).toBeNull();
  });

  it("is no event of the same sender", async () => {
    for (const vector of presetVectors) {
      const scheme = resolveScheme({ preset: vector.preset });
      const given = { verified: true, secret: vector.secret };
      expect(await answerHandshake(scheme, signedRequest(vector), given), vector.preset).toBeNull();
    }
  });
});

describe("The answer to an event of a preset", () => {
  it.each([
    ["adyen", 200, "[accepted]"],
    ["dropbox-sign", 200, "Hello API Event Received"],
    ["xero", 200, ""],
    ["discord-interactions", 200, '{"type":5}'],
    ["discord-events", 204, ""],
  ])("%s is its protocol's", (preset, status, body) => {
    expect(answerEvent(resolveScheme({ preset }), signedRequest({}))).toMatchObject({ status, body });
  });

  it("to a refused one is the status that Xero and GoCardless want", () => {
    expect(resolveScheme({ preset: "xero" }).refusal).toEqual({ status: 401 });
    expect(resolveScheme({ preset: "gocardless" }).refusal).toEqual({ status: 498 });
  });
});
