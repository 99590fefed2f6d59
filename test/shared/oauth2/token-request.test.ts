import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OAuth2 } from "../../../shared/oauth2/grant.ts";
import { metadataRequest } from "../../../shared/oauth2/metadata.ts";
import { revokeRequest } from "../../../shared/oauth2/revoke.ts";
import { GrantImpossible } from "../../../shared/oauth2/template.ts";
import { tokenRequest } from "../../../shared/oauth2/token-request.ts";
import { client, sent, standard, textOf } from "./sample.ts";

const code = {
  grant: "authorization_code",
  code: "c0de",
  redirectUri: "https://a.example/cb",
  verifier: "v",
} as const;
const options = { client, values: {} };

async function formOf(request: Request): Promise<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(await textOf(request)));
}

describe("a token request", () => {
  it("exchanges a code with its verifier, the client in the Authorization header", async () => {
    const request = await sent(tokenRequest(standard, code, options));
    expect(request).toEqual({
      method: "POST",
      url: "https://login.example.com/token",
      authorization: `Basic ${btoa("client-1:s3cret")}`,
      accept: "application/json",
      contentType: "application/x-www-form-urlencoded",
      body: "grant_type=authorization_code&code=c0de&redirect_uri=https%3A%2F%2Fa.example%2Fcb&code_verifier=v",
    });
  });

  it("has the client in the body where the provider wants it there, the id alone where it is public", async () => {
    const inBody = tokenRequest({ ...standard, clientAuthentication: "body" }, code, options);
    expect(inBody.headers.get("authorization")).toBeNull();
    expect(await formOf(inBody)).toMatchObject({ client_id: "client-1", client_secret: "s3cret" });
    const open = tokenRequest({ ...standard, clientAuthentication: "none" }, code, options);
    expect(await formOf(open)).not.toHaveProperty("client_secret");
  });

  it("is JSON where the provider wants JSON", async () => {
    const square: OAuth2 = { ...standard, body: "json", clientAuthentication: "body", pkce: "none" };
    const request = tokenRequest(square, { ...code, verifier: null }, options);
    expect(request.headers.get("content-type")).toBe("application/json");
    expect(await request.json()).toEqual({
      grant_type: "authorization_code",
      code: "c0de",
      redirect_uri: "https://a.example/cb",
      client_id: "client-1",
      client_secret: "s3cret",
    });
  });

  it("refreshes, with the parameters of the provider's own", async () => {
    const input = { grant: "refresh_token", refreshToken: "r1" } as const;
    const request = tokenRequest({ ...standard, tokenParameters: { user_type: "Location" } }, input, options);
    expect(await formOf(request)).toEqual({
      grant_type: "refresh_token",
      refresh_token: "r1",
      user_type: "Location",
    });
  });

  it("asks as the client itself, for the scopes of that", async () => {
    const input = { grant: "client_credentials" } as const;
    expect(await formOf(tokenRequest(standard, input, options))).toEqual({
      grant_type: "client_credentials",
      scope: "all",
    });
    const chosen = tokenRequest(standard, { ...input, scopes: ["a", "b"] }, options);
    expect(await formOf(chosen)).toMatchObject({ scope: "a b" });
  });

  it("asks with an assertion, which needs no proof of the client", async () => {
    const request = tokenRequest(standard, { grant: "jwt_bearer", assertion: "a.b.c" }, options);
    expect(request.headers.get("authorization")).toBeNull();
    expect(await formOf(request)).toEqual({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion: "a.b.c",
    });
  });

  it("goes where the connection's field says", () => {
    expect(tokenRequest(standard, code, { client, values: { region: "sandbox" } }).url).toBe(
      "https://login.sandbox.example.com/token",
    );
  });

  it("encodes both parts of the client for Basic, as RFC 6749 section 2.3.1 has it", () => {
    const odd = { id: "a b:c", secret: "ü%+/" };
    const request = tokenRequest(standard, code, { client: odd, values: {} });
    const pair = atob(request.headers.get("authorization")?.slice("Basic ".length) ?? "");
    expect(pair).toBe("a+b%3Ac:%C3%BC%25%2B%2F");
  });

  it("brings every value through as it is, and no secret in its URL", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme", minLength: 1 }),
        fc.string({ unit: "grapheme", minLength: 1 }),
        async (refreshToken, secret) => {
          const request = tokenRequest(
            { ...standard, clientAuthentication: "body" },
            { grant: "refresh_token", refreshToken },
            { client: { id: "i", secret }, values: {} },
          );
          expect(request.url).toBe("https://login.example.com/token");
          expect(await formOf(request)).toMatchObject({
            refresh_token: refreshToken,
            client_secret: secret,
          });
        },
      ),
    );
  });

  it("is impossible for a grant that the provider has not, and for a confidential client without a secret", () => {
    const input = { grant: "refresh_token", refreshToken: "r" } as const;
    expect(() => tokenRequest({ ...standard, grants: ["authorization_code"] }, input, options)).toThrow(
      GrantImpossible,
    );
    expect(() => tokenRequest(standard, input, { client: { id: "i", secret: null }, values: {} })).toThrow(
      expect.objectContaining({ field: "clientSecret" }),
    );
  });
});

describe("a token that is traded for another", () => {
  const instagram: OAuth2 = {
    ...standard,
    grants: ["authorization_code", "exchange"],
    exchange: {
      upgrade: {
        method: "GET",
        url: "https://graph.example.com/access_token",
        parameters: {
          grant_type: "ig_exchange_token",
          client_secret: "{clientSecret}",
          access_token: "{accessToken}",
        },
      },
      renew: {
        method: "GET",
        url: "https://graph.example.com/refresh_access_token",
        parameters: { grant_type: "ig_refresh_token", access_token: "{accessToken}" },
      },
    },
  };

  it("is asked for as the provider states it", async () => {
    const input = { grant: "exchange", step: "upgrade", accessToken: "short" } as const;
    const { method, url, body } = await sent(tokenRequest(instagram, input, options));
    expect({ method, url, body }).toEqual({
      method: "GET",
      url: "https://graph.example.com/access_token?grant_type=ig_exchange_token&client_secret=s3cret&access_token=short",
      body: "",
    });
    const renewal = tokenRequest(instagram, { ...input, step: "renew", accessToken: "long" }, options);
    expect(renewal.url).toBe(
      "https://graph.example.com/refresh_access_token?grant_type=ig_refresh_token&access_token=long",
    );
  });
});

describe("a call that the provider states", () => {
  const given = { client, values: { merchantId: "M1" }, accessToken: "at", refreshToken: undefined };

  it("takes a grant back with the refresh token, else with the access token; without such a call there is none", async () => {
    const revoke = {
      method: "POST",
      url: "https://login.example.com/revoke",
      authorization: "Basic {clientBasic}",
      parameters: { token: "{token}" },
    } as const;
    const both = revokeRequest({ ...standard, revoke }, { ...given, refreshToken: "rt" });
    expect(both && (await sent(both))).toMatchObject({
      authorization: `Basic ${btoa("client-1:s3cret")}`,
      body: "token=rt",
    });
    const one = revokeRequest({ ...standard, revoke }, given);
    expect(one && (await textOf(one))).toBe("token=at");
    expect(revokeRequest(standard, given)).toBeNull();
  });

  it("may be of any method, with the client's id in its path and a body of JSON", async () => {
    const revoke = {
      method: "DELETE",
      url: "https://api.example.com/applications/{clientId}/token",
      authorization: "Client {clientSecret}",
      body: "json",
      parameters: { access_token: "{accessToken}", merchant_id: "{merchantId}" },
    } as const;
    const request = revokeRequest({ ...standard, revoke }, { ...given, client: { ...client, id: "a/b" } });
    expect(request && (await sent(request))).toMatchObject({
      method: "DELETE",
      url: "https://api.example.com/applications/a%2Fb/token",
      authorization: "Client s3cret",
      body: '{"access_token":"at","merchant_id":"M1"}',
    });
  });

  it("asks for metadata with the token in a header, under the scheme that the provider has", () => {
    const call = {
      method: "GET",
      url: "https://login.example.com/metadata",
      authorization: "OAuth {accessToken}",
      headers: { revision: "2026-07-15" },
    } as const;
    const token = { ...given, grant: "authorization_code" } as const;
    const metadata = { call, keeps: { dc: ["dc"] } };
    const request = metadataRequest({ ...standard, metadata }, token);
    expect([request?.url, request?.headers.get("authorization"), request?.headers.get("revision")]).toEqual([
      "https://login.example.com/metadata",
      "OAuth at",
      "2026-07-15",
    ]);
    const ofPersons = { ...metadata, grants: ["authorization_code"] } as const;
    expect(metadataRequest({ ...standard, metadata: ofPersons }, token)).not.toBeNull();
    expect(
      metadataRequest({ ...standard, metadata: ofPersons }, { ...token, grant: "jwt_bearer" }),
    ).toBeNull();
    expect(metadataRequest(standard, token)).toBeNull();
  });
});
