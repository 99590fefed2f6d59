import { join } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";

const root = join(import.meta.dirname, "..");

export default defineConfig({
  test: {
    projects: [
      {
        root,
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: join(root, "wrangler.toml") },
            miniflare: {
              bindings: {
                ENVIRONMENT: "test",
                ADMIN_TOKEN: "admin_token_of_the_tests",
                ENCRYPTION_KEYS: `1:${Buffer.alloc(32, 7).toString("base64")}`,
                JWT_ISSUER: "https://issuer.example",
                JWT_AUDIENCE: "causeway",
                JWT_JWKS_URL: "https://issuer.example/jwks.json",
                TEST_MIGRATIONS: await readD1Migrations(join(root, "migrations")),
              },
            },
          })),
        ],
        test: {
          name: "workerd",
          // a busy machine is no failure: nothing here asserts how long it took
          testTimeout: 240_000,
          hookTimeout: 60_000,
          // one runtime for all files: a start costs two seconds, and every test brings its own organization
          isolate: false,
          fileParallelism: false,
          root,
          include: ["test/{shared,workers,durable-objects,flows,contracts}/**/*.test.ts"],
          setupFiles: ["./test/support/one-prototype.ts", "./test/support/apply-migrations.ts"],
          deps: { optimizer: { ssr: { enabled: true, include: ["itty-durable", "stripe"] } } },
        },
      },
      {
        test: {
          name: "node",
          testTimeout: 60_000,
          hookTimeout: 60_000,
          root,
          environment: "node",
          include: ["test/{twin,scripts,soak,end-to-end}/**/*.test.ts"],
        },
      },
    ],
  },
});
