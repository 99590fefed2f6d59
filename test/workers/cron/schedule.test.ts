import { createExecutionContext } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { HOUR_MS, MINUTE_MS } from "../../../shared/clock.ts";
import { finishRun, startRun } from "../../../shared/db/queries/schedules.ts";
import { createContext } from "../../../workers/context.ts";
import { runSchedule } from "../../../workers/cron/schedule.ts";
import { TestPlatform } from "../../support/platform.ts";

const NOW = 1_800_000_000_000;

function setUp() {
  const platform = new TestPlatform();
  let now = NOW;
  const context = createContext(platform.env, createExecutionContext(), { clock: () => now });
  const start = (everyMs = MINUTE_MS) =>
    startRun(context.db, { name: "job", now, lockMs: 5 * MINUTE_MS, everyMs });
  const finish = (startedAt: number) =>
    finishRun(context.db, { name: "job", startedAt, now, outcome: "ok", count: 3 });
  const later = (ms: number) => {
    now += ms;
  };
  return { platform, context, start, finish, later };
}

async function rows(platform: TestPlatform): Promise<Record<string, Record<string, unknown>>> {
  const statement = platform.env.DB.prepare("select * from schedules");
  const { results } = await statement.all<{ name: string }>();
  return Object.fromEntries(results.map((row) => [row.name, row]));
}

beforeEach(async () => {
  await new TestPlatform().env.DB.prepare("delete from schedules").run();
});

const HANDED = { sendCampaigns: async () => 0 };

describe("a scheduled job", () => {
  it("is run by one of two runs that begin at once", async () => {
    const { start } = setUp();
    expect((await Promise.all([start(), start()])).toSorted()).toEqual([false, true]);
  });

  it("is not run by a second run while a first one holds it, until its lock lapses", async () => {
    const { start, later } = setUp();
    expect(await start()).toBe(true);
    later(2 * MINUTE_MS);
    expect(await start()).toBe(false);
    later(3 * MINUTE_MS);
    expect(await start()).toBe(true);
  });

  it("is due again when its time is over, also to a trigger that fires a little early", async () => {
    const { start, finish, later } = setUp();
    await start(HOUR_MS);
    await finish(NOW);
    later(HOUR_MS - 10_000);
    expect(await start(HOUR_MS)).toBe(false);
    later(6_000);
    expect(await start(HOUR_MS)).toBe(true);
  });

  it("whose lock lapsed does not free the lock of the run that took over", async () => {
    const { platform, start, finish, later } = setUp();
    await start();
    later(5 * MINUTE_MS);
    await start();
    await finish(NOW);
    expect(await start(0)).toBe(false);
    expect(await rows(platform)).toMatchObject({ job: { last_outcome: null } });
  });
});

describe("the schedule", () => {
  it("notes how each job ended", async () => {
    const { platform, context, later } = setUp();
    await runSchedule(context, HANDED);
    later(MINUTE_MS);
    const noted = await rows(platform);
    expect(Object.keys(noted)).toEqual(expect.arrayContaining(["purge", "sweep-inbox"]));
    expect(noted).toMatchObject({
      purge: { locked_until: 0, last_started_at: NOW, last_outcome: "ok" },
    });
  });

  it("runs the other jobs when one fails, and that one again when it is due", async () => {
    const { platform, context, later } = setUp();
    platform.database.failingOn = /from .?inbox/;
    await runSchedule(context, HANDED);
    expect(await rows(platform)).toMatchObject({
      "sweep-inbox": { last_outcome: "failed", locked_until: 0 },
      purge: { last_outcome: "ok" },
    });
    platform.database.failingOn = null;
    later(MINUTE_MS);
    await runSchedule(context, HANDED);
    expect(await rows(platform)).toMatchObject({ "sweep-inbox": { last_outcome: "ok" } });
  });

  it("does not throw when nothing can be noted", async () => {
    const { platform, context } = setUp();
    platform.database.failing = true;
    await expect(runSchedule(context, HANDED)).resolves.toBeUndefined();
  });
});
