/**
 * `npm run dev [-- wrangler's flags]`: the platform on http://localhost:8787, all of it local. Flags go to wrangler as
 * they are, e.g. `--port 9000 --persist-to DIR --var NAME:VALUE`.
 */
import { ensureSecrets } from "./platform/secrets.ts";
import { ROOT, startPlatform } from "./platform/start.ts";
import { stopSignal } from "./platform/stopping.ts";

const signal = stopSignal();
try {
  if (ensureSecrets(ROOT)) {
    console.log("Wrote development secrets to .dev.vars (not committed).");
  }
  const platform = await startPlatform({ flags: process.argv.slice(2), output: "inherit", signal });
  console.log(
    `\nCauseway is at ${platform.url} (API docs: ${platform.url}/docs). ADMIN_TOKEN is in .dev.vars. The schedule runs every minute. Ctrl+C ends it.\n`,
  );
  const code = await platform.exited;
  if (!signal.aborted) {
    console.error(`\nwrangler dev ended by itself, with code ${code}.`);
    process.exitCode = code === 0 ? 1 : code;
  }
} catch (cause) {
  if (!signal.aborted) {
    console.error(`\n${cause instanceof Error ? cause.message : String(cause)}`);
    process.exitCode = 1;
  }
}
