import fc from "fast-check";
import { exportPKCS8, generateKeyPair, jwtVerify } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { ownClient, ownGrant } from "../../../shared/oauth2/client.ts";
import type { JwtBearer, OAuth2 } from "../../../shared/oauth2/grant.ts";
import { signAssertion } from "../../../shared/oauth2/jwt-assertion.ts";
import { toPkcs8Pem } from "../../../shared/oauth2/private-key.ts";
import { standard } from "./sample.ts";

const NOW = Date.UTC(2026, 0, 1);
const SECONDS = NOW / 1_000;

const salesforce: JwtBearer = {
  issuer: "{clientId}",
  subject: "{username}",
  audience: "{loginHost}",
  lifetimeSeconds: 180,
  privateKey: "{privateKey}",
};
const oauth2: Pick<OAuth2, "placeholders"> = {
  placeholders: {
    loginHost: { pattern: /https:\/\/\w+\.example\.com/, default: "https://login.example.com" },
  },
};
const google: JwtBearer = {
  issuer: "{clientEmail}",
  subject: "{subject}",
  subjectOptional: true,
  audience: "https://oauth2.example.com/token",
  scopes: ["calendar", "events"],
  lifetimeSeconds: 3600,
  privateKey: "{privateKey}",
  keyId: "{privateKeyId}",
  document: "serviceAccountJson",
};

let pem: string;
let publicKey: CryptoKey;

beforeAll(async () => {
  const pair = await generateKeyPair("RS256", { extractable: true });
  pem = await exportPKCS8(pair.privateKey);
  publicKey = pair.publicKey;
});

async function claimsOf(token: string) {
  const { payload, protectedHeader } = await jwtVerify(token, publicKey, { currentDate: new Date(NOW) });
  return { payload, protectedHeader };
}

/** The PKCS#1 key inside of a PKCS#8 one: its last OCTET STRING, after 26 bytes of header for keys of this size. */
function pkcs1Of(pkcs8: string): string {
  const der = atob(pkcs8.replaceAll(/-----[A-Z ]+-----|\s/g, ""));
  const lines = btoa(der.slice(26)).match(/.{1,64}/g) ?? [];
  return ["-----BEGIN RSA PRIVATE KEY-----", ...lines, "-----END RSA PRIVATE KEY-----", ""].join("\n");
}

describe("an assertion", () => {
  it("names who asks, for whom and of whom, and holds for as long as the provider takes", async () => {
    const values = { clientId: "key-1", username: "jane@example.com", privateKey: pem };
    const { payload, protectedHeader } = await claimsOf(
      await signAssertion(oauth2, salesforce, { values, now: NOW + 999 }),
    );
    expect(payload).toEqual({
      iss: "key-1",
      sub: "jane@example.com",
      aud: "https://login.example.com",
      iat: SECONDS,
      exp: SECONDS + 180,
    });
    expect(protectedHeader).toEqual({ alg: "RS256", typ: "JWT" });
  });

  it("is made of a service account's key file, with or without a person that it acts for", async () => {
    const serviceAccountJson = JSON.stringify({
      type: "service_account",
      client_email: "bot@example.com",
      private_key: pem,
      private_key_id: "k1",
    });
    const alone = await claimsOf(
      await signAssertion({}, google, { values: { serviceAccountJson }, now: NOW }),
    );
    expect(alone.payload).toEqual({
      iss: "bot@example.com",
      aud: "https://oauth2.example.com/token",
      scope: "calendar events",
      iat: SECONDS,
      exp: SECONDS + 3600,
    });
    expect(alone.protectedHeader).toMatchObject({ kid: "k1" });
    const values = { serviceAccountJson, subject: "jane@example.com" };
    const delegated = await claimsOf(await signAssertion({}, google, { values, now: NOW }));
    expect(delegated.payload.sub).toBe("jane@example.com");
  });

  it("takes the key as PKCS#1 as well, and with its line breaks written out", async () => {
    for (const privateKey of [pkcs1Of(pem), pem.replaceAll("\n", "\\n"), `\r\n${pem}  `]) {
      const values = { clientId: "a", username: "b", privateKey };
      const token = await signAssertion(oauth2, salesforce, { values, now: NOW });
      expect((await claimsOf(token)).payload.iss).toBe("a");
    }
    expect(toPkcs8Pem(pkcs1Of(pem))).toBe(pem.trim());
  });

  it("is impossible without a field, or with a key that is none, and says which", async () => {
    const complete = { clientId: "a", username: "b", privateKey: pem };
    const faults: readonly [Record<string, unknown>, string, string][] = [
      [{ ...complete, username: undefined }, "field_missing", "username"],
      [{ ...complete, privateKey: "hunter2" }, "field_malformed", "privateKey"],
      [{ ...complete, privateKey: "" }, "field_missing", "privateKey"],
      [{ ...complete, loginHost: "https://evil.example" }, "field_malformed", "loginHost"],
    ];
    for (const [values, code, field] of faults) {
      await expect(signAssertion(oauth2, salesforce, { values, now: NOW })).rejects.toMatchObject({
        code,
        field,
      });
    }
    for (const [serviceAccountJson, code] of [
      ["", "field_missing"],
      ["not JSON", "field_malformed"],
      ['{"private_key":"x","client_email":"y"}', "field_malformed"],
    ]) {
      const values = { serviceAccountJson };
      await expect(signAssertion({}, google, { values, now: NOW })).rejects.toMatchObject({
        code,
        field: "serviceAccountJson",
      });
    }
  });
});

it("a text that is no private key is none, whatever it is", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(toPkcs8Pem(text)).toBeNull();
      expect(toPkcs8Pem(`-----BEGIN PUBLIC KEY-----\n${text}\n-----END PUBLIC KEY-----`)).toBeNull();
    }),
  );
});

describe("a connection's own fields", () => {
  const rules: OAuth2 = { ...standard, jwtBearer: salesforce };

  it("get tokens by an assertion where they hold a key, else as the client itself, else not alone", () => {
    expect(ownGrant(rules, { privateKey: "k", clientSecret: "s", clientId: "c" })).toBe("jwt_bearer");
    expect(ownGrant(rules, { clientSecret: "s", clientId: "c" })).toBe("client_credentials");
    expect(ownGrant(rules, { clientId: "c" })).toBeNull();
    expect(ownGrant({ ...standard, jwtBearer: google }, { serviceAccountJson: "{}" })).toBe("jwt_bearer");
  });

  it("name the client by the provider's names for it", () => {
    const named = { client: { id: "integrationKey", secret: "secretKey" } };
    expect(ownClient(named, { integrationKey: "i", secretKey: "s" })).toEqual({ id: "i", secret: "s" });
    expect(ownClient({}, { clientId: "i" })).toEqual({ id: "i", secret: null });
    expect(ownClient({}, { integrationKey: "i" })).toBeNull();
  });
});
