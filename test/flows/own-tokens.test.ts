import { exportPKCS8, generateKeyPair, jwtVerify } from "jose";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { refreshCredentials } from "../../workers/cron/jobs/refresh-credentials.ts";
import { type Answers, answering, lastTo } from "../support/answering.ts";
import { TestPlatform } from "../support/platform.ts";

/** A time at which every second is whole, so that lives come out exact. */
const NOW = Date.UTC(2026, 5, 1);
const HOUR_S = 3_600;

let pem: string;
let publicKey: CryptoKey;

beforeAll(async () => {
  const pair = await generateKeyPair("RS256", { extractable: true });
  pem = await exportPKCS8(pair.privateKey);
  publicKey = pair.publicKey;
});

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await new TestPlatform().env.DB.prepare("delete from connections").run();
});

interface OwnTokensCase {
  readonly quirk: string;
  readonly provider: string;
  readonly credentials: () => Readonly<Record<string, string>>;
  readonly tokenUrl: string;
  readonly answers: Answers;
  /** What the assertion says, or the form of a client that speaks for itself. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly form?: Readonly<Record<string, string>>;
  /** The assertion's subject; left out where it has none. */
  readonly actsFor?: string;
  /** The first call with the token. */
  readonly proof: string;
  readonly kept?: Readonly<Record<string, string>>;
  /** After which the token is renewed. */
  readonly renewedAfterSeconds: number;
}

function serviceAccount(): string {
  return JSON.stringify({
    type: "service_account",
    client_email: "bot@project.iam.gserviceaccount.com",
    private_key: pem,
    private_key_id: "key-1",
  });
}

const bearer = (expiresIn?: number) => ({
  access_token: "token-1",
  token_type: "Bearer",
  ...(expiresIn === undefined ? {} : { expires_in: expiresIn }),
});
const GOOGLE = "oauth2.googleapis.com/token";
const INSTANCE = {
  instance_url: "https://acme.my.salesforce.com",
  id: "https://login.salesforce.com/id/00Dx0000000BV7zEAG/005x00000012Q9PAAU",
};
const keptOfSalesforce = { instanceUrl: INSTANCE.instance_url, identityUrl: INSTANCE.id };

const ownTokens: readonly OwnTokensCase[] = [
  {
    quirk: "a Google service account that acts for a person",
    provider: "google-calendar",
    credentials: () => ({ serviceAccountJson: serviceAccount(), subject: "jane@example.com" }),
    tokenUrl: GOOGLE,
    answers: { [GOOGLE]: bearer(3_599), "/users/me/calendarList": { items: [] } },
    claims: {
      iss: "bot@project.iam.gserviceaccount.com",
      aud: "https://oauth2.googleapis.com/token",
      exp: NOW / 1_000 + HOUR_S,
    },
    actsFor: "jane@example.com",
    proof: "www.googleapis.com/calendar/v3/users/me/calendarList",
    renewedAfterSeconds: 3_599 - 300,
  },
  {
    quirk: "a Google service account that acts for itself",
    provider: "ga4",
    credentials: () => ({ serviceAccountJson: serviceAccount(), propertyId: "123456789" }),
    tokenUrl: GOOGLE,
    answers: { [GOOGLE]: bearer(3_599), "/properties/123456789/metadata": { name: "properties/1" } },
    claims: { scope: "https://www.googleapis.com/auth/analytics.readonly" },
    proof: "analyticsdata.googleapis.com/v1beta/properties/123456789/metadata",
    renewedAfterSeconds: 3_599 - 300,
  },
  {
    quirk: "a Google service account at Google Ads, without a developer token",
    provider: "google-ads",
    credentials: () => ({ serviceAccountJson: serviceAccount(), customerId: "1234567890" }),
    tokenUrl: GOOGLE,
    answers: { [GOOGLE]: bearer(3_599), "/1234567890/userLists": { userLists: [] } },
    claims: { scope: "https://www.googleapis.com/auth/datamanager" },
    proof: "datamanager.googleapis.com/v1/accountTypes/GOOGLE_ADS/accounts/1234567890/userLists",
    renewedAfterSeconds: 3_599 - 300,
  },
  {
    quirk: "a JWT bearer whose answer names the instance and no lifetime",
    provider: "salesforce",
    credentials: () => ({ clientId: "3MVG9", username: "jane@example.com", privateKey: pem }),
    tokenUrl: "login.salesforce.com/services/oauth2/token",
    answers: {
      "login.salesforce.com/services/oauth2/token": { ...bearer(), ...INSTANCE },
      "acme.my.salesforce.com/services/data/v66.0/": { sobjects: "/" },
    },
    claims: {
      iss: "3MVG9",
      aud: "https://login.salesforce.com",
      exp: NOW / 1_000 + 180,
    },
    actsFor: "jane@example.com",
    proof: "acme.my.salesforce.com/services/data/v66.0/",
    kept: keptOfSalesforce,
    renewedAfterSeconds: HOUR_S - 300,
  },
  {
    quirk: "a JWT bearer whose account lives where the user info says",
    provider: "docusign",
    credentials: () => ({
      integrationKey: "int-1",
      userId: "user-1",
      rsaPrivateKey: pem,
      environment: "demo",
    }),
    tokenUrl: "account-d.docusign.com/oauth/token",
    answers: {
      "/oauth/token": bearer(HOUR_S),
      "/oauth/userinfo": {
        accounts: [
          { account_id: "a-1", is_default: false, account_name: "Old", base_uri: "https://na2.docusign.net" },
          { account_id: "a-2", is_default: true, account_name: "Acme", base_uri: "https://eu.docusign.net" },
        ],
      },
    },
    claims: {
      iss: "int-1",
      aud: "account-d.docusign.com",
      scope: "signature impersonation",
    },
    actsFor: "user-1",
    proof: "account-d.docusign.com/oauth/userinfo",
    kept: { accountId: "a-2", baseUri: "https://eu.docusign.net" },
    renewedAfterSeconds: HOUR_S - 300,
  },
  {
    quirk: "client credentials at the organization's own login host",
    provider: "salesforce",
    credentials: () => ({
      clientId: "3MVG9",
      clientSecret: "secret-1",
      loginHost: "https://acme.my.salesforce.com",
    }),
    tokenUrl: "acme.my.salesforce.com/services/oauth2/token",
    answers: {
      "/services/oauth2/token": { ...bearer(), ...INSTANCE },
      "/services/data/v66.0/": { sobjects: "/" },
    },
    form: { grant_type: "client_credentials", client_id: "3MVG9", client_secret: "secret-1" },
    proof: "acme.my.salesforce.com/services/data/v66.0/",
    kept: keptOfSalesforce,
    renewedAfterSeconds: HOUR_S - 300,
  },
  {
    quirk: "client credentials of one tenant, with a scope",
    provider: "microsoft-graph",
    credentials: () => ({
      tenantId: "11111111-2222-4333-8444-555555555555",
      clientId: "app-1",
      clientSecret: "secret-1",
      userId: "jane@example.com",
    }),
    tokenUrl: "login.microsoftonline.com/11111111-2222-4333-8444-555555555555/oauth2/v2.0/token",
    answers: { "/oauth2/v2.0/token": bearer(3_599), "/users/jane%40example.com": { id: "u-1" } },
    form: {
      grant_type: "client_credentials",
      scope: "https://graph.microsoft.com/.default",
      client_id: "app-1",
    },
    proof: "graph.microsoft.com/v1.0/users/jane%40example.com",
    renewedAfterSeconds: 3_599 - 300,
  },
];

describe.each(ownTokens)("$quirk ($provider)", (one) => {
  it("gets its token by itself, proves it by a call, and gets the next one in time", async () => {
    const answers = { current: one.answers };
    const { call, bodies, credentials, row, context } = await answering(answers);
    const { body: made } = await call<{ id: string; status: string; error: unknown }>(
      "POST",
      "/v1/connections",
      { provider: one.provider, credentials: one.credentials() },
    );
    expect([made.status, made.error]).toEqual(["active", null]);
    const { form } = lastTo(bodies, one.tokenUrl);
    if (one.claims !== undefined) {
      expect(form.get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
      const { payload } = await jwtVerify(form.get("assertion") ?? "", publicKey, {
        currentDate: new Date(NOW),
      });
      expect(payload).toMatchObject(one.claims);
      expect(payload.sub ?? null).toBe(one.actsFor ?? null);
    }
    expect(Object.fromEntries(form)).toMatchObject(one.form ?? {});
    expect(lastTo(bodies, one.proof).headers.get("authorization")).toBe("Bearer token-1");
    expect(await credentials(made.id)).toMatchObject({ accessToken: "token-1", ...one.kept });
    const { refreshDueAt } = await row(made.id);
    expect(refreshDueAt).toBe(NOW + one.renewedAfterSeconds * 1_000);

    const renewed = Object.entries(one.answers).map(([end, answer]) =>
      end.endsWith("/token") ? [end, Object.assign({}, answer, { access_token: "token-2" })] : [end, answer],
    );
    answers.current = Object.fromEntries(renewed);
    vi.setSystemTime(refreshDueAt ?? 0);
    await refreshCredentials(context());
    expect(await credentials(made.id)).toMatchObject({ accessToken: "token-2", ...one.kept });
  });

  it("is in error with the reason where the token is refused, and the key stays unread", async () => {
    const answers = { current: {} as Answers };
    const { call } = await answering(answers);
    vi.stubGlobal("fetch", async () => Response.json({ error: "invalid_client" }, { status: 401 }));
    const { body } = await call<{ status: string; error: { code: string } }>("POST", "/v1/connections", {
      provider: one.provider,
      credentials: one.credentials(),
    });
    expect([body.status, body.error.code]).toEqual(["error", "invalid_client"]);
    expect(JSON.stringify(body)).not.toContain("PRIVATE KEY");
  });

  it("whose token was refused gets one when it is validated after that was mended", async () => {
    const answers = { current: {} as Answers };
    const { call, credentials, row } = await answering(answers);
    const body = { provider: one.provider, credentials: one.credentials() };
    const { id } = (await call<{ id: string }>("POST", "/v1/connections", body)).body;
    const path = `/v1/connections/${id}`;
    expect((await call("POST", `${path}/validate`)).body).toMatchObject({ valid: false });
    expect((await row(id)).status).toBe("error");
    answers.current = one.answers;
    expect((await call("POST", `${path}/validate`)).body).toMatchObject({ valid: true });
    expect(await row(id)).toMatchObject({ status: "active", error: null, tokens: { version: 1 } });
    expect(await credentials(id)).toMatchObject({ accessToken: "token-1", ...one.kept });
  });
});

it("a token without what the provider says beside it is none: the connection is in error until it is validated", async () => {
  const docusign = ownTokens.find(({ provider }) => provider === "docusign");
  const userInfo = "/oauth/userinfo";
  const answers = { current: { ...docusign?.answers, [userInfo]: {} } as Answers };
  const { call, credentials } = await answering(answers);
  const { body } = await call<{ id: string; status: string }>("POST", "/v1/connections", {
    provider: "docusign",
    credentials: docusign?.credentials(),
  });
  expect(body).toMatchObject({ status: "error", error: { code: "temporarily_unavailable" } });
  answers.current = docusign?.answers ?? {};
  expect((await call("POST", `/v1/connections/${body.id}/validate`)).body).toMatchObject({ valid: true });
  expect(await credentials(body.id)).toMatchObject(docusign?.kept ?? {});
});
