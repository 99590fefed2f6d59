/**
 * `npm run db:generate -- <name>`: writes the next migration from the schema. Every table's key is text, so a rowid would
 * only add a second tree, and a row to every insert that D1 bills; drizzle cannot say WITHOUT ROWID, so it is added here,
 * before the file lands.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const before = new Set(readdirSync("migrations"));
const name = process.argv[2] ?? "change";
const run = spawnSync(
  "drizzle-kit",
  ["generate", "--config", "shared/db/drizzle.config.ts", "--name", name],
  {
    stdio: "inherit",
  },
);
for (const file of readdirSync("migrations").filter(
  (entry) => entry.endsWith(".sql") && !before.has(entry),
)) {
  const path = `migrations/${file}`;
  const sql = readFileSync(path, "utf8").replace(/(CREATE TABLE [^;]*?\n\));/g, "$1 WITHOUT ROWID;");
  writeFileSync(path, sql);
}
process.exit(run.status ?? 1);
