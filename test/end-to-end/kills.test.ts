import { afterAll, beforeAll, expect, it } from "vitest";
import { connectAll, planJobs, reconcileEffects, submit } from "../scripts/demo/messages/jobs.ts";
import { type Killable, startKillable } from "../soak/killable.ts";

const COUNTS = { stripe: 260, twilio: 200, resend: 30, slack: 10 };
const TOTAL = Object.values(COUNTS).reduce((sum, count) => sum + count, 0);
/** The runtime is killed when the providers have acted this often, and one has acted without having answered yet. */
const KILLS_AT = [40, 110, 180];
const SLOW_PROVIDERS = ["stripe", "twilio"];
const TIMEOUT_MS = 240_000;

let killable: Killable;
const log: string[] = [];

beforeAll(async () => {
  killable = await startKillable((text) => log.push(text));
}, TIMEOUT_MS);

afterAll(async () => await killable.stop(), TIMEOUT_MS);

it(
  "ends every one of 500 jobs while the runtime is killed three times, each with one effect where the provider knows keys, and elsewhere with one or in doubt",
  async () => {
    const { stand, until } = killable;
    const api = await killable.createOrganization();
    await connectAll(api);
    const jobs = await submit(api, planJobs(COUNTS), 16);
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(TOTAL);

    for (const count of KILLS_AT) {
      await until(async () => (await stand.effects()).length >= count);
      await killable.killAmid(SLOW_PROVIDERS);
    }

    const views = await killable.settle(api);
    expect(await killable.unanswered()).toBeGreaterThanOrEqual(KILLS_AT.length);
    expect(reconcileEffects(jobs, views, await stand.effects())).toEqual([]);
    expect(log.join("")).not.toContain("outbox.batch_failed");
  },
  TIMEOUT_MS,
);
