import { createExecutionContext } from "cloudflare:test";
import { exportPKCS8, generateKeyPair, jwtVerify } from "jose";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { useConnection } from "../../shared/connections/usable.ts";
import { type ConnectionRow, findConnection } from "../../shared/db/queries/connections.ts";
import type { Id } from "../../shared/ids.ts";
import { pkceChallenge } from "../../shared/oauth2/authorize.ts";
import { createContext } from "../../workers/context.ts";
import { refreshCredentials } from "../../workers/cron/jobs/refresh-credentials.ts";
import { TestPlatform } from "../support/platform.ts";
import { stubFetch } from "../support/sending.ts";

/** A time at which every second is whole, so that lives come out exact. */
const NOW = Date.UTC(2026, 5, 1);
const HOUR_S = 3_600;
const DAY_S = 86_400;

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

/** What a provider's servers answer, by the end of the host and the path; every other request gets a 404. */
type Answers = Readonly<Record<string, unknown>>;

/** A platform whose outgoing requests are kept and answered so; `answers` may change between calls. */
async function setUp(answers: { current: Answers }) {
  const bodies: { readonly url: URL; readonly headers: Headers; readonly form: URLSearchParams }[] = [];
  stubFetch(async (request) => {
    const url = new URL(request.url);
    bodies.push({ url, headers: request.headers, form: new URLSearchParams(await request.text()) });
    const found = Object.entries(answers.current).find(([end]) => (url.host + url.pathname).endsWith(end));
    return found === undefined ? new Response("none", { status: 404 }) : Response.json(found[1]);
  });
  const platform = new TestPlatform();
  const { id: organizationId, key } = await platform.organization();
  const call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  const context = () => createContext(platform.env, createExecutionContext());
  const row = async (id: string): Promise<ConnectionRow> => {
    const found = await findConnection(
      context().db,
      organizationId as Id<"organization">,
      id as Id<"connection">,
    );
    if (found === null) {
      throw new Error("The connection is gone.");
    }
    return found;
  };
  const credentials = async (id: string) => {
    const used = await useConnection(await row(id), context());
    return used.kind === "usable" ? used.opened.credentials : used;
  };
  return { platform, bodies, call, context, row, credentials };
}

/** Of the requests that got tokens, the last. */
function lastTo(bodies: Awaited<ReturnType<typeof setUp>>["bodies"], end: string) {
  const found = bodies.findLast(({ url }) => (url.host + url.pathname).endsWith(end));
  if (found === undefined) {
    throw new Error(`Nothing was sent to ${end}.`);
  }
  return found;
}

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
    const { call, bodies, credentials, row, context } = await setUp(answers);
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
    const { call } = await setUp(answers);
    vi.stubGlobal("fetch", async () => Response.json({ error: "invalid_client" }, { status: 401 }));
    const { body } = await call<{ status: string; error: { code: string } }>("POST", "/v1/connections", {
      provider: one.provider,
      credentials: one.credentials(),
    });
    expect([body.status, body.error.code]).toEqual(["error", "invalid_client"]);
    expect(JSON.stringify(body)).not.toContain("PRIVATE KEY");
  });
});

interface ConsentCase {
  readonly quirk: string;
  readonly provider: string;
  readonly config?: Readonly<Record<string, string>>;
  readonly tokenUrl: string;
  readonly client: "basic" | "body";
  readonly pkce: boolean;
  readonly answers: Answers;
  /** What is stored of the consent. */
  readonly kept: Readonly<Record<string, string>>;
  /** null: never. */
  readonly renewedAfterSeconds: number | null;
  /** Where the next token comes from, with what is sent there; left out where there is none. */
  readonly renewal?: {
    readonly url: string;
    readonly answers: Answers;
    readonly sent: Readonly<Record<string, string>>;
    readonly kept: Readonly<Record<string, string>>;
  };
}

const consents: readonly ConsentCase[] = [
  {
    quirk: "PKCE, the client in the body, a refresh token that stays",
    provider: "hubspot",
    tokenUrl: "api.hubapi.com/oauth/2026-03/token",
    client: "body",
    pkce: true,
    answers: {
      "/oauth/2026-03/token": { access_token: "a1", refresh_token: "r1", expires_in: 1_800, hub_id: 7 },
      "/account-info/v3/details": { portalId: 7 },
    },
    kept: { accessToken: "a1", refreshToken: "r1", hubId: "7" },
    renewedAfterSeconds: 1_800 - 300,
    renewal: {
      url: "/oauth/2026-03/token",
      answers: { "/oauth/2026-03/token": { access_token: "a2", expires_in: 1_800, hub_id: 7 } },
      sent: { grant_type: "refresh_token", refresh_token: "r1", client_secret: "secret-1" },
      kept: { accessToken: "a2", refreshToken: "r1" },
    },
  },
  {
    quirk: "refresh tokens that count once, the client by basic authentication",
    provider: "calendly",
    tokenUrl: "auth.calendly.com/oauth/token",
    client: "basic",
    pkce: true,
    answers: {
      "/oauth/token": { access_token: "a1", refresh_token: "r1", expires_in: 7_200 },
      "/users/me": { resource: { uri: "https://api.calendly.com/users/U1", name: "Jane" } },
    },
    kept: { accessToken: "a1", refreshToken: "r1" },
    renewedAfterSeconds: 7_200 - 300,
    renewal: {
      url: "/oauth/token",
      answers: { "/oauth/token": { access_token: "a2", refresh_token: "r2", expires_in: 7_200 } },
      sent: { grant_type: "refresh_token", refresh_token: "r1" },
      kept: { accessToken: "a2", refreshToken: "r2" },
    },
  },
  {
    quirk: "tokens that never expire, and the data centre by a call",
    provider: "mailchimp",
    tokenUrl: "login.mailchimp.com/oauth2/token",
    client: "body",
    pkce: false,
    answers: {
      "/oauth2/token": { access_token: "a1", expires_in: 0, scope: null },
      "/oauth2/metadata": { dc: "us13", user_id: 3_456 },
      "us13.api.mailchimp.com/3.0/": { account_id: "acc-1", account_name: "Acme" },
    },
    kept: { apiKey: "a1", dc: "us13", userId: "3456" },
    renewedAfterSeconds: null,
  },
  {
    quirk: "an answer without a lifetime, and the instance in it",
    provider: "salesforce",
    tokenUrl: "login.salesforce.com/services/oauth2/token",
    client: "body",
    pkce: true,
    answers: {
      "/services/oauth2/token": { access_token: "a1", refresh_token: "r1", ...INSTANCE },
      "acme.my.salesforce.com/services/data/v66.0/": { sobjects: "/" },
    },
    kept: { accessToken: "a1", refreshToken: "r1", ...keptOfSalesforce },
    renewedAfterSeconds: HOUR_S - 300,
    renewal: {
      url: "/services/oauth2/token",
      answers: {
        "/services/oauth2/token": {
          access_token: "a2",
          ...INSTANCE,
          instance_url: "https://moved.my.salesforce.com",
        },
      },
      sent: { grant_type: "refresh_token", refresh_token: "r1" },
      kept: { accessToken: "a2", refreshToken: "r1", instanceUrl: "https://moved.my.salesforce.com" },
    },
  },
  {
    quirk: "the account's address by the user info, without PKCE",
    provider: "docusign",
    config: { environment: "demo" },
    tokenUrl: "account-d.docusign.com/oauth/token",
    client: "basic",
    pkce: false,
    answers: {
      "/oauth/token": { access_token: "a1", refresh_token: "r1", expires_in: 28_800 },
      "/oauth/userinfo": {
        accounts: [{ account_id: "a-2", is_default: true, base_uri: "https://eu.docusign.net" }],
      },
    },
    kept: { accessToken: "a1", accountId: "a-2", baseUri: "https://eu.docusign.net" },
    renewedAfterSeconds: 28_800 - 300,
  },
  {
    quirk: "a token that is traded for one of 60 days, which renews itself at the age of 50",
    provider: "instagram",
    tokenUrl: "api.instagram.com/oauth/access_token",
    client: "body",
    pkce: false,
    answers: {
      "api.instagram.com/oauth/access_token": { access_token: "short", user_id: 1 },
      "graph.instagram.com/access_token": { access_token: "long-1", expires_in: 60 * DAY_S },
      "graph.instagram.com/v23.0/me": { user_id: "17841400000000001", username: "acme" },
    },
    kept: { accessToken: "long-1", igUserId: "17841400000000001", username: "acme" },
    renewedAfterSeconds: 50 * DAY_S,
    renewal: {
      url: "graph.instagram.com/refresh_access_token",
      answers: {
        "graph.instagram.com/refresh_access_token": { access_token: "long-2", expires_in: 60 * DAY_S },
      },
      sent: { grant_type: "ig_refresh_token", access_token: "long-1" },
      kept: { accessToken: "long-2", igUserId: "17841400000000001" },
    },
  },
  {
    quirk: "a person's token at Meta, traded for one of 60 days and that for its successor",
    provider: "meta-audiences",
    config: { adAccountId: "1234567890123456" },
    tokenUrl: "graph.facebook.com/v25.0/oauth/access_token",
    client: "body",
    pkce: false,
    answers: {
      "/oauth/access_token": { access_token: "long-1", expires_in: 60 * DAY_S },
      "/act_1234567890123456": { id: "act_1234567890123456", name: "Acme" },
    },
    kept: { accessToken: "long-1" },
    renewedAfterSeconds: 50 * DAY_S,
    renewal: {
      url: "/oauth/access_token",
      answers: { "/oauth/access_token": { access_token: "long-2", expires_in: 60 * DAY_S } },
      sent: { grant_type: "fb_exchange_token", fb_exchange_token: "long-1", client_id: "client-1" },
      kept: { accessToken: "long-2" },
    },
  },
  {
    quirk: "a business's token, which never ends",
    provider: "whatsapp",
    config: { phoneNumberId: "106540352242922" },
    tokenUrl: "graph.facebook.com/v23.0/oauth/access_token",
    client: "body",
    pkce: false,
    answers: {
      "/oauth/access_token": { access_token: "a1" },
      "graph.facebook.com/v23.0/": { id: "106540352242922", verified_name: "Acme" },
    },
    kept: { accessToken: "a1" },
    renewedAfterSeconds: null,
  },
];

describe.each(consents)("$quirk ($provider)", (one) => {
  it("connects by a person's consent and keeps what calls need; the next token comes in time", async () => {
    const answers = { current: one.answers };
    const { call, platform, bodies, credentials, row, context } = await setUp(answers);
    const redirectUrl = "https://app.example.com/connected";
    await call("PATCH", "/v1/organization", { redirectUrls: [redirectUrl] });
    await call("PUT", `/v1/oauth-apps/${one.provider}`, {
      clientId: "client-1",
      clientSecret: "secret-1",
    });
    const { body } = await call<{ authorizeUrl: string; connectionId: string }>(
      "POST",
      `/v1/oauth/${one.provider}/authorize`,
      { redirectUrl, ...(one.config === undefined ? {} : { config: one.config }) },
    );
    const asked = new URL(body.authorizeUrl).searchParams;
    await platform.fetch(`/oauth/${one.provider}/callback?code=c1&state=${asked.get("state")}`, {
      redirect: "manual",
    });
    const token = bodies.find(({ url }) => (url.host + url.pathname).endsWith(one.tokenUrl));
    const isBasic = token?.headers.get("authorization") === `Basic ${btoa("client-1:secret-1")}`;
    expect(isBasic).toBe(one.client === "basic");
    expect(token?.form.get("client_secret") === "secret-1").toBe(one.client === "body");
    const verifier = token?.form.get("code_verifier") ?? null;
    expect(verifier !== null).toBe(one.pkce);
    expect(verifier === null ? null : await pkceChallenge(verifier)).toBe(asked.get("code_challenge"));

    const id = body.connectionId;
    const { body: made } = await call("GET", `/v1/connections/${id}`);
    expect([made.status, made.error]).toEqual(["active", null]);
    expect(await credentials(id)).toMatchObject(one.kept);
    const { refreshDueAt } = await row(id);
    const due = one.renewedAfterSeconds === null ? null : NOW + one.renewedAfterSeconds * 1_000;
    expect(refreshDueAt).toBe(due);
    if (due === null || one.renewal === undefined) {
      return;
    }
    answers.current = { ...one.answers, ...one.renewal.answers };
    vi.setSystemTime(due);
    await refreshCredentials(context());
    const { url, form } = lastTo(bodies, one.renewal.url);
    expect(Object.fromEntries([...url.searchParams, ...form])).toMatchObject(one.renewal.sent);
    expect(await credentials(id)).toMatchObject(one.renewal.kept);
  });
});
