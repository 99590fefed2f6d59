import { createExecutionContext } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createContext } from "../../workers/context.ts";
import { refreshCredentials } from "../../workers/cron/jobs/refresh-credentials.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  const platform = new OutboxPlatform();
  await platform.clearJobs();
  await platform.env.DB.prepare("delete from connections").run();
});

/** Slack with an app that rotates its tokens; only the newest holds, and `revoke` takes that away as well. */
async function setUp() {
  let count = 0;
  let holds = "";
  let isOver = false;
  let isDown = false;
  const sentWith: string[] = [];
  stubFetch(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/api/oauth.v2.access") {
      count += 1;
      if (isDown) {
        return new Response("down", { status: 503 });
      }
      holds = isOver ? "" : `xoxe.xoxb-${count}`;
      return Response.json({
        ok: true,
        access_token: `xoxe.xoxb-${count}`,
        refresh_token: `xoxe-${count}`,
        expires_in: 43_200,
        team: { id: "T1" },
      });
    }
    const token = request.headers.get("authorization")?.replace("Bearer ", "") ?? "";
    if (pathname === "/api/auth.test") {
      return Response.json({ ok: true, team_id: "T1", team: "Acme" });
    }
    sentWith.push(token);
    return Response.json(
      token === holds ? { ok: true, ts: "1.1", channel: "C1" } : { ok: false, error: "token_expired" },
    );
  });
  const platform = new OutboxPlatform();
  const { key } = await platform.organization();
  const call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  await call("PUT", "/v1/oauth-apps/slack", { clientId: "client", clientSecret: "secret" });
  const begun = await call<{ authorizeUrl: string; connectionId: string }>(
    "POST",
    "/v1/oauth/slack/authorize",
    {},
  );
  const state = new URL(begun.body.authorizeUrl).searchParams.get("state");
  const back = await platform.fetch(`/oauth/slack/callback?code=c&state=${state}`);
  expect([back.status, await back.text()]).toEqual([200, expect.stringContaining("Connected")]);
  vi.setSystemTime(Date.now() + 120_000);
  return {
    platform,
    key,
    sentWith,
    connection: async () =>
      (await call<{ status: string }>("GET", `/v1/connections/${begun.body.connectionId}`)).body,
    revoke: () => {
      holds = "";
    },
    end: () => {
      holds = "";
      isOver = true;
    },
    stop: (isStopped: boolean) => {
      isDown = isStopped;
    },
    refreshes: () => count - 1,
  };
}

describe("a token that the provider refuses before its end", () => {
  it("is refreshed once, and the job goes out with the new one; no attempt was spent", async () => {
    const { platform, key, revoke, sentWith, connection, refreshes } = await setUp();
    revoke();
    const job = await platform.createJob(key, "slack");
    await platform.drainJobs();
    expect(refreshes()).toBe(1);
    expect((await connection()).status).toBe("active");
    await platform.tick();
    await platform.drainJobs();
    expect(await platform.job(key, job)).toMatchObject({ status: "succeeded", attempts: 1 });
    expect(sentWith).toEqual(["xoxe.xoxb-1", "xoxe.xoxb-2"]);
  });

  it("and refuses the fresh one too means the consent: a person is asked, and nothing loops", async () => {
    const { platform, key, end, sentWith, connection, refreshes } = await setUp();
    end();
    const job = await platform.createJob(key, "slack");
    for (let round = 0; round < 4; round += 1) {
      await platform.drainJobs();
      await platform.tick();
    }
    expect((await connection()).status).toBe("needs_reauth");
    expect(refreshes()).toBe(1);
    expect(sentWith).toHaveLength(2);
    expect(await platform.job(key, job)).toMatchObject({
      status: "queued",
      waitingFor: { gate: "connection" },
    });
  });

  it("and cannot be refreshed for ten 503s holds its jobs, loses none, and the connection stays connected", async () => {
    const { platform, key, stop, sentWith, connection, refreshes } = await setUp();
    const jobs = [await platform.createJob(key, "slack"), await platform.createJob(key, "slack")];
    vi.setSystemTime(Date.now() + 43_200_000);
    stop(true);
    await platform.drainJobs();
    const context = createContext(platform.env, createExecutionContext());
    for (let round = 0; refreshes() < 10 && round < 20; round += 1) {
      vi.setSystemTime(Date.now() + 400_000);
      await refreshCredentials(context);
    }
    await platform.tick();
    await platform.drainJobs();
    expect([refreshes(), sentWith, (await connection()).status]).toEqual([10, [], "active"]);
    for (const job of jobs) {
      expect(await platform.job(key, job)).toMatchObject({
        status: "queued",
        attempts: 0,
        waitingFor: { gate: "connection", reason: "refreshing" },
      });
    }
    stop(false);
    for (let round = 0; round < 2; round += 1) {
      vi.setSystemTime(Date.now() + 400_000);
      await platform.tick();
      await platform.drainJobs();
    }
    for (const job of jobs) {
      expect(await platform.job(key, job)).toMatchObject({ status: "succeeded", attempts: 1 });
    }
  });
});
