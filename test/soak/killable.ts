import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Api, createApi } from "../scripts/demo/api.ts";
import { type JobView, jobSchema } from "../scripts/demo/messages/jobs.ts";
import { createTwinClient, type TwinClient } from "../scripts/demo/messages/twin-client.ts";
import type { Platform } from "../scripts/platform/start.ts";
import { createThrowAway } from "../scripts/platform/throw-away.ts";
import { startTwin } from "../twin/server.ts";

const ENDED = ["succeeded", "failed", "dead", "blocked", "canceled", "uncertain"];
const POLL_MS = 50;
const TICK_EVERY_MS = 2_000;
/** Longer than it takes to kill the runtime. */
const SLOW_MS = 10_000;

const exchangesSchema = z.object({
  data: z.array(z.object({ fault: z.string().nullable(), end: z.string() })),
});

/** The platform under a real `wrangler dev` beside a stand-in for the providers that outlives it. */
export interface Killable {
  readonly stand: TwinClient;
  createOrganization(): Promise<Api>;
  /** Kills the runtime when a provider of these has acted and not answered yet, and starts it again. */
  killAmid(providers: readonly string[]): Promise<void>;
  /** Requests that the stand-in acted on and never answered: those of which a dying sender leaves no trace. */
  unanswered(): Promise<number>;
  /** Waits with the cron trigger running more often than it does by itself. */
  until(met: () => Promise<boolean>): Promise<void>;
  /** Runs the cron trigger until every job of the organization has ended; the jobs by id. */
  settle(api: Api): Promise<ReadonlyMap<string, JobView>>;
  stop(): Promise<void>;
}

/** @param output gets all that the runtime prints */
export async function startKillable(output: (text: string) => void, signal?: AbortSignal): Promise<Killable> {
  const twin = await startTwin();
  const throwAway = await createThrowAway();
  const start = (): Promise<Platform> =>
    throwAway.start({
      output,
      ...(signal === undefined ? {} : { signal }),
      vars: {
        PROVIDER_ORIGINS: JSON.stringify({ "*": twin.url }),
        API_LIMIT_PER_10_SECONDS: "100000",
        // a sender that has not settled after this long is dead
        JOB_LEASE_SECONDS: "5",
        JOB_SWEEP_SECONDS: "5",
      },
    });
  const stand = createTwinClient(twin.url);
  let isEnding = false;
  let reviving: Promise<void> = Promise.resolve();
  /** One that ends by itself, as `wrangler dev` does at times, is one kill more: it is started again. */
  const startWatched = async (): Promise<Platform> => {
    const started = await start();
    void started.exited.then(() => {
      if (!isEnding && signal?.aborted !== true) {
        output("The runtime ended by itself.\n");
        reviving = startWatched().then((again) => {
          platform = again;
        });
        // whoever waits next is told
        reviving.catch(() => undefined);
      }
    });
    return started;
  };
  let platform = await startWatched();

  /** Requests that the stand-in acted on and was slow to answer, by how they ended. */
  const slow = async (...ends: readonly string[]): Promise<number> => {
    const { data } = exchangesSchema.parse(await (await fetch(`${twin.url}/_twin/requests`)).json());
    return data.filter((exchange) => exchange.fault === "slow" && ends.includes(exchange.end)).length;
  };

  const until = async (met: () => Promise<boolean>): Promise<void> => {
    let tickAt = Date.now() + TICK_EVERY_MS;
    while (!(await met())) {
      signal?.throwIfAborted();
      await sleep(POLL_MS);
      await reviving;
      if (Date.now() >= tickAt) {
        await platform.tick().catch((cause: unknown) => {
          // a handler that failed was answered, and is an Error
          if (!(cause instanceof TypeError)) {
            throw cause;
          }
        });
        tickAt = Date.now() + TICK_EVERY_MS;
      }
    }
  };

  return {
    stand,
    until,
    async createOrganization() {
      const admin = createApi(platform.url, throwAway.adminToken);
      const { id } = await admin.post("/v1/organizations", { name: "Kills" }, z.object({ id: z.string() }));
      const keys = `/v1/organizations/${id}/keys`;
      const { key } = await admin.post(keys, { name: "kills" }, z.object({ key: z.string() }));
      return createApi(platform.url, key, { patient: true });
    },
    async killAmid(providers) {
      const before = await slow("open", "unanswered");
      for (const provider of providers) {
        await stand.fault({ provider, kind: "slow", times: 1, delayMs: SLOW_MS });
      }
      await until(async () => (await slow("open", "unanswered")) > before);
      await reviving;
      isEnding = true;
      await platform.kill();
      isEnding = false;
      // one that nobody has met would hold up the only consumer that a local queue has
      await stand.clearFaults();
      platform = await startWatched();
    },
    async unanswered() {
      await until(async () => (await slow("open")) === 0);
      return await slow("unanswered");
    },
    async settle(api) {
      let views: ReadonlyMap<string, JobView> = new Map();
      await until(async () => {
        views = new Map((await api.list("/v1/jobs", jobSchema)).map((job) => [job.id, job]));
        return [...views.values()].every(({ status }) => ENDED.includes(status));
      });
      return views;
    },
    async stop() {
      isEnding = true;
      await reviving.catch(() => undefined);
      await platform.stop();
      await twin.close();
      throwAway.remove();
    },
  };
}
