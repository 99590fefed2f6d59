import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Api, createApi } from "../scripts/demo/api.ts";
import { configVariant, TEMPORARY, writeConfig } from "../scripts/platform/config.ts";
import type { Platform } from "../scripts/platform/start.ts";
import { createThrowAway } from "../scripts/platform/throw-away.ts";
import {
  type Change,
  CONTROL_PATH,
  changesSchema,
  type Order,
  type Row,
  rowsSchema,
  type SoakState,
  stateSchema,
} from "./orders.ts";

const TIMEOUT_MS = 60_000;

/** The Worker between failing bindings, under a real `wrangler dev`. */
export interface SoakRuntime {
  readonly api: Api;
  readonly log: string;
  order(order: Order): Promise<void>;
  state(): Promise<SoakState>;
  rows(): Promise<readonly Row[]>;
  changes(): Promise<readonly Change[]>;
  /** Runs the cron trigger; that it fails while everything refuses is what it does. */
  tick(): Promise<void>;
  /** Kills the process and starts another one on the same store. */
  restart(seed: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startSoak(seed: number, signal: AbortSignal): Promise<SoakRuntime> {
  const throwAway = await createThrowAway();
  const config = writeConfig("wrangler.soak.toml", configVariant({ main: "test/soak/worker/index.ts" }));
  const log = join(TEMPORARY, "soak.log");
  const output = createWriteStream(log);
  let platform: Platform;

  const call = async (path: string, body?: unknown): Promise<Response> => {
    const method = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const answer = await fetch(`${platform.url}${CONTROL_PATH}${path}`, {
      ...method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) {
      throw new Error(`The soak's ${path} answered ${answer.status}: ${await answer.text()}`);
    }
    return answer;
  };

  const start = async (runSeed: number) => {
    platform = await throwAway.start({
      signal,
      output: (text) => void output.write(text),
      flags: ["--config", config],
      vars: { API_LIMIT_PER_10_SECONDS: "100000" },
    });
    await call("prepare", {});
    await call("order", { seed: runSeed } satisfies Order);
  };

  await start(seed);
  return {
    api: await createOrganization((token) => createApi(platform.url, token), throwAway.adminToken),
    log,
    order: async (order) => void (await call("order", order)),
    state: async () => stateSchema.parse(await (await call("state")).json()),
    rows: () =>
      pages(async (last) => {
        const page = await call(`rows?after=${last?.id ?? ""}`);
        return rowsSchema.parse(await page.json()).rows;
      }),
    changes: () =>
      pages(async (_last, offset) => {
        const page = await call(`changes?offset=${offset}`);
        return changesSchema.parse(await page.json()).changes;
      }),
    tick: () => platform.tick().catch(() => undefined),
    async restart(runSeed) {
      await platform.kill();
      await start(runSeed);
    },
    async stop() {
      await platform.stop();
      output.end();
      throwAway.remove();
    },
  };
}

/** Page after page until one is empty. */
async function pages<T>(
  page: (last: T | undefined, offset: number) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (;;) {
    const next = await page(all.at(-1), all.length);
    if (next.length === 0) {
      return all;
    }
    all.push(...next);
  }
}

async function createOrganization(apiFor: (token: string) => Api, adminToken: string): Promise<Api> {
  const admin = apiFor(adminToken);
  const { id } = await admin.post("/v1/organizations", { name: "Soak" }, z.object({ id: z.string() }));
  const answer = z.object({ key: z.string() });
  const { key } = await admin.post(`/v1/organizations/${id}/keys`, { name: "soak" }, answer);
  return apiFor(key);
}
