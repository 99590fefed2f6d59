import { describe, expect, it } from "vitest";
import { validateCredential } from "../../../shared/connections/validate.ts";
import type { ConnectionRules, ProviderDefinition } from "../../../shared/providers/define.ts";

const rules: ConnectionRules = {
  validate: (call) => call.fetch("https://api.acme.example/me"),
  account: ({ body }) => ({ id: String((body as { id: number }).id), name: null }),
  proves: ({ status }) => status === 402,
};

function acme(connection?: ConnectionRules): ProviderDefinition {
  return {
    id: "acme",
    name: "Acme",
    categories: [],
    docs: "https://acme.example",
    auth: { kind: "bearer", fields: [] },
    timeoutMs: 50,
    ...(connection === undefined ? {} : { connection }),
  };
}

async function judge(answer: () => Response | Promise<Response>, provider = acme(rules)) {
  return await validateCredential(
    provider,
    { credentials: { token: "tok_secret" }, config: {} },
    {
      reference: "conn_1",
      settings: { PROVIDER_ORIGINS: {} },
      clock: () => 0,
      fetch: async () => await answer(),
    },
  );
}

describe("validating a credential", () => {
  it("says whose it is when the provider takes it", async () => {
    expect(await judge(() => Response.json({ id: 7 }))).toMatchObject({
      valid: true,
      account: { id: "7", name: null },
    });
  });

  it("takes an answer that the provider's folder calls proof", async () => {
    expect(await judge(() => Response.json({ id: 8 }, { status: 402 }))).toMatchObject({ valid: true });
  });

  it("believes a credential that the provider has no way to prove", async () => {
    expect(await judge(() => Response.error(), acme())).toMatchObject({ valid: true, account: null });
  });

  it("is judged by a 401 or another refusal", async () => {
    expect(await judge(() => new Response(null, { status: 401 }))).toMatchObject({
      valid: false,
      status: "needs_reauth",
      judged: true,
      error: { code: "http_401" },
    });
    expect(await judge(() => new Response(null, { status: 404 }))).toMatchObject({
      status: "error",
      judged: true,
      error: { code: "http_404" },
    });
  });

  it("learns nothing from a provider that fails, throttles or does not answer in time", async () => {
    for (const status of [429, 500, 503]) {
      expect(await judge(() => new Response(null, { status }))).toMatchObject({
        valid: false,
        judged: false,
      });
    }
    expect(await judge(() => Promise.reject(new Error("refused")))).toMatchObject({
      judged: false,
      error: { code: "network" },
    });
    expect(
      await validateCredential(
        acme(rules),
        { credentials: {}, config: {} },
        {
          reference: "conn_1",
          settings: { PROVIDER_ORIGINS: {} },
          clock: () => 0,
          fetch: (_, init) =>
            new Promise((_resolve, reject) => {
              init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
            }),
        },
      ),
    ).toMatchObject({ valid: false, judged: false, error: { code: "timeout" } });
  });

  it("shows no credential that the provider quotes", async () => {
    const provider: ProviderDefinition = {
      ...acme(rules),
      classify: () => ({ kind: "refused", code: "bad_key", message: "Invalid key: tok_secret" }),
    };
    expect(await judge(() => new Response(null, { status: 400 }), provider)).toMatchObject({
      error: { code: "bad_key", message: "Invalid key: …" },
    });
  });
});
