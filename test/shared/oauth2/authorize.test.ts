import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  beginAuthorization,
  isOfIssuer,
  pkceChallenge,
  readAuthorization,
} from "../../../shared/oauth2/authorize.ts";
import { GrantImpossible } from "../../../shared/oauth2/template.ts";
import { client, standard } from "./sample.ts";

/** RFC 7636 appendix B. */
const OCTETS = [
  116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191,
  240, 91, 88, 5, 88, 83, 132, 141, 121,
];
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const fixed = (bytes: Uint8Array) => {
  bytes.set(OCTETS);
  return bytes;
};
const random = (bytes: Uint8Array) => crypto.getRandomValues(bytes);
const request = { client, redirectUri: "https://api.example.com/oauth/x/callback", values: {}, random };

describe("an authorization request", () => {
  it("has the challenge of RFC 7636 appendix B for its verifier", async () => {
    expect(await pkceChallenge(VERIFIER)).toBe(CHALLENGE);
    const { url, verifier } = await beginAuthorization(standard, { ...request, random: fixed });
    expect(verifier).toBe(VERIFIER);
    expect(url.searchParams.get("code_challenge")).toBe(CHALLENGE);
    expect(url.searchParams.get("code_challenge_method")).toBe("S256");
  });

  it("asks for a code, with the default scopes or those that were chosen", async () => {
    const { url, state, scopes } = await beginAuthorization(standard, request);
    expect(url.origin + url.pathname).toBe("https://login.example.com/authorize");
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: "code",
      client_id: "client-1",
      redirect_uri: "https://api.example.com/oauth/x/callback",
      scope: "read write",
      state,
    });
    expect(scopes).toEqual(["read", "write"]);
    const chosen = await beginAuthorization(
      { ...standard, scopes: { default: [], separator: "," } },
      { ...request, scopes: ["a", "b"] },
    );
    expect(chosen.url.searchParams.get("scope")).toBe("a,b");
  });

  it("leaves out what the provider does not know: scopes, PKCE", async () => {
    const { url, verifier } = await beginAuthorization(
      { ...standard, pkce: "none", scopes: { default: [], separator: " " } },
      request,
    );
    expect(verifier).toBeNull();
    expect([...url.searchParams.keys()]).toEqual(["response_type", "client_id", "redirect_uri", "state"]);
  });

  it("writes spaces as %20, which every server reads alike", async () => {
    const { url } = await beginAuthorization(standard, {
      ...request,
      redirectUri: "https://x.example/?a=1+2 3",
    });
    expect(url.search).toContain("scope=read%20write");
    expect(url.search).not.toContain("+");
    expect(url.searchParams.get("redirect_uri")).toBe("https://x.example/?a=1+2 3");
  });

  it("has parameters of the provider's own, none of which takes the place of the protocol's", async () => {
    const authorizeParameters = { access_type: "offline", state: "fixed", client_id: "other" };
    const { url, state } = await beginAuthorization({ ...standard, authorizeParameters }, request);
    expect(url.searchParams.getAll("access_type")).toEqual(["offline"]);
    expect(url.searchParams.getAll("state")).toEqual([state]);
    expect(url.searchParams.getAll("client_id")).toEqual(["client-1"]);
  });

  it("never has a state or a verifier twice", async () => {
    const made = await Promise.all(Array.from({ length: 50 }, () => beginAuthorization(standard, request)));
    const texts = made.flatMap(({ state, verifier }) => [state, verifier]);
    expect(new Set(texts).size).toBe(100);
    expect(texts.every((text) => /^[A-Za-z0-9_-]{43}$/.test(text ?? ""))).toBe(true);
  });

  it("is impossible where the provider has no page for it", async () => {
    const { authorizeUrl: _, ...without } = standard;
    await expect(beginAuthorization(without, request)).rejects.toThrow(GrantImpossible);
  });
});

describe("what a person comes back with", () => {
  const read = (query: string) => readAuthorization(standard, new URLSearchParams(query));

  it("is a code under the state that was sent", () => {
    expect(read("code=abc&state=s")).toEqual({ ok: true, code: "abc", state: "s" });
    expect(read("code=abc")).toEqual({ ok: true, code: "abc", state: null });
  });

  it("is a no where they or their administrator said no", () => {
    expect(read("error=access_denied&error_description=No&state=s")).toEqual({
      ok: false,
      state: "s",
      error: { code: "denied", providerCode: "access_denied", message: "No" },
    });
    expect(read("error=temporarily_unavailable&state=s")).toMatchObject({
      error: { code: "temporarily_unavailable" },
    });
    expect(read("error=invalid_scope&state=s")).toMatchObject({ error: { code: "refused" } });
  });

  it("is nothing where a parameter comes twice, or the code is missing", () => {
    for (const query of ["code=a&code=b&state=s", "state=s", "code=&state=s", ""]) {
      expect(read(query)).toMatchObject({ ok: false, error: { code: "refused" } });
    }
    expect(read("code=a&state=s&state=t").state).toBeNull();
  });

  it("is another server's where that says so, letter by letter; one whose name is not known may say anything", () => {
    const issuer = "https://as.example.com/a";
    const isOf = (query: string) => isOfIssuer({ issuer }, new URLSearchParams(query));
    const own = `iss=${encodeURIComponent(issuer)}`;
    expect(["code=a", own, `${own}&${own}`].map(isOf)).toEqual([true, true, true]);
    const others = ["iss=", `${own}/`, `${own}&iss=x`, own.replace("https", "http"), own.toUpperCase()];
    expect(others.map((query) => isOf(query.replace("ISS", "iss")))).toEqual(others.map(() => false));
    expect(isOfIssuer({}, new URLSearchParams("iss=x"))).toBe(true);
  });

  it("is read from any query without a throw", () => {
    const pair = fc.tuple(fc.constantFrom("code", "state", "error", "error_description", "x"), fc.string());
    fc.assert(
      fc.property(fc.array(pair), (pairs) => {
        const answer = readAuthorization(standard, new URLSearchParams(pairs));
        expect(answer.ok ? answer.code : answer.error.message).not.toBe("");
      }),
    );
  });
});
