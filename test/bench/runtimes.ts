import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Api, createApi } from "../scripts/demo/api.ts";
import { freePort } from "../scripts/platform/ports.ts";
import { type Platform, ROOT, startPlatform } from "../scripts/platform/start.ts";
import { createThrowAway } from "../scripts/platform/throw-away.ts";

const DIRECTORY = join(ROOT, ".tmp");

export interface Bench {
  readonly platform: Platform;
  readonly api: Api;
  readonly log: readonly string[];
  stop(): Promise<void>;
}

/**
 * The platform in a store of its own, without the consumers of its queues, which would take the cores from what is
 * measured; what is sent stays in the queue.
 */
export async function startBench(): Promise<Bench> {
  const throwAway = await createThrowAway();
  const log: string[] = [];
  const platform = await throwAway.start({
    output: (text) => log.push(text),
    flags: ["--config", configWithoutConsumers()],
    vars: { API_LIMIT_PER_10_SECONDS: "100000" },
  });
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
export async function startBare(): Promise<Platform> {
  const config = join(DIRECTORY, "wrangler.bare.toml");
  mkdirSync(DIRECTORY, { recursive: true });
  writeFileSync(
    config,
    [
      'name = "bare"',
      `main = ${JSON.stringify(join(import.meta.dirname, "bare-worker.ts"))}`,
      'compatibility_date = "2026-08-01"',
      "[assets]",
      `directory = ${JSON.stringify(join(ROOT, ".assets"))}`,
      "run_worker_first = true",
      "[[queues.producers]]",
      'binding = "QUEUE"',
      'queue = "bare"',
    ].join("\n"),
  );
  const port = await freePort();
  return await startPlatform({
    output: () => undefined,
    flags: [
      "--port",
      String(port),
      "--inspector-port",
      "0",
      "--config",
      config,
      "--persist-to",
      join(DIRECTORY, "bare"),
    ],
  });
}

/** The platform's configuration with absolute paths, and without the sections of its queues' consumers. */
function configWithoutConsumers(): string {
  const text = readFileSync(join(ROOT, "wrangler.toml"), "utf8");
  const sections = text.split(/\n(?=\[)/).filter((section) => !section.startsWith("[[queues.consumers]]"));
  const absolute = sections
    .join("\n")
    .replace('main = "workers/index.ts"', `main = ${JSON.stringify(join(ROOT, "workers/index.ts"))}`)
    .replace('directory = ".assets"', `directory = ${JSON.stringify(join(ROOT, ".assets"))}`)
    .replace('migrations_dir = "migrations"', `migrations_dir = ${JSON.stringify(join(ROOT, "migrations"))}`)
    .replace("[build]", `[build]\ncwd = ${JSON.stringify(ROOT)}`);
  const config = join(DIRECTORY, "wrangler.bench.toml");
  mkdirSync(DIRECTORY, { recursive: true });
  writeFileSync(config, absolute);
  return config;
}
