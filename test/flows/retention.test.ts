import { createExecutionContext } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { DAY_MS, HOUR_MS } from "../../shared/clock.ts";
import { createContext } from "../../workers/context.ts";
import { purge } from "../../workers/cron/jobs/purge.ts";
import { ADMIN_TOKEN, TestPlatform } from "../support/platform.ts";
import { bytes } from "../support/sign.ts";
import { sendgridSigner } from "../support/sign-sendgrid.ts";
import { createEndpoint, events, push } from "../support/webhooks.ts";

const LARGE = `{"pad":"${"x".repeat(150_000)}"}`;
// away from midnight, when bodies without events are looked for
const NOW = Date.UTC(2026, 10, 21, 12);

function at(ms: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: ms });
}

afterEach(() => {
  vi.useRealTimers();
});

async function setUp() {
  at(NOW - 40 * DAY_MS);
  const platform = new TestPlatform();
  const { key, id } = await platform.organization();
  await platform.call("PATCH", "/v1/organization", { token: key, body: { retentionDays: 30 } });
  const endpoint = await createEndpoint(platform, key);
  const signer = await sendgridSigner();
  const batches = await createEndpoint(platform, key, { provider: "sendgrid", secret: signer.secret });
  /** One event in its row, one in R2, two that share a body, and a refusal, all received at a time. */
  const receive = async (ms: number): Promise<void> => {
    at(ms);
    await push(platform, endpoint, JSON.stringify({ ms }));
    await push(platform, endpoint, LARGE);
    await push(platform, endpoint, "{}", { secret: "wrong" });
    const body = bytes(JSON.stringify([{ sg_event_id: `a${ms}` }, { sg_event_id: `b${ms}` }]));
    const headers = await signer.headers(body, Math.floor(ms / 1_000));
    await platform.fetch(batches.path, { method: "POST", headers, body });
    await platform.drain();
  };
  const count = async (table: string): Promise<number> => {
    const statement = platform.env.DB.prepare(`select count(*) as n from ${table} where org_id = ?`);
    return (await statement.bind(id).first<number>("n")) ?? 0;
  };
  const kept = async () => ({
    events: await count("events"),
    bodies: await count("bodies"),
    rejections: await count("rejections"),
    objects: (await platform.env.BODIES.list({ prefix: `${id}/` })).objects.length,
  });
  return { platform, key, id, endpoint, receive, kept, count };
}

describe("retention", () => {
  it("deletes events, shared bodies, large bodies and refusals older than it, and nothing younger", async () => {
    const { platform, key, receive, kept } = await setUp();
    const edge = NOW - 30 * DAY_MS;
    for (const ms of [edge - 9 * DAY_MS, edge - 1, edge, NOW - DAY_MS]) {
      await receive(ms);
    }
    expect(await kept()).toEqual({ events: 16, bodies: 4, rejections: 4, objects: 4 });
    at(NOW);
    await platform.tick();
    expect(await kept()).toEqual({ events: 8, bodies: 2, rejections: 2, objects: 2 });
    const received = (await events(platform, key)).map(({ id }) => id);
    expect(received).toHaveLength(8);
  });

  it("deletes more than a page of each, also bodies and refusals alone, within a run's budget", async () => {
    const { platform, receive, kept } = await setUp();
    for (const ms of [1, 2, 3]) {
      await receive(NOW - 35 * DAY_MS + ms);
    }
    at(NOW);
    const context = createContext(platform.env, createExecutionContext());
    await purge(context, { page: 1, pages: 4, timeMs: HOUR_MS });
    expect(await kept()).toMatchObject({ events: 8 });
    await purge(context, { page: 1, pages: 100, timeMs: HOUR_MS });
    expect(await kept()).toEqual({ events: 0, bodies: 0, rejections: 0, objects: 0 });
  });

  it("finds large bodies that never became an event once a day", async () => {
    const { platform, id, kept } = await setUp();
    await platform.env.BODIES.put(`${id}/evt_01k00000000000000000000000`, "orphan");
    at(NOW);
    await platform.tick();
    expect(await kept()).toMatchObject({ objects: 1 });
    at(NOW + 12 * HOUR_MS);
    await platform.tick();
    expect(await kept()).toMatchObject({ objects: 0 });
  });

  it("of one organization is not held up by another's failure", async () => {
    const first = await setUp();
    const second = await setUp();
    await first.receive(NOW - 35 * DAY_MS);
    await second.receive(NOW - 35 * DAY_MS);
    at(NOW);
    const list = (options: R2ListOptions) =>
      options.prefix?.startsWith(first.id)
        ? Promise.reject(new Error("R2 is away"))
        : second.platform.env.BODIES.list(options);
    const { BODIES } = second.platform.env;
    const bucket = { list, delete: (keys: string[]) => BODIES.delete(keys) };
    const broken = new TestPlatform({ BODIES: bucket as unknown as R2Bucket });
    await broken.tick();
    expect(await second.kept()).toEqual({ events: 0, bodies: 0, rejections: 0, objects: 0 });
    expect(await first.kept()).toMatchObject({ objects: 1 });
  });
});

describe("a deleted organization", () => {
  it("leaves no row and no body, and its endpoints answer 404 at once", async () => {
    const { platform, key, id, endpoint, receive, kept, count } = await setUp();
    await receive(NOW - DAY_MS);
    platform.queue.fault = "refuse";
    await push(platform, endpoint, LARGE);
    platform.queue.fault = null;
    await platform.call("DELETE", `/v1/organizations/${id}`, { token: ADMIN_TOKEN });
    at(NOW);
    expect((await push(platform, endpoint, "{}")).status).toBe(404);
    platform.database.statements.length = 0;
    await platform.tick();
    expect(await kept()).toEqual({ events: 0, bodies: 0, rejections: 0, objects: 0 });
    expect(await platform.call("GET", "/v1/events", { token: key })).toMatchObject({ status: 401 });

    const owned = await platform.env.DB.prepare(
      "select name from sqlite_master where type = 'table' and sql like '%`org_id`%'",
    ).all<{ name: string }>();
    expect(owned.results.length).toBeGreaterThan(6);
    for (const { name } of owned.results) {
      expect(await count(name), name).toBe(0);
      const deletion = `delete from ${name} where org_id = ?`;
      expect(platform.database.statements, name).toContain(deletion);
    }
    // what the sweep had queued before comes too late
    expect(await platform.drain()).toBe(1);
    expect(await kept()).toMatchObject({ events: 0, objects: 0 });
    const parked = platform.env.DB.prepare("select count(*) as n from inbox where message like ?");
    expect(await parked.bind(`%${id}%`).first("n")).toBe(0);
  });
});
