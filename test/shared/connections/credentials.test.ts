import { describe, expect, it } from "vitest";
import { checkCredentials } from "../../../shared/connections/check-credentials.ts";
import { accountKeyOf, openConnection, sealCredentials } from "../../../shared/connections/credentials.ts";
import { platformDefault } from "../../../shared/connections/platform-default.ts";
import { platformSecret } from "../../../shared/connections/secret-names.ts";
import { createPlatformKeys } from "../../../shared/crypto/platform-keys.ts";
import { createVault } from "../../../shared/crypto/vault.ts";
import type { Problem } from "../../../shared/errors.ts";
import { newId } from "../../../shared/ids.ts";
import type { Field } from "../../../shared/providers/define.ts";
import { provider } from "../../support/sending.ts";

const platformKeys = createPlatformKeys(`1:${btoa("\u0007".repeat(32))}`);
const vault = createVault(
  platformKeys,
  async () => null,
  () => 0,
);

function field(name: string, { secret = false, required = false } = {}): Field {
  return { name, label: `The ${name}`, hint: "", secret, required, example: "x" };
}

const apiKey = field("apiKey", { secret: true, required: true });
const acme = {
  id: "acme-mail",
  name: "Acme",
  auth: { kind: "bearer" as const, fields: [apiKey, field("defaultFrom")] },
};

describe("sealed credentials", () => {
  const row = { organizationId: newId("organization", 1), id: newId("connection", 1) };
  const rest = { config: { from: "a@b.co" }, accountKey: "account", generation: 1, tokens: null };

  it("open in their own row, and hide what they hold", async () => {
    const credentials = await sealCredentials(vault, row, { apiKey: "re_secret" });
    expect(credentials).not.toContain("re_secret");
    expect(await openConnection({ ...row, ...rest, credentials }, vault)).toEqual({
      connectionId: row.id,
      credentials: { apiKey: "re_secret" },
      ...rest,
    });
  });

  it("do not open in another organization's row, nor in another row of the same", async () => {
    const credentials = await sealCredentials(vault, row, { apiKey: "re_secret" });
    for (const moved of [
      { ...row, organizationId: newId("organization", 2) },
      { ...row, id: newId("connection", 2) },
    ]) {
      await expect(openConnection({ ...moved, ...rest, credentials }, vault)).rejects.toThrow();
    }
  });
});

describe("the account of a credential", () => {
  it("is what the provider's folder names", async () => {
    const connection = { validate: () => Promise.reject(), accountKey: () => "AC1" };
    expect(await accountKeyOf({ ...acme, connection }, { apiKey: "one" })).toBe("AC1");
  });

  it("else a hash of the secret, the same whatever else the connection says", async () => {
    const key = await accountKeyOf(acme, { apiKey: "one" });
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(await accountKeyOf(acme, { defaultFrom: "a@b.co", apiKey: "one" })).toBe(key);
    expect(await accountKeyOf(acme, { apiKey: "two" })).not.toBe(key);
  });
});

describe("the platform's default credential", () => {
  it("is read from secrets named after provider and field, trimmed", async () => {
    const env = { ACME_MAIL_API_KEY: " one\n", ACME_MAIL_DEFAULT_FROM: "a@b.co", DB: {} };
    expect(await platformDefault(acme, env)).toEqual({
      connectionId: null,
      credentials: { apiKey: "one", defaultFrom: "a@b.co" },
      config: {},
      generation: 0,
      tokens: null,
      accountKey: await accountKeyOf(acme, { apiKey: "one" }),
    });
  });

  it("needs every required field, and is none when a secret is empty or no text", async () => {
    const twilio = provider("twilio");
    const env = { TWILIO_ACCOUNT_SID: "AC1", TWILIO_AUTH_TOKEN: "token" };
    expect((await platformDefault(twilio, env))?.credentials).toEqual({
      accountSid: "AC1",
      authToken: "token",
    });
    expect(await platformDefault(twilio, { TWILIO_ACCOUNT_SID: "AC1" })).toBeNull();
    expect(await platformDefault(twilio, { ...env, TWILIO_AUTH_TOKEN: " " })).toBeNull();
    expect(await platformDefault(acme, { ACME_MAIL_API_KEY: {} })).toBeNull();
    expect(await platformDefault(provider("custom"), {})).toBeNull();
  });

  it("answers to <PROVIDER>_API_KEY too where the provider has one secret field", async () => {
    const stripe = provider("stripe");
    const credentials = { secretKey: "sk_test_1" };
    expect(await platformDefault(stripe, { STRIPE_API_KEY: "sk_test_1" })).toMatchObject({ credentials });
    expect(
      await platformDefault(stripe, { STRIPE_SECRET_KEY: "sk_test_1", STRIPE_API_KEY: "other" }),
    ).toMatchObject({ credentials });
    const twilio = { TWILIO_ACCOUNT_SID: "AC1", TWILIO_API_KEY: "token" };
    expect(await platformDefault(provider("twilio"), twilio)).toBeNull();
  });
});

describe("customary names of a deployment's secrets", () => {
  it("count where the provider's own are not set", async () => {
    const highLevel = provider("gohighlevel");
    const credentials = { privateIntegrationToken: "pit-1", locationId: "loc" };
    const env = { GHL_API_KEY: "pit-1", GHL_LOCATION_ID: "loc" };
    expect(await platformDefault(highLevel, env)).toMatchObject({ credentials });
    const own = { ...env, GOHIGHLEVEL_PRIVATE_INTEGRATION_TOKEN: "pit-own" };
    expect((await platformDefault(highLevel, own))?.credentials.privateIntegrationToken).toBe("pit-own");
    expect(platformSecret(provider("google-calendar"), { GOOGLE_CLIENT_ID: " id " }, "CLIENT_ID")).toBe("id");
  });
});

describe("credentials that a person fills in", () => {
  function faults(given: Record<string, string>): unknown {
    try {
      return checkCredentials(acme, given);
    } catch (cause) {
      const { code, errors } = cause as Problem;
      return [code, ...errors.map(({ path, message }) => `${path} ${message}`)];
    }
  }

  it("are trimmed", () => {
    expect(faults({ apiKey: " one\n" })).toEqual({ apiKey: "one" });
  });

  it("are refused by field: missing, empty or unknown, without their values", () => {
    expect(faults({})).toEqual(["credentials_malformed", "body.credentials.apiKey is needed: The apiKey"]);
    expect(faults({ apiKey: "one", defaultFrom: " ", token: "hush" })).toEqual([
      "credentials_malformed",
      "body.credentials.token is not a field here: apiKey, defaultFrom",
      "body.credentials.defaultFrom is empty",
    ]);
  });

  it("may name an instance of one's own on a public address only", () => {
    const form = provider("cal-com");
    const given = (baseUrl: string) => () => checkCredentials(form, { apiKey: "cal_1", baseUrl });
    expect(given("https://cal.example.org")()).toMatchObject({ baseUrl: "https://cal.example.org" });
    for (const url of [
      "https://169.254.169.254",
      "https://[::1]",
      "https://a@cal.example.org",
      "http://x.co",
    ]) {
      expect(given(url)).toThrow(expect.objectContaining({ code: "credentials_malformed" }));
    }
  });
});
