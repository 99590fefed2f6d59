import { join } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";

const root = join(import.meta.dirname, "../../..");

/** The Worker in workerd with the bindings of wrangler.toml, as the flows have it, for counting alone. */
export default defineConfig({
  root,
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: join(root, "wrangler.toml") },
      miniflare: {
        bindings: {
          ENVIRONMENT: "test",
          ADMIN_TOKEN: "admin_token_of_the_tests",
          ENCRYPTION_KEYS: `1:${Buffer.alloc(32, 7).toString("base64")}`,
          TEST_MIGRATIONS: await readD1Migrations(join(root, "migrations")),
        },
      },
    })),
  ],
  test: {
    root,
    testTimeout: 3_600_000,
    include: ["test/bench/{cost,outbox}/*.test.ts"],
    provide: { jobs: Number(process.env.BENCH_JOBS ?? "10000") },
    setupFiles: ["./test/support/apply-migrations.ts"],
    deps: { optimizer: { ssr: { enabled: true, include: ["itty-durable", "stripe"] } } },
  },
});
