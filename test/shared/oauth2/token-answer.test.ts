import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OAuth2 } from "../../../shared/oauth2/grant.ts";
import { readMetadata } from "../../../shared/oauth2/metadata.ts";
import { readTokenAnswer, type TokenAnswerOptions } from "../../../shared/oauth2/token-answer.ts";
import { TOKEN_ERRORS } from "../../../shared/oauth2/token-error.ts";
import { standard } from "./sample.ts";

const NOW = Date.UTC(2026, 0, 1);
const asked: TokenAnswerOptions = { now: NOW, scopes: ["read", "write"] };

function read(body: unknown, { status = 200, rules = standard, options = asked } = {}) {
  return readTokenAnswer(rules, { status, body }, options);
}

function tokensOf(body: unknown, rules: OAuth2 = standard, options = asked) {
  const answer = read(body, { rules, options });
  return answer.ok ? answer.tokens : answer.error;
}

function codeOf(body: unknown, status = 400, rules: OAuth2 = standard): string {
  const answer = read(body, { status, rules });
  return answer.ok ? "ok" : answer.error.code;
}

describe("a good answer", () => {
  it("is a token with its refresh token, its end and its scopes", () => {
    const body = {
      access_token: "at",
      refresh_token: "rt",
      expires_in: 60,
      scope: "read",
      token_type: "Bearer",
    };
    expect(tokensOf(body)).toEqual({
      accessToken: "at",
      refreshToken: "rt",
      expiresAt: NOW + 60_000,
      scopes: ["read"],
      extra: {},
    });
  });

  it("grants what was asked for where it names no scopes", () => {
    expect(tokensOf({ access_token: "at" })).toMatchObject({ scopes: ["read", "write"] });
    expect(tokensOf({ access_token: "at", scope: null })).toMatchObject({ scopes: ["read", "write"] });
  });

  it("has scopes as a list, or with commas, wherever the provider puts them", () => {
    const rules: OAuth2 = { ...standard, answer: { scope: ["permissions"] } };
    expect(tokensOf({ access_token: "at", permissions: ["a", "b"] }, rules)).toMatchObject({
      scopes: ["a", "b"],
    });
    expect(tokensOf({ access_token: "at", scope: "a,b c" })).toMatchObject({ scopes: ["a", "b", "c"] });
  });

  it.each([
    [{ expires_in: 60 }, 60_000],
    [{ expires_in: "60" }, 60_000],
    [{}, 3_600_000],
    [{ expires_in: 0 }, 3_600_000],
    [{ expires_in: -5 }, 3_600_000],
    [{ expires_in: "soon" }, 3_600_000],
  ])("ends when it says, or after the provider's usual time: %o", (lifetime, ms) => {
    expect(tokensOf({ access_token: "at", ...lifetime })).toMatchObject({ expiresAt: NOW + ms });
  });

  it("never ends where the provider's tokens never do, unless it says otherwise", () => {
    const rules: OAuth2 = { ...standard, lifetimeSeconds: "never" };
    expect(tokensOf({ access_token: "at", expires_in: 0 }, rules)).toMatchObject({ expiresAt: null });
    expect(tokensOf({ access_token: "at", expires_in: 60 }, rules)).toMatchObject({
      expiresAt: NOW + 60_000,
    });
  });

  it("ends at the time that it names, where the provider names one", () => {
    const rules: OAuth2 = { ...standard, answer: { expiresAt: ["expires_at"] } };
    expect(tokensOf({ access_token: "at", expires_at: "2026-01-31T00:00:00Z" }, rules)).toMatchObject({
      expiresAt: Date.UTC(2026, 0, 31),
    });
  });

  it("leaves the refresh token that was used in place where it holds no other", () => {
    const options = { ...asked, refreshToken: "r1" };
    expect(tokensOf({ access_token: "at" }, standard, options)).toMatchObject({ refreshToken: "r1" });
    const rotated = { access_token: "at", refresh_token: "r2" };
    expect(tokensOf(rotated, standard, options)).toMatchObject({ refreshToken: "r2" });
    expect(tokensOf({ access_token: "at" })).toMatchObject({ refreshToken: null });
  });

  it("has what else the provider keeps, numbers as text, without what is not there", () => {
    const rules: OAuth2 = {
      ...standard,
      keeps: { hubId: ["hub_id"], teamId: ["team", "id"], url: ["none"], odd: ["list"] },
    };
    const body = { access_token: "at", hub_id: 42, team: { id: "T1" }, list: [1] };
    expect(tokensOf(body, rules)).toMatchObject({ extra: { hubId: "42", teamId: "T1" } });
  });
});

describe("an answer that gives no token", () => {
  it.each([
    ["invalid_grant", "invalid_grant"],
    ["consent_required", "invalid_grant"],
    ["invalid_client", "invalid_client"],
    ["unauthorized_client", "invalid_client"],
    ["access_denied", "denied"],
    ["temporarily_unavailable", "temporarily_unavailable"],
    ["invalid_scope", "refused"],
    ["toString", "refused"],
  ])("says what is wrong: %s is %s", (error, code) => {
    expect(codeOf({ error, error_description: "Why" })).toBe(code);
    expect(read({ error, error_description: "Why" }, { status: 400 })).toMatchObject({
      error: { providerCode: error, message: "Why" },
    });
  });

  it("is an error under status 200 as well, even beside a token", () => {
    expect(codeOf({ ok: false, error: "invalid_grant" }, 200)).toBe("invalid_grant");
    expect(codeOf({ access_token: "at", error: "invalid_grant" }, 200)).toBe("invalid_grant");
  });

  it("is read by the provider's own codes, wherever they stand", () => {
    const rules: OAuth2 = {
      ...standard,
      answer: { error: [["error", "code"], ["error_type"]] },
      errors: { "190": "invalid_grant", bad_secret: "invalid_client" },
    };
    expect(codeOf({ error: { code: 190, message: "Expired" } }, 400, rules)).toBe("invalid_grant");
    expect(codeOf({ error_type: "bad_secret" }, 400, rules)).toBe("invalid_client");
    expect(codeOf({ error: { code: 1 } }, 400, rules)).toBe("refused");
    expect(codeOf({ error: {} }, 200, rules)).toBe("refused");
  });

  it("is tried again where the provider fails or asks to wait, whatever its body is", () => {
    for (const status of [408, 429, 500, 502, 503, 504, 529]) {
      for (const body of ["<html>", { error: "invalid_grant" }, ""]) {
        expect(codeOf(body, status)).toBe("temporarily_unavailable");
      }
    }
  });

  it("is no JSON where a page answers", () => {
    expect(codeOf("<html>Sign in</html>", 200)).toBe("not_json");
    expect(codeOf("", 302)).toBe("not_json");
    expect(codeOf(null, 400)).toBe("not_json");
  });

  it("has no token in it", () => {
    expect(codeOf({}, 200)).toBe("unreadable");
    expect(codeOf([], 200)).toBe("unreadable");
    expect(codeOf({ access_token: "" }, 200)).toBe("unreadable");
    expect(codeOf({ message: "no" }, 401)).toBe("invalid_client");
    expect(codeOf({ access_token: "at" }, 400)).toBe("refused");
  });

  it("lacks a scope that is needed and was asked for", () => {
    const rules: OAuth2 = {
      ...standard,
      scopes: { ...standard.scopes, required: ["write", "never-asked-for"] },
    };
    expect(read({ access_token: "at", scope: "read" }, { rules })).toMatchObject({
      ok: false,
      error: { code: "scope_missing", missingScopes: ["write"] },
    });
    expect(read({ access_token: "at", scope: "write" }, { rules })).toMatchObject({ ok: true });
  });

  it("leads to a new consent, a repair or another try, by its code alone", () => {
    expect(TOKEN_ERRORS).toMatchObject({
      invalid_grant: "reauthorise",
      invalid_client: "repair",
      not_json: "retry",
    });
  });
});

it("any answer is read without a throw, and a token is never empty", () => {
  const word = fc.constantFrom("access_token", "refresh_token", "expires_in", "scope", "error", "list");
  const body = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.dictionary(word, fc.oneof(fc.string(), fc.integer(), fc.jsonValue({ maxDepth: 1 }))),
  );
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), body, (status, drawn) => {
      const answer = read(drawn, { status });
      if (answer.ok) {
        expect(status).toBeLessThan(300);
        expect(answer.tokens.accessToken).not.toBe("");
        expect(answer.tokens.expiresAt ?? NOW).toBeGreaterThanOrEqual(NOW);
      } else {
        expect(Object.keys(TOKEN_ERRORS)).toContain(answer.error.code);
        expect(answer.error.message).not.toBe("");
      }
    }),
  );
});

describe("metadata", () => {
  const metadata = {
    call: { method: "GET", url: "https://a.example/userinfo" },
    keeps: {
      accountId: ["accounts", { whereTrue: "is_default" }, "account_id"],
      baseUri: ["accounts", { whereTrue: "is_default" }, "base_uri"],
    },
  } as const;
  const account = (id: string, isDefault: boolean) => ({
    account_id: id,
    is_default: isDefault,
    base_uri: `https://${id}.example`,
  });

  it("is kept of the default account, else of the first", () => {
    const kept = (accounts: unknown) => readMetadata({ metadata }, { status: 200, body: { accounts } });
    expect(kept([account("a", false), account("b", true)])).toEqual({
      accountId: "b",
      baseUri: "https://b.example",
    });
    expect(kept([account("a", false)])).toMatchObject({ accountId: "a" });
  });

  it("is none where the call is refused, or something lacks", () => {
    const body = { accounts: [account("a", true)] };
    expect(readMetadata({ metadata }, { status: 401, body })).toBeNull();
    expect(readMetadata({ metadata }, { status: 200, body: { accounts: [] } })).toBeNull();
    expect(readMetadata({ metadata }, { status: 200, body: "<html>" })).toBeNull();
  });
});
