/**
 * `npm run dev [-- wrangler's flags]`: the platform on http://localhost:8787, all of it local. Flags go to wrangler as
 * they are, e.g. `--port 9000 --persist-to DIR --var NAME:VALUE`.
 */
import { ensureSecrets } from "./platform/secrets.ts";
import { startPlatform } from "./platform/start.ts";

const flags = process.argv.slice(2);
if (ensureSecrets()) {
  console.log("Wrote development secrets to .dev.vars (not committed).");
}
const platform = await startPlatform({ flags, output: "inherit" });
console.log(
  `\nCauseway is at ${platform.url} (API docs: ${platform.url}/docs). ADMIN_TOKEN is in .dev.vars.\n`,
);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => void platform.stop());
}
process.exitCode = await platform.exited;
