import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";

const platform = new OutboxPlatform();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

afterAll(async () => await platform.clearJobs());

interface Health {
  readonly data: readonly {
    readonly connectionId: string;
    readonly status: string;
    readonly uptime: number | null;
    readonly errorRate: number | null;
  }[];
}

describe("the health of a connection", () => {
  it("follows its calls, costs no row where they succeed, and says what is not counted", async () => {
    stubFetch(() => Response.json({ id: "email_1", data: [] }));
    const { key, connectionId } = await platform.connected("resend");
    const health = async () => {
      const { body } = await platform.call<Health>("GET", "/v1/integrations/health", { token: key });
      return body.data;
    };
    const own = {
      provider: "resend",
      connectionId,
      uptime: 1,
      latency: { p50: null, p95: null, p99: null },
    };
    expect(await health()).toEqual([
      expect.objectContaining({
        ...own,
        status: "healthy",
        errorRate: 0,
        breaker: "closed",
        lastError: null,
      }),
    ]);
    await platform.createJob(key, "resend");
    platform.database.rowsWritten = 0;
    await platform.drainJobs();
    expect(platform.database.rowsWritten).toBe(2);
    const lastUsedAt = new Date(Date.now()).toISOString();
    const view = await platform.call("GET", `/v1/connections/${connectionId}`, { token: key });
    expect(view.body.health).toEqual({ status: "healthy", lastUsedAt, lastRefreshAt: null, failures: [] });
    expect(await health()).toMatchObject([{ lastCheckAt: lastUsedAt }]);
  });

  it("is up in the hours in which a call got through, of those in which there was one", async () => {
    stubFetch(() => Response.json({ id: "email_1", data: [] }));
    const { key, connectionId } = await platform.connected("resend");
    const uptime = async () => {
      const { body } = await platform.call<Health>("GET", "/v1/integrations/health", { token: key });
      return body.data.find((one) => one.connectionId === connectionId)?.uptime;
    };
    const HOUR_MS = 3_600_000;
    vi.setSystemTime(Date.now() + 2 * HOUR_MS);
    stubFetch(() => new Response("broken", { status: 500 }));
    await platform.createJob(key, "resend");
    await platform.drainJobs();
    expect(await uptime()).toBe(0.5);
    // the hours of the day before count no more
    vi.setSystemTime(Date.now() + 23 * HOUR_MS);
    expect(await uptime()).toBe(0);
    vi.setSystemTime(Date.now() + HOUR_MS);
    expect(await uptime()).toBeNull();
  });

  it("is unhealthy once the provider refuses the credential, with the cause", async () => {
    stubFetch(() => Response.json({ id: "email_1", data: [] }));
    const { key, connectionId } = await platform.connected("resend");
    stubFetch(() =>
      Response.json({ name: "invalid_api_key", message: "API key is invalid" }, { status: 403 }),
    );
    await platform.createJob(key, "resend");
    await platform.drainJobs();
    const { body } = await platform.call<Health>("GET", "/v1/integrations/health", { token: key });
    expect(body.data).toMatchObject([
      { connectionId, status: "unhealthy", lastError: { cause: "revoked", code: "invalid_api_key" } },
    ]);
  });

  it("is unhealthy while calls of its account are stopped, and unknown where nobody called", async () => {
    stubFetch(() => Response.json({ data: [] }));
    const { key, connectionId } = await platform.connected("resend");
    await platform.call("POST", "/v1/breakers/resend/isolate", {
      token: key,
      body: { connectionId, reason: "test" },
    });
    const pending = await platform.call<{ id: string }>("POST", "/v1/connections", {
      token: key,
      body: { provider: "hubspot" },
    });
    const { body } = await platform.call<Health>("GET", "/v1/integrations/health", { token: key });
    expect(body.data).toMatchObject([
      { connectionId: pending.body.id, status: "unknown", errorRate: null, breaker: "closed" },
      { connectionId, status: "unhealthy", breaker: "isolated" },
    ]);
  });
});
