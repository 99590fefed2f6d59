import { describe, expect, it } from "vitest";
import { readAnswer } from "../../shared/call/answer.ts";
import { beginAuthorization } from "../../shared/oauth2/authorize.ts";
import type { CallTemplate, Template } from "../../shared/oauth2/grant.ts";
import { metadataRequest, readMetadata } from "../../shared/oauth2/metadata.ts";
import { revokeRequest } from "../../shared/oauth2/revoke.ts";
import { fillUrl, namesIn } from "../../shared/oauth2/template.ts";
import { readTokenAnswer } from "../../shared/oauth2/token-answer.ts";
import { tokenRequest } from "../../shared/oauth2/token-request.ts";
import { ANSWERED_AT, type ExpectedRequest, SAMPLE_GRANT } from "../../shared/providers/vectors.ts";
import { comparable, oauth2Cases, responseOf } from "./outbound.ts";

const { client, code, redirectUri, verifier } = SAMPLE_GRANT;

async function asSent(request: Request | null, expected: ExpectedRequest): Promise<unknown> {
  if (request === null) {
    return null;
  }
  const { method, url, headers } = request;
  const body = new TextDecoder().decode(await request.arrayBuffer());
  return comparable({ method, url, headers, body }, expected);
}

for (const { id, provider, oauth2, vectors } of oauth2Cases) {
  const { consents = [] } = vectors;

  describe(`OAuth2 of ${id}`, () => {
    it("states what each of its grants needs, and nothing that none needs", () => {
      const stated = {
        authorization_code: oauth2.authorizeUrl,
        refresh_token: oauth2.refreshTokens,
        client_credentials: oauth2.clientCredentials,
        jwt_bearer: oauth2.jwtBearer,
        exchange: oauth2.exchange,
      };
      const needed = Object.entries(stated).flatMap(([grant, part]) => (part === undefined ? [] : [grant]));
      expect([...oauth2.grants].sort()).toEqual(needed.sort());
      expect(new URL(oauth2.docs).protocol).toBe("https:");
      expect(oauth2.scopes.default).toEqual(expect.arrayContaining([...(oauth2.scopes.required ?? [])]));
    });

    it("leads to https alone, by fields that the provider asks for and bounds", () => {
      const { placeholders = {}, exchange, metadata, revoke } = oauth2;
      const calls: readonly (CallTemplate | undefined)[] = [
        exchange?.upgrade,
        exchange?.renew,
        metadata?.call,
        revoke,
      ];
      const urls: readonly Template[] = [
        oauth2.tokenUrl,
        ...(oauth2.authorizeUrl === undefined ? [] : [oauth2.authorizeUrl]),
        ...calls.flatMap((call) => call?.url ?? []),
      ];
      const fields = new Map(provider.auth.fields.map((field) => [field.name, field]));
      for (const url of urls) {
        expect(url).toMatch(/^(https:\/\/|\{)/);
        for (const name of namesIn(url).filter((one) => one !== "clientId")) {
          expect(placeholders).toHaveProperty(name);
          expect(fields.get(name)).toBeDefined();
          const values = { [name]: fields.get(name)?.example, clientId: client.id };
          expect(fillUrl(url, values, oauth2).protocol).toBe("https:");
          expect(() => fillUrl(url, { ...values, [name]: "evil.example/" }, oauth2)).toThrow();
        }
      }
    });

    it("puts what it keeps where no person's secret stands, and the token in a field of its own", () => {
      const secrets = provider.auth.fields.filter(({ secret }) => secret).map(({ name }) => name);
      const { tokenField = "accessToken", keeps = {}, metadata } = oauth2;
      const kept = [...Object.keys(keeps), ...Object.keys(metadata?.keeps ?? {})];
      expect(new Set(kept).size).toBe(kept.length);
      expect(kept.filter((name) => secrets.includes(name) || name === tokenField)).toEqual([]);
      expect(tokenField === "accessToken" || secrets.includes(tokenField)).toBe(true);
    });

    it("has samples of a person's consent where it takes one", () => {
      expect(consents.length > 0).toBe(oauth2.grants.includes("authorization_code"));
    });

    for (const { title, values = {}, ...sample } of consents) {
      const tools = { client, values };

      it(`consent: ${title}`, async () => {
        const random = (bytes: Uint8Array) => bytes.fill(7);
        const { url } = await beginAuthorization(oauth2, { ...tools, redirectUri, random });
        for (const name of ["state", "code_challenge"]) {
          url.searchParams.delete(name);
        }
        expect(url.href.replaceAll("+", "%20")).toBe(sample.authorize);
      });

      it(`token: ${title}`, async () => {
        const input = {
          grant: "authorization_code",
          code,
          redirectUri,
          verifier: oauth2.pkce === "S256" ? verifier : null,
        } as const;
        expect(await asSent(tokenRequest(oauth2, input, tools), sample.request)).toEqual(sample.request);
        const answer = readTokenAnswer(oauth2, await readAnswer(responseOf(sample.answer)), {
          now: ANSWERED_AT,
          scopes: oauth2.scopes.default,
        });
        const { lifetimeSeconds, ...tokens } = sample.tokens;
        expect(answer).toMatchObject({
          ok: true,
          tokens: {
            ...tokens,
            expiresAt: lifetimeSeconds === null ? null : ANSWERED_AT + lifetimeSeconds * 1_000,
          },
        });
        expect(answer.ok && answer.tokens.extra).toEqual(tokens.extra);
      });

      it(`what follows it: ${title}`, async () => {
        const { accessToken, refreshToken } = sample.tokens;
        for (const step of ["upgrade", "renew"] as const) {
          expect(sample[step] !== undefined).toBe(oauth2.exchange?.[step] !== undefined);
          const expected = sample[step]?.request;
          if (expected !== undefined) {
            const request = tokenRequest(oauth2, { grant: "exchange", step, accessToken }, tools);
            expect(await asSent(request, expected)).toEqual(expected);
          }
        }
        const { metadata, revoke, tokens } = sample;
        const known = { ...tools, values: { ...values, ...tokens.extra } };
        const fresh = { ...known, accessToken, grant: "authorization_code" } as const;
        const asked = metadataRequest(oauth2, fresh);
        expect(asked !== null).toBe(metadata !== undefined);
        if (metadata !== undefined) {
          expect(await asSent(asked, metadata.request)).toEqual(metadata.request);
          expect(readMetadata(oauth2, metadata.answer)).toEqual(metadata.kept);
        }
        const given = { ...known, accessToken, refreshToken: refreshToken ?? undefined };
        const revoked = revokeRequest(oauth2, given);
        expect(revoked !== null).toBe(revoke !== undefined);
        if (revoke !== undefined) {
          expect(await asSent(revoked, revoke)).toEqual(revoke);
        }
      });
    }
  });
}
