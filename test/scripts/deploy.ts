/** `npm run deploy`: creates what is missing on Cloudflare (queues, bucket, database, secrets), migrates and deploys. */
import { spawnSync } from "node:child_process";
import { deploy } from "./deploy/deploy.ts";

try {
  deploy({
    wrangler(args, input) {
      const { status, stdout, stderr } = spawnSync("wrangler", args, {
        encoding: "utf8",
        input: input ?? "",
        env: { ...process.env, WRANGLER_SEND_METRICS: "false" },
      });
      return { ok: status === 0, output: stdout, errors: stderr };
    },
    say: (line) => console.log(line),
    configPath: "wrangler.toml",
  });
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exitCode = 1;
}
