import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Api, createApi } from "../scripts/demo/api.ts";
import { TEMPORARY, writeConfig } from "../scripts/platform/config.ts";
import { freePort } from "../scripts/platform/ports.ts";
import { type Platform, startPlatform } from "../scripts/platform/start.ts";
import { createThrowAway } from "../scripts/platform/throw-away.ts";
import {
  bareConfig,
  bareConsumerConfig,
  bareSenderConfig,
  type PlatformConfig,
  platformConfig,
} from "./configs.ts";

const STEADY_MS = 2_000;
const PATIENCE_MS = 30_000;
const POLL_MS = 100;

// with a registry, what is sent to a queue without a consumer is first offered to every other `wrangler dev`: the bare
// Worker alone would pay for that
process.env.WRANGLER_REGISTRY_PATH = "";

export interface Bench {
  readonly platform: Platform;
  readonly api: Api;
  readonly log: readonly string[];
  stop(): Promise<void>;
}

/** The platform in a store of its own, with an organization whose key `api` has. */
export async function startBench(
  name: string,
  config: PlatformConfig,
  vars: Readonly<Record<string, string>> = {},
): Promise<Bench> {
  const throwAway = await createThrowAway();
  const log: string[] = [];
  const platform = await throwAway.start({
    output: (text) => log.push(text),
    flags: ["--config", writeConfig(`wrangler.${name}.toml`, platformConfig(config))],
    vars: { API_LIMIT_PER_10_SECONDS: "100000", ...vars },
  });
  await steady(platform.url);
  const admin = createApi(platform.url, throwAway.adminToken);
  const { id } = await admin.post("/v1/organizations", { name: "Bench" }, z.object({ id: z.string() }));
  const answer = z.object({ key: z.string() });
  const { key } = await admin.post(`/v1/organizations/${id}/keys`, { name: "bench" }, answer);
  return {
    platform,
    api: createApi(platform.url, key),
    log,
    stop: async () => {
      await platform.stop();
      throwAway.remove();
    },
  };
}

/** The bare Worker in the same runtime, behind the same router of assets as the platform. */
export const startBare = (): Promise<Platform> => startOther("bare", bareConfig());

/** The bare consumer, likewise, on a database with the platform's tables. */
export const startBareConsumer = (): Promise<Platform> => startOther("bare-consumer", bareConsumerConfig());

/** The bare sender, likewise. */
export const startBareSender = (): Promise<Platform> => startOther("bare-sender", bareSenderConfig());

async function startOther(name: string, config: string): Promise<Platform> {
  const store = join(TEMPORARY, name);
  rmSync(store, { recursive: true, force: true });
  const port = await freePort();
  const other = await startPlatform({
    output: () => undefined,
    flags: [
      ...["--port", String(port), "--inspector-port", "0"],
      ...["--config", writeConfig(`wrangler.${name}.toml`, config), "--persist-to", store],
    ],
  });
  await steady(other.url);
  return other;
}

/** Resolves once it answers without a break: the files that its own build writes make wrangler start it anew. */
async function steady(url: string): Promise<void> {
  for (
    let since = Date.now(), end = since + PATIENCE_MS;
    Date.now() - since < STEADY_MS;
    await sleep(POLL_MS)
  ) {
    const answered = await fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (Date.now() > end) {
      throw new Error(`${url} does not stay up.`);
    }
    since = answered ? since : Date.now();
  }
}
