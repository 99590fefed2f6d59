import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pkceChallenge } from "../../shared/oauth2/authorize.ts";
import { refreshCredentials } from "../../workers/cron/jobs/refresh-credentials.ts";
import { type Answers, answering, lastTo } from "../support/answering.ts";
import { TestPlatform } from "../support/platform.ts";

/** A time at which every second is whole, so that lives come out exact. */
const NOW = Date.UTC(2026, 5, 1);
const HOUR_S = 3_600;
const DAY_S = 86_400;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await new TestPlatform().env.DB.prepare("delete from connections").run();
});

const INSTANCE = {
  instance_url: "https://acme.my.salesforce.com",
  id: "https://login.salesforce.com/id/00Dx0000000BV7zEAG/005x00000012Q9PAAU",
};
const keptOfSalesforce = { instanceUrl: INSTANCE.instance_url, identityUrl: INSTANCE.id };

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
    const { call, platform, bodies, credentials, row, context } = await answering(answers);
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
