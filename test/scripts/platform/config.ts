import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./start.ts";

/** What is not kept: generated configurations, logs. */
export const TEMPORARY = join(ROOT, ".tmp");

export interface Variant {
  /** The Worker's file, from the root. */
  readonly main?: string;
  /** Which sections stay; all where left out. */
  readonly keep?: (section: string) => boolean;
}

/** wrangler.toml with absolute paths, as it can be used from anywhere. */
export function configVariant({ main = "workers/index.ts", keep = () => true }: Variant): string {
  const text = readFileSync(join(ROOT, "wrangler.toml"), "utf8");
  const absolute = (path: string) => JSON.stringify(join(ROOT, path));
  return text
    .split(/\n(?=\[)/)
    .filter(keep)
    .join("\n")
    .replace('main = "workers/index.ts"', `main = ${absolute(main)}`)
    .replace('directory = ".assets"', `directory = ${absolute(".assets")}`)
    .replace('migrations_dir = "migrations"', `migrations_dir = ${absolute("migrations")}`)
    .replace("[build]", `[build]\ncwd = ${JSON.stringify(ROOT)}`);
}

/** Writes a configuration under `.tmp`; returns where it is. */
export function writeConfig(name: string, text: string): string {
  const path = join(TEMPORARY, name);
  mkdirSync(TEMPORARY, { recursive: true });
  writeFileSync(path, text);
  return path;
}
