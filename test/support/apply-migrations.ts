import { applyD1Migrations, type D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";

declare global {
  namespace Cloudflare {
    interface Env {
      readonly TEST_MIGRATIONS: D1Migration[];
    }
  }
}

await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);

// cron jobs go through everybody's rows: those that other files left would make them slower from file to file
const { results } = await env.DB.prepare(
  "select name from sqlite_master where type = 'table' and name not glob '_cf_*' and name not glob 'sqlite_*' and name <> 'd1_migrations'",
).all<{ name: string }>();
await env.DB.batch([
  env.DB.prepare("pragma defer_foreign_keys = on"),
  ...results.map(({ name }) => env.DB.prepare(`delete from "${name}"`)),
]);
