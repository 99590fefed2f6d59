/** `npm run check`: everything that can be said of the sources without running them. Ends at the first thing amiss. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { ARTIFACTS, missingMigrations, run } from "./generated/artifacts.ts";

/** What Cloudflare takes for a free account; compressed. */
const MAX_BUNDLE_KIB = 3 * 1024;

const checks: readonly (readonly [name: string, check: () => void])[] = [
  ["format and lint", () => inherit("biome", ["check", "--error-on-warnings", "."])],
  ["types of the Worker and its tests", () => inherit("tsc", ["-p", "tsconfig.json"])],
  ["types of the scripts", () => inherit("tsc", ["-p", "test/scripts/tsconfig.json"])],
  [
    "who imports whom",
    () =>
      inherit("depcruise", [
        "--config",
        "test/support/dependency-rules.mjs",
        "shared",
        "durable-objects",
        "workers",
      ]),
  ],
  ["dead code", () => inherit("knip", [])],
  ["generated files are in sync", generatedInSync],
  ["migrations are in sync", migrationsInSync],
  ["the Worker builds, below 3 MB compressed", bundleFits],
];

for (const [name, check] of checks) {
  const startedAt = performance.now();
  try {
    check();
  } catch (cause) {
    console.error(`\n✘ ${name}\n${cause instanceof Error ? cause.message : String(cause)}`);
    process.exit(1);
  }
  console.log(`✔ ${name} (${((performance.now() - startedAt) / 1_000).toFixed(1)} s)`);
}

function inherit(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, {
    stdio: "inherit",
    env: { ...process.env, FORCE_COLOR: "0" },
  });
  if (status !== 0) {
    throw new Error(`${command} found something; see above.`);
  }
}

function generatedInSync(): void {
  for (const { path, make } of ARTIFACTS) {
    if (readFileSync(path, "utf8") !== make()) {
      throw new Error(`${path} is not what the sources say. Run npm run generate.`);
    }
  }
}

function migrationsInSync(): void {
  const missing = missingMigrations();
  if (missing.length > 0) {
    throw new Error(`The schema changed. Run npm run db:generate -- <name>. Missing:\n${missing.join("\n")}`);
  }
}

function bundleFits(): void {
  const output = run("wrangler", ["deploy", "--dry-run", "--outdir", ".wrangler/dry-run"]);
  const [, size] = /gzip: ([\d.]+) KiB/.exec(output) ?? [];
  if (size === undefined) {
    throw new Error(`wrangler did not say how large the Worker is:\n${output}`);
  }
  console.log(`  ${size} KiB compressed`);
  if (Number(size) >= MAX_BUNDLE_KIB) {
    throw new Error(`The Worker is ${size} KiB compressed; the limit is ${MAX_BUNDLE_KIB} KiB.`);
  }
}
