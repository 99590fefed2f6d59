import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { refreshConnection } from "../../shared/connections/refresh.ts";
import { useConnection } from "../../shared/connections/usable.ts";
import { refreshCredentials } from "../../workers/cron/jobs/refresh-credentials.ts";
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

  it("takes 25 s to be answered, and is still asked for once: who comes late gets that answer", async () => {
    const { connect, server, row, context } = await setUp("klaviyo");
    const { connectionId } = await connect();
    vi.setSystemTime(Date.now() + server.expiresIn * 1_000);
    const stale = await row(connectionId);
    const before = server.tokenRequests.length;
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    server.beforeAnswer = () => {
      asked.resolve();
      return answer.promise;
    };
    const first = useConnection(stale, context());
    await asked.promise;
    vi.setSystemTime(Date.now() + 25_000);
    const late = [useConnection(stale, context()), useConnection(stale, context())];
    const scheduled = refreshCredentials(context());
    answer.resolve();
    const used = await Promise.all([first, ...late]);
    await scheduled;
    expect(server.tokenRequests.length - before).toBe(1);
    expect(used.map((one) => one.kind === "usable" && one.opened.credentials.accessToken)).toEqual(
      Array.from({ length: 3 }, () => server.accessToken),
    );
  });

  it("survives ten 503s, asked for at growing intervals with jitter, and is used while it lives", async () => {
    const { connect, server, use, view } = await setUp("klaviyo");
    const { connectionId } = await connect();
    vi.setSystemTime(Date.now() + server.expiresIn * 1_000 - 2 * MINUTE_MS);
    const end = Date.now() + 2 * MINUTE_MS;
    const times: number[] = [];
    server.instead = () => {
      times.push(Date.now());
      return new Response("down", { status: 503 });
    };
    const kinds = new Set<string>();
    while (times.length < 10) {
      kinds.add(`${(await use(connectionId)).kind} ${Date.now() < end ? "before" : "after"}`);
      vi.setSystemTime(Date.now() + 10_000);
    }
    expect([...kinds]).toEqual(["usable before", "held after"]);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    const least = [10, 20, 40, 80, 160, 300, 300, 300, 300].map((seconds) => seconds * 750);
    expect(gaps.filter((gap, index) => gap < (least[index] ?? 0))).toEqual([]);
    expect(Math.max(...gaps)).toBeLessThan(7 * MINUTE_MS);
    expect((await view(connectionId)).status).toBe("active");
    server.instead = null;
    vi.setSystemTime(Date.now() + 7 * MINUTE_MS);
    expect((await use(connectionId)).kind).toBe("usable");
    expect(await view(connectionId)).toMatchObject({ status: "active", error: null });
  });

  it("which the schedule could not refresh leaves room for others, and a person who asks need not wait", async () => {
    const { connect, server, use, row, call, context } = await setUp("klaviyo");
    const { connectionId } = await connect();
    vi.setSystemTime(Date.now() + server.expiresIn * 1_000);
    server.instead = () => Response.json({ error: "invalid_client" }, { status: 401 });
    expect(await refreshCredentials(context())).toBe(1);
    expect(await refreshCredentials(context())).toBe(0);
    server.instead = null;
    expect(await use(connectionId)).toEqual({ kind: "held", status: "refreshing" });
    const validated = await call("POST", `/v1/connections/${connectionId}/validate`);
    expect(validated.body).toMatchObject({ valid: true });
    expect((await row(connectionId)).tokens).toMatchObject({ version: 2, failures: 0 });
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
    vi.setSystemTime(Date.now() + MINUTE_MS);
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

  it("that lives on after its consent was revoked proves nothing: validating asks nobody, and the connection stays", async () => {
    const { connect, server, use, view, call } = await setUp("klaviyo");
    const { connectionId } = await connect();
    // due, and alive
    vi.setSystemTime(Date.now() + server.expiresIn * 1_000 - 2 * MINUTE_MS);
    server.instead = () => Response.json({ error: "invalid_grant" }, { status: 400 });
    expect(await use(connectionId)).toEqual({ kind: "held", status: "needs_reauth" });
    const asked = server.tokenRequests.length;
    for (let count = 0; count < 3; count += 1) {
      const validated = await call("POST", `/v1/connections/${connectionId}/validate`);
      expect(validated.body).toMatchObject({ valid: false, error: { code: "invalid_grant" } });
    }
    expect(server.tokenRequests).toHaveLength(asked);
    server.instead = () => new Response("down", { status: 503 });
    await connect({ redirectUrl: RETURN, connectionId });
    const inVain = await call("POST", `/v1/connections/${connectionId}/validate`);
    expect(inVain.body).toMatchObject({ valid: false, error: { code: "invalid_grant" } });
    expect((await view(connectionId)).status).toBe("needs_reauth");
    server.instead = null;
    await connect({ redirectUrl: RETURN, connectionId });
    const again = await call("POST", `/v1/connections/${connectionId}/validate`);
    expect(again.body).toMatchObject({ valid: true });
  });

  it("that ends while its connection is in error is refreshed when a person has the connection validated", async () => {
    const { connect, server, call, view } = await setUp();
    const holds = server.answer;
    const isToken = (request: Request) => new URL(request.url).pathname.includes("token");
    stubFetch(async (request) =>
      isToken(request) ? await holds(request) : Response.json({ message: "no seat" }, { status: 403 }),
    );
    const { connectionId } = await connect();
    expect((await view(connectionId)).status).toBe("error");
    vi.setSystemTime(Date.now() + server.expiresIn * 1_000);
    server.accessToken = "";
    stubFetch(holds);
    const { body } = await call("POST", `/v1/connections/${connectionId}/validate`);
    expect(body).toMatchObject({ valid: true });
    expect((await view(connectionId)).status).toBe("active");
  });

  it("that was answered and could not be stored at once is stored by another try: the provider gives it only once", async () => {
    const { connect, server, use, row, context, platform } = await setUp("klaviyo");
    const { connectionId } = await connect();
    vi.setSystemTime(Date.now() + server.expiresIn * 1_000);
    const { organizationId, id } = await row(connectionId);
    let failures = 0;
    const update = /^update "connections"/;
    vi.spyOn(update, "test").mockImplementation((sql) => {
      failures += sql.startsWith("update") ? 1 : 0;
      return failures === 1;
    });
    server.beforeAnswer = () => {
      platform.database.failingOn = update;
    };
    const order = { organizationId, connectionId: id, seenVersion: 1 };
    const tools = context();
    await refreshConnection(order, { ...tools, env: { ...tools.env } });
    platform.database.failingOn = null;
    expect(failures).toBe(2);
    expect((await row(connectionId)).tokens).toMatchObject({ version: 2, intentAt: null });
    expect(await use(connectionId)).toMatchObject({
      kind: "usable",
      opened: { credentials: { refreshToken: server.refreshToken } },
    });
  });

  it("whose refresh was cut off between the provider's answer and our write leaves its intent: one more try, no loop", async () => {
    const { connect, server, use, view, row, context, platform } = await setUp("klaviyo");
    const { connectionId } = await connect();
    vi.setSystemTime(Date.now() + server.expiresIn * 1_000);
    const { organizationId, id } = await row(connectionId);
    const before = server.tokenRequests.length;
    server.beforeAnswer = () => {
      platform.database.failingOn = /^update "connections"/;
    };
    const order = { organizationId, connectionId: id, seenVersion: 1 };
    const tools = context();
    await expect(refreshConnection(order, { ...tools, env: { ...tools.env } })).rejects.toThrow();
    platform.database.failingOn = null;
    expect(server.tokenRequests.length - before).toBe(1);
    expect((await row(connectionId)).tokens).toMatchObject({ version: 1, intentAt: Date.now() });
    for (let count = 0; count < 3; count += 1) {
      expect(await use(connectionId)).toEqual({ kind: "held", status: "needs_reauth" });
    }
    const tokens = server.tokenRequests.slice(before).map((form) => form.get("refresh_token"));
    expect(tokens).toEqual(["refresh-1", "refresh-1"]);
    expect(await view(connectionId)).toMatchObject({
      status: "needs_reauth",
      error: { code: "in_doubt" },
    });
  });
});
