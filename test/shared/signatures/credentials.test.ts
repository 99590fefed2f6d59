import { describe, expect, it } from "vitest";
import type { SchemeInput } from "../../../shared/signatures/scheme.ts";
import { type RequestParts, verdictOn } from "./verify.ts";

const TOKEN = "t_Jm0q1";

const bearer: SchemeInput = { kind: "token", from: { header: "Authorization" }, prefix: "Bearer " };
const inHeader: SchemeInput = { kind: "token", from: { header: "X-Goog-Channel-Token" } };
const inQuery: SchemeInput = { kind: "token", from: { query: "token" } };
const inBody: SchemeInput = { kind: "token", from: { json: "/value/0/clientState" } };

function inUrl(query: string): RequestParts {
  return { url: `https://hooks.example.com/v1/webhooks/any?${query}` };
}

describe("A token", () => {
  it.each<[place: string, scheme: SchemeInput, request: RequestParts]>([
    ["in a header", inHeader, { headers: { "x-goog-channel-token": TOKEN } }],
    ["behind Bearer", bearer, { headers: { authorization: `Bearer ${TOKEN}` } }],
    ["behind bearer in another case", bearer, { headers: { authorization: `bearer  ${TOKEN}` } }],
    ["in the query", inQuery, inUrl(`a=1&token=${TOKEN}`)],
    ["in the query, escaped", inQuery, inUrl("token=%74_Jm0q1")],
    ["in the body", inBody, { body: `{"value":[{"clientState":"${TOKEN}"}]}` }],
  ])("is accepted %s", async (_place, scheme, request) => {
    expect(await verdictOn({ scheme, secret: TOKEN }, request)).toEqual({
      ok: true,
      secretId: "sec_1",
      signedAt: null,
    });
  });

  it.each<[place: string, scheme: SchemeInput, request: RequestParts]>([
    ["another one", inHeader, { headers: { "x-goog-channel-token": "t_Jm0q2" } }],
    ["a part of it", inHeader, { headers: { "x-goog-channel-token": "t_Jm0q" } }],
    ["more than it", inHeader, { headers: { "x-goog-channel-token": `${TOKEN}1` } }],
    ["it in another case", inHeader, { headers: { "x-goog-channel-token": TOKEN.toUpperCase() } }],
    ["it twice", inHeader, { headers: { "x-goog-channel-token": `${TOKEN}, ${TOKEN}` } }],
    ["it behind another one in the query", inQuery, inUrl(`token=x&token=${TOKEN}`)],
  ])("is refused as %s", async (_place, scheme, request) => {
    expect(await verdictOn({ scheme, secret: TOKEN }, request)).toMatchObject({
      reason: "invalid_signature",
      step: "signature",
    });
  });

  it.each<[place: string, scheme: SchemeInput, request: RequestParts, expected: string]>([
    ["the header", inHeader, {}, 'header "x-goog-channel-token"'],
    ["the query parameter", inQuery, inUrl("tokens=1"), 'query parameter "token"'],
    ["the query parameter of a URL that is none", inQuery, { url: "//" }, 'query parameter "token"'],
    ["the value in the body", inBody, { body: "{" }, 'JSON value "/value/0/clientState" of the body'],
  ])("is missing without %s", async (_place, scheme, request, expected) => {
    expect(await verdictOn({ scheme, secret: TOKEN }, request)).toMatchObject({
      reason: "header_missing",
      expected,
    });
  });

  it("is malformed when empty", async () => {
    for (const [scheme, request] of [
      [inHeader, { headers: { "x-goog-channel-token": "" } }],
      [inQuery, inUrl("token=")],
    ] as const) {
      expect(await verdictOn({ scheme, secret: TOKEN }, request)).toMatchObject({
        reason: "header_malformed",
      });
    }
  });

  it("is malformed without its prefix", async () => {
    for (const authorization of ["", "Bearer", TOKEN, `Basic ${TOKEN}`]) {
      expect(
        await verdictOn({ scheme: bearer, secret: TOKEN }, { headers: { authorization } }),
      ).toMatchObject({
        reason: "header_malformed",
        expected: 'header "authorization": Bearer the secret',
      });
    }
  });
});

describe("Basic authentication", () => {
  const secret = "hook:p@ss:word";
  const verify = (authorization: string) =>
    verdictOn({ scheme: { kind: "basic" }, secret }, { headers: { authorization } });

  it("is accepted with a colon in the password, padded or not, the scheme in any case", async () => {
    for (const header of [
      "Basic aG9vazpwQHNzOndvcmQ=",
      "Basic aG9vazpwQHNzOndvcmQ",
      "basic  aG9vazpwQHNzOndvcmQ=",
    ]) {
      expect(await verify(header)).toMatchObject({ ok: true, secretId: "sec_1", signedAt: null });
    }
  });

  it("is refused with another user, another password, or a part of either", async () => {
    for (const text of ["hook:p@ss:worD", "hooK:p@ss:word", "hook:p@ss", "hook", ":p@ss:word", "hook:"]) {
      expect(await verify(`Basic ${btoa(text)}`)).toMatchObject({ reason: "invalid_signature" });
    }
  });

  it("is malformed in anything but base64 behind Basic", async () => {
    for (const header of ["", "Basic", "Basic !", "Bearer aG9vazpwQHNzOndvcmQ=", "aG9vazpwQHNzOndvcmQ="]) {
      expect(await verify(header)).toMatchObject({ reason: "header_malformed", step: "header" });
    }
  });

  it("is missing without its header", async () => {
    expect(await verdictOn({ scheme: { kind: "basic" }, secret }, {})).toMatchObject({
      reason: "header_missing",
      expected: 'header "authorization"',
    });
  });
});
