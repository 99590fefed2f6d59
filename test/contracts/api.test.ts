import { describe, expect, it } from "vitest";
import type { ProviderDefinition } from "../../shared/providers/define.ts";
import { findProvider, providers } from "../../shared/providers/registry.ts";
import { connectionCases, secretsOf } from "./outbound.ts";

/** Whose credential is proven at an address beside the API; the API's begins so. */
const PROVEN_ELSEWHERE: Readonly<Record<string, string>> = {
  algolia: "https://testapp123.algolia.net/1",
  docusign: "https://eu.docusign.net/restapi/v2.1/accounts/a-2",
  flodesk: "https://api.flodesk.com/v1",
};

/** Sent with every request of the platform's. */
const COMMON = new Set(["content-type", "user-agent"]);

describe("the providers that are called", () => {
  it("state their API, all but those whose credential is a URL", () => {
    const all: readonly ProviderDefinition[] = Object.values(providers);
    const without = all.filter(({ api, auth }) => api === undefined && auth.fields.length > 0);
    expect(without.map(({ id }) => id)).toEqual(["zapier"]);
  });

  it("take a write key as a user name without a password, in its own region (Segment)", () => {
    const api = findProvider("segment")?.api;
    const credentials = { writeKey: "abc123", region: "eu" };
    expect(api?.base({ credentials })).toBe("https://events.eu1.segmentapis.com/v1");
    expect(api?.authorize({ credentials })).toEqual({ authorization: "Basic YWJjMTIzOg==" });
  });
});

for (const { id, provider, vectors } of connectionCases) {
  describe(`the API of ${id}`, () => {
    const samples = vectors.connections.map(({ connection = vectors.connection, exchanges }) => ({
      // proving one elsewhere takes less than calling the API
      credentials: {
        ...(id in PROVEN_ELSEWHERE ? vectors.connection.credentials : {}),
        ...connection.credentials,
      },
      connection,
      requests: exchanges.map(({ request }) => request),
    }));

    it("is authorised by the very headers that prove a credential", () => {
      for (const { credentials, connection, requests } of samples) {
        const headers = {
          ...provider.api?.defaults,
          ...provider.api?.authorize({ ...connection, credentials }),
        };
        for (const request of requests) {
          const expected = Object.entries(request.headers).filter(([name]) => !COMMON.has(name));
          const told = expected.filter(([name, value]) => value !== null || name in headers);
          expect(told.map(([name]) => [name, headers[name] ?? null])).toEqual(told);
        }
        expect(Object.keys(headers).every((name) => name === name.toLowerCase())).toBe(true);
      }
    });

    it("is proven in the query by the very parameters that prove a credential, and nowhere else", async () => {
      for (const { credentials, connection, requests } of samples) {
        const query = (await provider.api?.query?.({ credentials })) ?? {};
        for (const { url } of requests) {
          const { searchParams } = new URL(url);
          const sent = Object.keys(query).map((name) => [name, searchParams.get(name)]);
          expect(Object.fromEntries(sent)).toEqual(query);
          const others = [...searchParams].filter(([name]) => !(name in query)).map(([, value]) => value);
          expect(others.filter((value) => secretsOf(provider, connection).includes(value))).toEqual([]);
        }
      }
    });

    it("begins at an https URL of the provider's without secrets, under which credentials are proven", () => {
      for (const { credentials, connection, requests } of samples) {
        if (requests.length === 0) {
          expect(() => provider.api?.base(connection)).toThrow(TypeError);
          continue;
        }
        const base = provider.api?.base({ credentials }) ?? "";
        expect(base).toMatch(/^https:\/\/[a-z0-9.-]+(?:\/[^?#]*[^/?#])?$/);
        for (const secret of secretsOf(provider, connection)) {
          expect(base).not.toContain(secret);
        }
        if (id in PROVEN_ELSEWHERE) {
          expect(base).toBe(PROVEN_ELSEWHERE[id]);
        } else {
          expect(requests.every(({ url }) => url.startsWith(base))).toBe(true);
        }
      }
    });
  });
}
