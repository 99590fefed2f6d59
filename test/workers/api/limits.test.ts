import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readPlan } from "../../../workers/api/limits/plan.ts";
import {
  exampleCredentials,
  exampleJob,
  provider,
  SendingPlatform,
  stubFetch,
} from "../../support/sending.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

interface Limits {
  readonly connectionId: string | null;
  readonly provider: string;
  readonly windows: { readonly limit: number; readonly tokens: number; readonly class?: string }[];
  readonly keyed: unknown[];
  readonly breaker: { readonly state: string; readonly reason: string | null };
  readonly waiting: number;
  readonly planned: boolean;
}

const platform = new SendingPlatform();

afterAll(async () => await platform.clearJobs());
let key: string;

beforeEach(async () => {
  // other tests move the clock, and with it how far the sweep has come
  await platform.env.DB.prepare("delete from marks").run();
  ({ key } = await platform.organization());
});

async function connect(credentials = exampleCredentials("resend")): Promise<string> {
  stubFetch(() => Response.json({ data: [] }));
  const { body } = await platform.call<{ id: string }>("POST", "/v1/connections", {
    token: key,
    body: { provider: "resend", credentials },
  });
  return body.id;
}

async function limits(query = "", on = platform) {
  const { body } = await on.call<{ data: Limits[]; platform: Limits[] }>("GET", `/v1/limits${query}`, {
    token: key,
  });
  return body;
}

const breaker = (verb: string, body: unknown, of = "resend") =>
  platform.call(`POST`, `/v1/breakers/${of}/${verb}`, { token: key, body });

describe("the plan of an account", () => {
  const put = (id: string, body: unknown) =>
    platform.call<Limits & { concurrency: number | null; code?: string; detail?: string }>(
      "PUT",
      `/v1/connections/${id}/limits`,
      { token: key, body },
    );
  const plan = {
    windows: [
      { limit: 40, perSeconds: 1 },
      { limit: 900, perSeconds: 60, burst: 90 },
    ],
  };

  it("stands for the documented limits, is shown, and is taken back with null", async () => {
    const id = await connect();
    const [documented] = (await limits()).data;
    const stated = await put(id, { ...plan, concurrency: 12 });
    expect(stated.status).toBe(200);
    expect(stated.body).toMatchObject({ ...plan, connectionId: id, planned: true, concurrency: 12 });
    expect((await limits()).data).toEqual([stated.body]);
    const back = await put(id, { windows: null });
    expect(back.body).toMatchObject({ planned: false, concurrency: null });
    expect(back.body.windows.map(({ limit }) => limit)).toEqual(
      documented?.windows.map(({ limit }) => limit),
    );
  });

  it("stands for the documented limits of classes and keys too, by their names", async () => {
    const credentials = exampleCredentials("slack");
    stubFetch(() => Response.json({ ok: true, team_id: "T1", team: "Acme" }));
    const { body } = await platform.call<{ id: string }>("POST", "/v1/connections", {
      token: key,
      body: { provider: "slack", credentials },
    });
    const documented = (await limits()).data[0];
    const [first] = documented?.windows.filter((window) => window.class !== undefined) ?? [];
    const classes = { [first?.class ?? ""]: [{ limit: 7, perSeconds: 60 }] };
    const stated = await put(body.id, {
      windows: null,
      classes,
      keyed: { channel: { limit: 3, perSeconds: 1 } },
    });
    expect(stated.status).toBe(200);
    expect(stated.body.windows.filter((window) => window.class === first?.class)).toMatchObject([
      { limit: 7, perSeconds: 60 },
    ]);
    expect(stated.body.windows).toHaveLength(documented?.windows.length ?? 0);
    expect(stated.body.keyed).toEqual([{ name: "channel", limit: 3, perSeconds: 1 }]);
    const without = await put(body.id, { windows: null, keyed: { channel: null } });
    expect([without.body.keyed, without.body.planned]).toEqual([[], true]);
    const unknown = await put(body.id, { windows: null, keyed: { nobody: null } });
    expect([unknown.status, JSON.stringify(unknown.body)]).toEqual([422, expect.stringContaining("channel")]);
  });

  it("holds for every connection of the account, and lets the jobs of all be looked at again", async () => {
    const credentials = exampleCredentials("resend");
    const [id, sibling] = [await connect(credentials), await connect(credentials)];
    const until = Date.now() + 3_600_000;
    const job = await platform.call<{ id: string }>("POST", "/v1/jobs", {
      token: key,
      body: { ...exampleJob("resend"), connectionId: sibling },
    });
    const waiting = { gate: "limit", reason: "window", until: new Date(until).toISOString() };
    await platform.setJob(job.body.id, { due_at: until, waiting: JSON.stringify(waiting) });
    await put(id, plan);
    const dueAt = await platform.env.DB.prepare("select due_at from jobs where id = ?")
      .bind(job.body.id)
      .first<number>("due_at");
    expect(dueAt).toBeLessThanOrEqual(Date.now());
    const shown = (await limits()).data;
    expect(shown.map(({ planned }) => planned)).toEqual([true, true]);
  });

  it("is refused where it could never hold the provider's dearest kind of call", () => {
    const windows = (limit: number) => ({ windows: [{ limit, perSeconds: 1 }] });
    // a write takes five of GitHub's points
    expect(() => readPlan(windows(4), provider("github"))).toThrow("takes 5 permits");
    expect(readPlan(windows(5), provider("github"))).toMatchObject(windows(5));
  });

  it("is refused where it could hold nothing, says too much, or the connection is not proven", async () => {
    const id = await connect();
    for (const windows of [[], [{ limit: 0, perSeconds: 1 }], [{ limit: 1, perSeconds: 0.5 }], undefined]) {
      expect((await put(id, { windows })).status).toBe(422);
    }
    expect((await put(id, { windows: null, burst: 4 })).status).toBe(422);
    expect((await limits()).data[0]).toMatchObject({ planned: false });
    await platform.call("PATCH", `/v1/connections/${id}`, { token: key, body: { enabled: false } });
    expect((await put(id, plan)).status).toBe(409);
  });
});

describe("the limits of an account", () => {
  it("show what is left in each window, the breaker, and the jobs that wait", async () => {
    const id = await connect();
    const submit = (more = {}) =>
      platform.call<{ id: string }>("POST", "/v1/jobs", {
        token: key,
        body: { ...exampleJob("resend"), ...more },
      });
    await submit();
    await submit({ sendAt: new Date(Date.now() + 86_400_000).toISOString() });
    const ended = await submit();
    await platform.setJob(ended.body.id, { status: "succeeded" });
    const { data } = await limits();
    expect(data).toEqual([
      expect.objectContaining({
        provider: "resend",
        connectionId: id,
        leases: 0,
        blockedUntil: null,
        share: 1,
        breaker: { state: "closed", until: null, reason: null },
        waiting: 2,
      }),
    ]);
    expect(data[0]?.windows.length).toBeGreaterThan(0);
    for (const window of data[0]?.windows ?? []) {
      expect(window.tokens).toBeLessThanOrEqual(window.limit);
    }
    expect((await limits("?provider=stripe")).data).toEqual([]);
  });

  it("count the call that validated a connection", async () => {
    const id = await connect();
    const before = await limits();
    await platform.call("POST", `/v1/connections/${id}/validate`, { token: key });
    const after = await limits();
    expect(after.data[0]?.windows[0]?.tokens).toBeLessThan(before.data[0]?.windows[0]?.limit ?? 0);
  });

  it("of the platform's own credentials stand apart, on the first page", async () => {
    const equipped = new SendingPlatform({ RESEND_API_KEY: "re_platform_limits" });
    await equipped.call("POST", "/v1/jobs", { token: key, body: exampleJob("resend") });
    const shown = await limits("", equipped);
    expect(shown.data).toEqual([]);
    expect(shown.platform).toEqual([
      expect.objectContaining({ provider: "resend", connectionId: null, waiting: 1 }),
    ]);
  });
});

describe("an account that is stopped by hand", () => {
  it("stays stopped, with the reason, until it is released; a sibling goes on", async () => {
    const [one, two] = [await connect(), await connect()];
    const states = async () =>
      Object.fromEntries(
        (await limits()).data.map(({ connectionId, breaker: { state, reason } }) => [
          connectionId,
          [state, reason],
        ]),
      );
    expect(await breaker("isolate", { connectionId: one, reason: "Angry customer — Zoë" })).toMatchObject({
      status: 200,
      body: { provider: "resend", connectionIds: [one] },
    });
    expect(await states()).toEqual({ [one]: ["isolated", "Angry customer — Zoë"], [two]: ["closed", null] });
    expect((await breaker("isolate", { reason: "all" })).body.connectionIds).toEqual([two, one]);
    expect((await states())[two]?.[0]).toBe("isolated");
    const validated = await platform.call("POST", `/v1/connections/${one}/validate`, { token: key });
    expect(validated.body).toMatchObject({ valid: false, error: { code: "breaker_open" } });
    await breaker("release", { reason: "calm again" });
    expect((await states())[one]?.[0]).not.toBe("isolated");
  });

  it("is one of the caller's own, and stops nobody else's", async () => {
    const connectionId = await connect();
    ({ key } = await platform.organization());
    expect(await breaker("isolate", { connectionId, reason: "x" })).toMatchObject({ status: 404 });
    await connect();
    expect(await breaker("isolate", { connectionId, reason: "x" })).toMatchObject({
      status: 422,
      body: { code: "connection_missing", errors: [{ path: "body.connectionId" }] },
    });
    expect(await breaker("isolate", { reason: " " })).toMatchObject({ status: 422 });
  });
});
