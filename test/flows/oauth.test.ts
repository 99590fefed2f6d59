import { createExecutionContext } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useConnection } from "../../shared/connections/usable.ts";
import { type ConnectionRow, findConnection } from "../../shared/db/queries/connections.ts";
import type { Id } from "../../shared/ids.ts";
import { createContext } from "../../workers/context.ts";
import { refreshCredentials } from "../../workers/cron/jobs/refresh-credentials.ts";
import { OAuthServer } from "../support/oauth-server.ts";
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

const RETURN = "https://app.example.com/connected";
const MINUTE_MS = 60_000;

interface ConnectionView {
  readonly id: string;
  readonly status: string;
  readonly error: { readonly code: string } | null;
}

/** An organization with its own application at HubSpot or Klaviyo, whose refresh tokens count once. */
async function setUp(provider = "hubspot") {
  const server = new OAuthServer();
  stubFetch(server.answer);
  const platform = new TestPlatform();
  const { id: organizationId, key } = await platform.organization();
  const call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  await call("PATCH", "/v1/organization", { redirectUrls: [RETURN] });
  await call("PUT", `/v1/oauth-apps/${provider}`, { clientId: "client-1", clientSecret: "secret-1" });
  const authorize = (body: Record<string, unknown> = { redirectUrl: RETURN }) =>
    call<{ authorizeUrl: string; connectionId: string; code: string }>(
      "POST",
      `/v1/oauth/${provider}/authorize`,
      body,
    );
  const comeBack = async (url: string) => {
    const { pathname, search } = new URL(url);
    return await platform.fetch(pathname + search, { redirect: "manual" });
  };
  const connect = async (body?: Record<string, unknown>) => {
    const { authorizeUrl, connectionId } = (await authorize(body)).body;
    const response = await comeBack(server.consent(authorizeUrl));
    return {
      connectionId,
      location: new URL(response.headers.get("location") ?? "https://none.example.com"),
    };
  };
  const context = () => createContext(platform.env, createExecutionContext());
  const row = async (connectionId: string): Promise<ConnectionRow> => {
    const found = await findConnection(
      context().db,
      organizationId as Id<"organization">,
      connectionId as Id<"connection">,
    );
    if (found === null) {
      throw new Error("The connection is gone.");
    }
    return found;
  };
  const use = async (connectionId: string) => await useConnection(await row(connectionId), context());
  const view = async (connectionId: string) =>
    (await call<ConnectionView>("GET", `/v1/connections/${connectionId}`)).body;
  return { server, platform, organizationId, call, authorize, comeBack, connect, context, row, use, view };
}

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

  it("counts once, for ten minutes, for its provider, and only where it was begun", async () => {
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
    const late = server.consent((await authorize()).body.authorizeUrl);
    vi.setSystemTime(Date.now() + 10 * MINUTE_MS);
    expect(await codeOf(await comeBack(late))).toEqual([400, "state_unknown"]);
    expect((await platform.fetch("/oauth/nobody/callback")).status).toBe(404);
    expect(server.tokenRequests).toHaveLength(1);
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

describe("a token that nears its end", () => {
  it("is refreshed once however many ask: 200 at once, one request, 200 successes, the last token stored", async () => {
    const { connect, server, row, context } = await setUp("klaviyo");
    const { connectionId } = await connect();
    vi.setSystemTime(Date.now() + server.expiresIn * 1_000);
    const stale = await row(connectionId);
    const before = server.tokenRequests.length;
    const used = await Promise.all(Array.from({ length: 200 }, () => useConnection(stale, context())));
    expect(server.tokenRequests.length - before).toBe(1);
    const tokens = used.map((one) =>
      one.kind === "usable" ? one.opened.credentials.accessToken : one.status,
    );
    expect(new Set(tokens)).toEqual(new Set([server.accessToken]));
    expect((await row(connectionId)).tokens).toMatchObject({ version: 2, intentAt: null });
  });

  it("is refreshed by the schedule five minutes ahead, and not before", async () => {
    const { connect, server, context, row } = await setUp();
    const { connectionId } = await connect();
    const start = Date.now();
    vi.setSystemTime(start + server.expiresIn * 1_000 - 6 * MINUTE_MS);
    await refreshCredentials(context());
    expect((await row(connectionId)).tokens?.version).toBe(1);
    vi.setSystemTime(start + server.expiresIn * 1_000 - 4 * MINUTE_MS);
    await refreshCredentials(context());
    expect((await row(connectionId)).tokens?.version).toBe(2);
  });

  it("gives way to somebody who reconnects while it is refreshed, and the id stays", async () => {
    const { connect, server, row, context, use } = await setUp("klaviyo");
    const { connectionId } = await connect();
    vi.setSystemTime(Date.now() + server.expiresIn * 1_000);
    const stale = await row(connectionId);
    server.beforeAnswer = async () => {
      server.beforeAnswer = () => undefined;
      expect((await connect({ redirectUrl: RETURN, connectionId })).connectionId).toBe(connectionId);
    };
    await useConnection(stale, context());
    expect(server.accessToken).toBe("access-3");
    expect(await use(connectionId)).toMatchObject({
      opened: { credentials: { accessToken: "access-3", refreshToken: "refresh-3" } },
    });
  });

  it("survives ten 503s, and is used while it lives", async () => {
    const { connect, server, use, view } = await setUp("klaviyo");
    const { connectionId } = await connect();
    vi.setSystemTime(Date.now() + server.expiresIn * 1_000 - 2 * MINUTE_MS);
    server.instead = () => new Response("down", { status: 503 });
    for (let count = 0; count < 10; count += 1) {
      expect((await use(connectionId)).kind).toBe("usable");
    }
    vi.setSystemTime(Date.now() + 3 * MINUTE_MS);
    expect(await use(connectionId)).toEqual({ kind: "held", status: "refreshing" });
    expect((await view(connectionId)).status).toBe("active");
    server.instead = null;
    expect((await use(connectionId)).kind).toBe("usable");
    expect(await view(connectionId)).toMatchObject({ status: "active", error: null });
  });

  it("is not asked for again before the time that a token endpoint names; its health says what was wrong", async () => {
    const { connect, server, use, call } = await setUp("klaviyo");
    const { connectionId } = await connect();
    const health = async () => {
      const { body } = await call<{ health: unknown }>("GET", `/v1/connections/${connectionId}`);
      return body.health;
    };
    expect(await health()).toMatchObject({ lastRefreshAt: null, failures: [] });
    vi.setSystemTime(Date.now() + server.expiresIn * 1_000);
    const before = server.tokenRequests.length;
    server.instead = () => new Response("down", { status: 503, headers: { "retry-after": "120" } });
    for (let count = 0; count < 5; count += 1) {
      expect(await use(connectionId)).toEqual({ kind: "held", status: "refreshing" });
    }
    expect(server.tokenRequests.length - before).toBe(1);
    expect(await health()).toMatchObject({
      status: "degraded",
      failures: [{ cause: "outage", code: "temporarily_unavailable" }],
    });
    server.instead = null;
    vi.setSystemTime(Date.now() + 121_000);
    expect((await use(connectionId)).kind).toBe("usable");
    expect(await health()).toMatchObject({ lastRefreshAt: new Date().toISOString() });
    vi.setSystemTime(Date.now() + server.expiresIn * 1_000);
    server.instead = () => Response.json({ error: "invalid_client" }, { status: 401 });
    await use(connectionId);
    server.instead = () => Response.json({ error: "invalid_grant" }, { status: 400 });
    await use(connectionId);
    expect(await health()).toMatchObject({
      status: "unhealthy",
      failures: [
        { cause: "revoked", code: "invalid_grant" },
        { cause: "app_misconfigured", code: "invalid_client" },
        { cause: "outage" },
      ],
    });
  });

  it("whose consent was revoked needs a person at once, told of once", async () => {
    const { connect, server, use, view, call, platform } = await setUp("klaviyo");
    await call("POST", "/v1/destinations", { url: "https://app.example.com/", events: ["causeway.*"] });
    const { connectionId } = await connect();
    vi.setSystemTime(Date.now() + server.expiresIn * 1_000);
    server.instead = () => Response.json({ error: "invalid_grant" }, { status: 400 });
    expect(await use(connectionId)).toEqual({ kind: "held", status: "needs_reauth" });
    expect(await use(connectionId)).toEqual({ kind: "held", status: "needs_reauth" });
    expect(server.tokenRequests).toHaveLength(2);
    expect(await view(connectionId)).toMatchObject({ error: { code: "invalid_grant" } });
    const { body } = await call<{ data: { type: string }[] }>("GET", "/v1/events?provider=causeway");
    expect(body.data.map(({ type }) => type)).toEqual(["causeway.connection.needs_reauth"]);
    server.instead = null;
    await connect({ redirectUrl: RETURN, connectionId });
    expect((await view(connectionId)).status).toBe("active");
    await platform.env.DB.prepare("delete from deliveries").run();
    await platform.env.DB.prepare("delete from destinations").run();
  });

  it("whose refresh was interrupted is tried once more, then a person is asked, and nothing loops", async () => {
    const { connect, server, use, view, row, platform } = await setUp("klaviyo");
    const { connectionId } = await connect();
    vi.setSystemTime(Date.now() + server.expiresIn * 1_000);
    const stale = await row(connectionId);
    // the provider acted, and the keeper was gone before it could write: the row holds the used token and the intent
    await use(connectionId);
    await platform.env.DB.prepare(
      "update connections set credentials = ?, refresh_due_at = ?, tokens = ? where id = ?",
    )
      .bind(
        stale.credentials,
        stale.refreshDueAt,
        JSON.stringify({ ...stale.tokens, intentAt: Date.now() }),
        connectionId,
      )
      .run();
    const before = server.tokenRequests.length;
    expect(await use(connectionId)).toEqual({ kind: "held", status: "needs_reauth" });
    expect(await use(connectionId)).toEqual({ kind: "held", status: "needs_reauth" });
    expect(server.tokenRequests.length - before).toBe(1);
    expect(await view(connectionId)).toMatchObject({ status: "needs_reauth", error: { code: "in_doubt" } });
  });
});
