import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RETURN, createConsenting as setUp } from "../support/consenting.ts";
import { TestPlatform } from "../support/platform.ts";
import { stubFetch } from "../support/sending.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await new TestPlatform().env.DB.prepare("delete from connections").run();
});

const MINUTE_MS = 60_000;

describe("a consent", () => {
  it("connects the account: code, PKCE and the organization's own application; the tokens never show", async () => {
    const { authorize, comeBack, server, view, row, use } = await setUp();
    const { authorizeUrl, connectionId } = (await authorize()).body;
    const url = new URL(authorizeUrl);
    expect(url.origin + url.pathname).toBe("https://app.hubspot.com/oauth/authorize");
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: "client-1",
      response_type: "code",
      code_challenge_method: "S256",
      redirect_uri: "https://causeway.test/oauth/hubspot/callback",
    });
    expect((await view(connectionId)).status).toBe("pending");
    const back = await comeBack(server.consent(authorizeUrl));
    expect(back.status).toBe(303);
    const location = new URL(back.headers.get("location") ?? "");
    expect(location.origin + location.pathname).toBe(RETURN);
    expect(Object.fromEntries(location.searchParams)).toEqual({ connectionId, status: "active" });
    expect(server.tokenRequests[0]?.get("client_secret")).toBe("secret-1");
    expect(await use(connectionId)).toMatchObject({
      kind: "usable",
      opened: { credentials: { accessToken: "access-1", refreshToken: "refresh-1" } },
    });
    const shown = JSON.stringify([await view(connectionId), await row(connectionId)]);
    expect(shown).not.toContain("access-1");
    expect(shown).not.toContain("refresh-1");
  });

  it("counts once, for its provider, and only where it was begun", async () => {
    const { authorize, comeBack, server, platform } = await setUp();
    const first = server.consent((await authorize()).body.authorizeUrl);
    expect((await comeBack(first)).status).toBe(303);
    const codeOf = async (response: Response) => [
      response.status,
      (await response.json<{ code: string }>()).code,
    ];
    expect(await codeOf(await comeBack(first))).toEqual([400, "state_unknown"]);
    const forged = new URL(first);
    forged.searchParams.set("state", "of-somebody-else");
    expect(await codeOf(await comeBack(forged.href))).toEqual([400, "state_unknown"]);
    const mixed = server.consent((await authorize()).body.authorizeUrl).replace("/hubspot/", "/calendly/");
    expect(await codeOf(await comeBack(mixed))).toEqual([400, "provider_mixed_up"]);
    expect((await platform.fetch("/oauth/nobody/callback")).status).toBe(404);
    expect(server.tokenRequests).toHaveLength(1);
  });

  it("of another organization counts for nobody: its state brings no account into one's own, nor one's own into it", async () => {
    const mine = await setUp();
    const begun = (await mine.authorize()).body;
    const theirs = await mine.platform.organization("Other");
    const options = { token: theirs.key, body: { clientId: "client-2", clientSecret: "secret-2" } };
    await mine.platform.call("PUT", "/v1/oauth-apps/hubspot", options);
    const other = await mine.platform.call<{ authorizeUrl: string; connectionId: string; code: string }>(
      "POST",
      "/v1/oauth/hubspot/authorize",
      { token: theirs.key, body: { agentId: "agent_7" } },
    );
    const foreign = new URL(mine.server.consent(begun.authorizeUrl));
    const state = new URL(other.body.authorizeUrl).searchParams.get("state") ?? "";
    foreign.searchParams.set("state", state);
    const back = await mine.comeBack(foreign.href);
    expect(await back.text()).toContain("invalid_grant");
    expect((await mine.view(begun.connectionId)).status).toBe("pending");
    const shown = await mine.platform.call("GET", `/v1/connections/${other.body.connectionId}`, {
      token: theirs.key,
    });
    expect(shown.body).toMatchObject({ status: "pending", agentId: "agent_7" });
    const reach = { token: theirs.key, body: { connectionId: begun.connectionId } };
    const taken = await mine.platform.call("POST", "/v1/oauth/hubspot/authorize", reach);
    expect([taken.status, taken.body.code]).toEqual([422, "validation_failed"]);
  });

  it("may go back only to a URL of the organization's list, and needs an application", async () => {
    const { authorize, call } = await setUp();
    const elsewhere = await authorize({ redirectUrl: `${RETURN}/evil` });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([422, "redirect_not_allowed"]);
    await call("DELETE", "/v1/oauth-apps/hubspot");
    expect((await authorize()).body.code).toBe("oauth_app_missing");
    expect((await call("POST", "/v1/oauth/resend/authorize", {})).body.code).toBe("oauth_not_supported");
    expect((await call<{ data: unknown[] }>("GET", "/v1/connections")).body.data).toEqual([]);
  });

  it("is asked for by the platform's own application where the organization has none", async () => {
    const secrets = { HUBSPOT_CLIENT_ID: "platform-1", HUBSPOT_CLIENT_SECRET: "platform-secret" };
    const { authorize, call, comeBack, server } = await setUp("hubspot", secrets);
    await call("DELETE", "/v1/oauth-apps/hubspot");
    const { authorizeUrl } = (await authorize()).body;
    expect(new URL(authorizeUrl).searchParams.get("client_id")).toBe("platform-1");
    await comeBack(server.consent(authorizeUrl));
    expect(server.tokenRequests[0]?.get("client_secret")).toBe("platform-secret");
  });

  it("of an application without its secret says so and stores nothing", async () => {
    const { authorize, call, comeBack, server, row } = await setUp("klaviyo", {
      KLAVIYO_CLIENT_ID: "platform-1",
    });
    await call("DELETE", "/v1/oauth-apps/klaviyo");
    const { authorizeUrl, connectionId } = (await authorize()).body;
    const back = await comeBack(server.consent(authorizeUrl));
    expect(new URL(back.headers.get("location") ?? "").searchParams.get("error")).toBe("invalid_client");
    expect([server.tokenRequests, (await row(connectionId)).tokens]).toEqual([[], null]);
  });

  it("that is denied says so, and leaves a connection that works as it was", async () => {
    const { authorize, comeBack, connect, view } = await setUp();
    const denied = async (body: Record<string, unknown>) => {
      const { authorizeUrl, connectionId } = (await authorize(body)).body;
      const url = new URL(authorizeUrl);
      const state = url.searchParams.get("state") ?? "";
      const back = await comeBack(`https://x/oauth/hubspot/callback?error=access_denied&state=${state}`);
      return { connectionId, location: new URL(back.headers.get("location") ?? "") };
    };
    const fresh = await denied({ redirectUrl: RETURN });
    expect(fresh.location.searchParams.get("status")).toBe("denied");
    expect(await view(fresh.connectionId)).toMatchObject({ status: "pending", error: { code: "denied" } });
    const { connectionId } = await connect();
    expect((await denied({ redirectUrl: RETURN, connectionId })).location.searchParams.get("error")).toBe(
      "denied",
    );
    expect(await view(connectionId)).toMatchObject({ status: "active", error: null });
  });

  it("that takes more than ten minutes has expired: the app is told, and the code is not used", async () => {
    const { authorize, comeBack, server, view } = await setUp();
    const { authorizeUrl, connectionId } = (await authorize()).body;
    vi.setSystemTime(Date.now() + 10 * MINUTE_MS);
    const back = await comeBack(server.consent(authorizeUrl));
    const location = new URL(back.headers.get("location") ?? "");
    expect(Object.fromEntries(location.searchParams)).toEqual({
      connectionId,
      status: "expired",
      error: "consent_expired",
    });
    expect(server.tokenRequests).toEqual([]);
    expect(await view(connectionId)).toMatchObject({
      status: "pending",
      error: { code: "consent_expired" },
    });
  });

  it("of which nobody comes back has expired as well, unless another was begun", async () => {
    const { authorize, platform, view } = await setUp();
    const { connectionId } = (await authorize()).body;
    const other = (await authorize()).body.connectionId;
    vi.setSystemTime(Date.now() + 10 * MINUTE_MS);
    await authorize({ connectionId: other });
    await platform.tick();
    expect(await view(connectionId)).toMatchObject({ error: { code: "consent_expired" } });
    expect(await view(other)).toMatchObject({ status: "pending", error: null });
  });

  it("that goes wrong shows a person a page, and an app a problem", async () => {
    const { platform } = await setUp();
    const path = "/oauth/hubspot/callback?code=1&state=forged";
    const page = await platform.fetch(path, { headers: { accept: "text/html,*/*" } });
    expect([page.status, page.headers.get("content-type")]).toEqual([400, "text/html; charset=utf-8"]);
    expect(await page.text()).toContain("state_unknown");
  });

  it("that leaves out a scope without which nothing works stores no token and names it", async () => {
    const { connect, server, view, row } = await setUp("google-calendar");
    server.instead = () =>
      Response.json({
        access_token: "access",
        expires_in: 3_600,
        scope: "https://www.googleapis.com/auth/calendar.events",
      });
    const { connectionId, location } = await connect();
    expect(location.searchParams.get("error")).toBe("scope_missing");
    const { status, error } = await view(connectionId);
    expect([status, error?.code]).toEqual(["pending", "scope_missing"]);
    expect((await row(connectionId)).tokens).toBeNull();
  });

  it.each([
    ["google-calendar", "https://accounts.google.com"],
    ["github", "https://github.com/login/oauth"],
  ])("at %s whose answer names another authorization server is not exchanged, a denial neither believed: %s", async (provider, issuer) => {
    const { authorize, comeBack, server, view, row } = await setUp(provider);
    const { authorizeUrl, connectionId } = (await authorize()).body;
    const mixed = `${server.consent(authorizeUrl)}&iss=https%3A%2F%2Fevil.example.com`;
    const back = new URL((await comeBack(mixed)).headers.get("location") ?? "");
    expect(Object.fromEntries(back.searchParams)).toEqual({
      connectionId,
      status: "pending",
      error: "provider_mixed_up",
    });
    expect(server.tokenRequests).toEqual([]);
    expect(await view(connectionId)).toMatchObject({
      status: "pending",
      error: { code: "provider_mixed_up" },
    });
    expect((await row(connectionId)).tokens).toBeNull();
    const again = (await authorize({ redirectUrl: RETURN, connectionId })).body.authorizeUrl;
    const state = new URL(again).searchParams.get("state") ?? "";
    const denial = `https://x/oauth/${provider}/callback?error=access_denied&state=${state}`;
    const twice = `${denial}&iss=${encodeURIComponent(issuer)}&iss=https%3A%2F%2Fevil.example.com`;
    const denied = new URL((await comeBack(twice)).headers.get("location") ?? "");
    expect(denied.searchParams.get("error")).toBe("provider_mixed_up");
    const last = (await authorize({ redirectUrl: RETURN, connectionId })).body.authorizeUrl;
    await comeBack(`${server.consent(last)}&iss=${encodeURIComponent(issuer)}`);
    expect(server.tokenRequests.map((form) => form.get("grant_type"))).toEqual(["authorization_code"]);
  });

  it("whose token the account refuses leaves a connection that works as it was", async () => {
    const { connect, server, view, row } = await setUp();
    const { connectionId } = await connect();
    const before = await row(connectionId);
    stubFetch(async (request) =>
      new URL(request.url).pathname.includes("token")
        ? await server.answer(request)
        : Response.json({ message: "no seat" }, { status: 403 }),
    );
    const { location } = await connect({ redirectUrl: RETURN, connectionId });
    expect(location.searchParams.get("error")).not.toBeNull();
    expect((await view(connectionId)).status).toBe("active");
    expect(await row(connectionId)).toMatchObject({
      generation: before.generation,
      credentials: before.credentials,
    });
  });

  it("is asked for at the stand-in that development names", async () => {
    const { authorize } = await setUp("hubspot", { PROVIDER_ORIGINS: '{"*":"http://127.0.0.1:9400"}' });
    const { authorizeUrl } = (await authorize()).body;
    expect(authorizeUrl).toMatch(/^http:\/\/127\.0\.0\.1:9400\/hubspot\/oauth\/authorize\?/);
  });

  it.each([
    ["a page instead of JSON", () => new Response("<html>", { status: 200 }), "not_json"],
    ["a refused client", () => Response.json({ error: "invalid_client" }, { status: 401 }), "invalid_client"],
    ["a used code", () => Response.json({ error: "invalid_grant" }, { status: 400 }), "invalid_grant"],
  ])("whose code is answered with %s stores nothing and says what it was", async (_, answer, code) => {
    const { connect, server, view, row } = await setUp();
    server.instead = answer;
    const { connectionId, location } = await connect();
    expect(location.searchParams.get("error")).toBe(code);
    expect(await view(connectionId)).toMatchObject({ status: "pending", error: { code } });
    expect((await row(connectionId)).tokens).toBeNull();
  });
});
