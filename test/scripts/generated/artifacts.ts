import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiDocument, createApi } from "../../../workers/api/app.ts";
import { limitsTable } from "./limits-table.ts";

/** A file that is made from the sources and committed, so that a change of it is seen in review. */
export interface Artifact {
  readonly path: string;
  /** The contents as the sources say now. */
  readonly make: () => string;
}

const BINDING_TYPES = "test/support/generated/worker-configuration.d.ts";

export const ARTIFACTS: readonly Artifact[] = [
  { path: BINDING_TYPES, make: bindingTypes },
  { path: "test/support/generated/openapi.json", make: openApi },
  { path: "shared/providers/LIMITS.md", make: limitsTable },
];

/** The types of the bindings; no secrets file is read, so that they are the same on every machine. */
function bindingTypes(): string {
  const committed = readFileSync(BINDING_TYPES, "utf8");
  try {
    run("wrangler", ["types", BINDING_TYPES, "--include-runtime=false", "--env-file=/dev/null"]);
    return readFileSync(BINDING_TYPES, "utf8");
  } finally {
    // wrangler's paths are relative to its output, so it must write in place
    writeFileSync(BINDING_TYPES, committed);
  }
}

function openApi(): string {
  return `${JSON.stringify(apiDocument(createApi()), null, 2)}\n`;
}

/** The migrations that drizzle would still have to write; empty when the schema and they agree. */
export function missingMigrations(): string[] {
  const directory = mkdtempSync(join(tmpdir(), "causeway-migrations-"));
  try {
    cpSync("migrations", directory, { recursive: true });
    const before = new Set(readdirSync(directory));
    run("drizzle-kit", [
      "generate",
      "--dialect=sqlite",
      "--schema=./shared/db/schema/*.ts",
      `--out=${directory}`,
      "--name=missing",
    ]);
    return readdirSync(directory)
      .filter((name) => name.endsWith(".sql") && !before.has(name))
      .map((name) => readFileSync(join(directory, name), "utf8"));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @throws Error with the command's output when it fails */
export function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "1" },
  });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}\n${stderr}`);
  }
  return stdout + stderr;
}
