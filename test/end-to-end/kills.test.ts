import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { type Api, createApi } from "../scripts/demo/api.ts";
import {
  connectAll,
  type JobView,
  jobSchema,
  planJobs,
  reconcileEffects,
  submit,
} from "../scripts/demo/messages/jobs.ts";
import { createTwinClient } from "../scripts/demo/messages/twin-client.ts";
import type { Platform } from "../scripts/platform/start.ts";
import { createThrowAway, type ThrowAway } from "../scripts/platform/throw-away.ts";
import { type RunningTwin, startTwin } from "../twin/server.ts";

const COUNTS = { stripe: 260, twilio: 200, resend: 30, slack: 10 };
const TOTAL = Object.values(COUNTS).reduce((sum, count) => sum + count, 0);
/** The runtime is killed when the providers have acted this often, and one has acted without having answered yet. */
const KILLS_AT = [40, 110, 180];
const SLOW_PROVIDERS = ["stripe", "twilio"];
/** Longer than it takes to kill the runtime. */
const SLOW_MS = 10_000;
const SEEN = ["open", "unanswered"];
const ENDED = ["succeeded", "failed", "dead", "blocked", "canceled", "uncertain"];
const POLL_MS = 50;
const TICK_EVERY_MS = 2_000;
const TIMEOUT_MS = 240_000;

const exchangesSchema = z.object({
  data: z.array(z.object({ fault: z.string().nullable(), end: z.string() })),
});

let twin: RunningTwin;
let throwAway: ThrowAway;
let platform: Platform | null = null;
const log: string[] = [];

async function start(): Promise<Platform> {
  platform = await throwAway.start({
    output: (text) => log.push(text),
    vars: {
      PROVIDER_ORIGINS: JSON.stringify({ "*": twin.url }),
      API_LIMIT_PER_10_SECONDS: "100000",
      // a sender that has not settled after this long is dead
      JOB_LEASE_SECONDS: "5",
      JOB_SWEEP_SECONDS: "5",
    },
  });
  return platform;
}

beforeAll(async () => {
  twin = await startTwin();
  throwAway = await createThrowAway();
}, TIMEOUT_MS);

afterAll(async () => {
  await platform?.stop();
  await twin.close();
  throwAway.remove();
}, TIMEOUT_MS);

async function createOrganization(origin: string): Promise<Api> {
  const admin = createApi(origin, throwAway.adminToken);
  const { id } = await admin.post("/v1/organizations", { name: "Kills" }, z.object({ id: z.string() }));
  const keys = `/v1/organizations/${id}/keys`;
  const { key } = await admin.post(keys, { name: "kills" }, z.object({ key: z.string() }));
  return createApi(origin, key);
}

/** Requests that the stand-in acted on and was slow to answer: those of which a dying sender leaves no trace. */
async function interrupted(ends: readonly string[]): Promise<number> {
  const response = await fetch(`${twin.url}/_twin/requests`);
  const { data } = exchangesSchema.parse(await response.json());
  return data.filter((exchange) => exchange.fault === "slow" && ends.includes(exchange.end)).length;
}

/** Waits, with the cron trigger running more often than it does by itself. */
async function until(running: Platform, met: () => Promise<boolean>): Promise<void> {
  let tickAt = Date.now() + TICK_EVERY_MS;
  while (!(await met())) {
    await sleep(POLL_MS);
    if (Date.now() >= tickAt) {
      await running.tick();
      tickAt = Date.now() + TICK_EVERY_MS;
    }
  }
}

/** Runs the cron trigger until every job has ended. */
async function settle(api: Api, running: Platform): Promise<ReadonlyMap<string, JobView>> {
  let views: ReadonlyMap<string, JobView> = new Map();
  await until(running, async () => {
    views = new Map((await api.list("/v1/jobs", jobSchema)).map((job) => [job.id, job]));
    return [...views.values()].every(({ status }) => ENDED.includes(status));
  });
  return views;
}

it(
  "ends every one of 500 jobs while the runtime is killed three times, each with one effect where the provider knows keys, and elsewhere with one or in doubt",
  async () => {
    let running = await start();
    const api = await createOrganization(running.url);
    const stand = createTwinClient(twin.url);
    await connectAll(api);
    const jobs = await submit(api, planJobs(COUNTS), 16);
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(TOTAL);

    for (const count of KILLS_AT) {
      await until(running, async () => (await stand.effects()).length >= count);
      const before = await interrupted(SEEN);
      for (const provider of SLOW_PROVIDERS) {
        await stand.fault({ provider, kind: "slow", times: 1, delayMs: SLOW_MS });
      }
      await until(running, async () => (await interrupted(SEEN)) > before);
      await running.kill();
      // one that nobody has met would hold up the only consumer that a local queue has
      await stand.clearFaults();
      running = await start();
    }

    const views = await settle(api, running);
    await until(running, async () => (await interrupted(["open"])) === 0);
    expect(await interrupted(["unanswered"])).toBeGreaterThanOrEqual(KILLS_AT.length);
    expect(reconcileEffects(jobs, views, await stand.effects())).toEqual([]);
    expect(log.join("")).not.toContain("outbox.batch_failed");
  },
  TIMEOUT_MS,
);
