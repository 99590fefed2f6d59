import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readFlags } from "./flags.ts";
import { type Group, type Output, startGroup } from "./group.ts";
import { assertFree, freePort } from "./ports.ts";

export const ROOT = join(import.meta.dirname, "../../..");
const BIN = join(ROOT, "node_modules/.bin");
const MINUTE_MS = 60_000;
const START_TIMEOUT_MS = 60_000;
/** An answer that is not ok this long after the first one will not become ok: a setting is wrong. */
const UNHEALTHY_TIMEOUT_MS = 5_000;
const POLL_MS = 100;

export interface Platform {
  readonly url: string;
  /** Resolves with wrangler's exit code. */
  readonly exited: Promise<number>;
  /**
   * Runs the scheduled handler now, as the cron trigger does every minute on Cloudflare.
   * @throws Error when the handler fails
   */
  tick(): Promise<void>;
  /** Ends wrangler and the runtime under it; nothing of them is left when it resolves. */
  stop(): Promise<void>;
  /** Kills both, as a crash does. */
  kill(): Promise<void>;
}

export interface StartOptions {
  /** wrangler's own flags. */
  readonly flags: readonly string[];
  readonly output: Output;
  /** Ends the platform, also while it starts. */
  readonly signal?: AbortSignal;
}

/**
 * Applies the migrations to the store that will be used and starts `wrangler dev` on it, with the scheduled handler
 * called every minute. Whatever goes wrong, nothing that it started is left running.
 * @throws Error saying what went wrong: the port is taken, wrangler ended, or no answer came within a minute
 */
export async function startPlatform({ flags, output, signal }: StartOptions): Promise<Platform> {
  const { port: wanted, store, rest } = readFlags(flags);
  signal?.throwIfAborted();
  const port = wanted === 0 ? await freePort() : wanted;
  await assertFree(port);
  await migrate(store, signal);
  const group = wrangler(
    ["dev", "--port", String(port), "--persist-to", store, "--show-interactive-dev-session=false", ...rest],
    output,
  );
  const release = stopOnAbort(group, signal);
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilHealthy(url, group.exited);
    signal?.throwIfAborted();
  } catch (cause) {
    release();
    await group.stop();
    signal?.throwIfAborted();
    throw cause;
  }
  const tick = () => runScheduled(url);
  // wrangler dev never fires crons by itself; what goes wrong is in the Worker's log
  const timer = setInterval(() => void tick().catch(() => undefined), MINUTE_MS);
  void group.exited.then(() => {
    clearInterval(timer);
    release();
  });
  return { url, exited: group.exited, tick, stop: () => group.stop(), kill: () => group.kill() };
}

function wrangler(args: readonly string[], output: Output): Group {
  return startGroup(join(BIN, "wrangler"), args, {
    cwd: ROOT,
    // the Node of the project runs wrangler and its build command, also outside npm
    env: {
      ...process.env,
      PATH: `${BIN}${delimiter}${process.env.PATH ?? ""}`,
      WRANGLER_SEND_METRICS: "false",
      FORCE_COLOR: "0",
      CI: "1",
    },
    output,
  });
}

function stopOnAbort(group: Group, signal: AbortSignal | undefined): () => void {
  const stop = () => void group.stop();
  if (signal?.aborted) {
    stop();
  }
  signal?.addEventListener("abort", stop, { once: true });
  return () => signal?.removeEventListener("abort", stop);
}

async function migrate(store: string, signal: AbortSignal | undefined): Promise<void> {
  const log: string[] = [];
  const group = wrangler(["d1", "migrations", "apply", "DB", "--local", "--persist-to", store], (text) =>
    log.push(text),
  );
  const release = stopOnAbort(group, signal);
  const code = await group.exited;
  release();
  signal?.throwIfAborted();
  if (code !== 0) {
    throw new Error(`The migrations could not be applied to ${store}:\n${log.join("").trim()}`);
  }
}

async function untilHealthy(url: string, exited: Promise<number>): Promise<void> {
  const ended = exited.then((code) => {
    throw new Error(`wrangler dev ended with code ${code} before the platform answered.`);
  });
  await Promise.race([ended, poll(url, exited)]);
}

async function poll(url: string, exited: Promise<number>): Promise<void> {
  let running = true;
  void exited.then(() => {
    running = false;
  });
  let deadline = Date.now() + START_TIMEOUT_MS;
  let last = "";
  while (running && Date.now() < deadline) {
    const answer = await health(url);
    if (answer === "ok") {
      return;
    }
    if (answer !== "" && last === "") {
      deadline = Math.min(deadline, Date.now() + UNHEALTHY_TIMEOUT_MS);
    }
    last = answer || last;
    await sleep(POLL_MS);
  }
  throw new Error(
    last === ""
      ? `${url}/health did not answer within ${START_TIMEOUT_MS / 1_000} s.`
      : `${url}/health answers ${last}. The log says why; often a setting is missing or malformed.`,
  );
}

/** `ok`, what else was answered, or an empty text when nobody answers yet. */
async function health(url: string): Promise<string> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5_000) });
    const text = await response.text();
    return response.ok ? "ok" : `${response.status} ${text}`;
  } catch {
    return "";
  }
}

async function runScheduled(url: string): Promise<void> {
  const response = await fetch(`${url}/cdn-cgi/handler/scheduled?cron=*+*+*+*+*`, {
    signal: AbortSignal.timeout(MINUTE_MS),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`The scheduled handler failed: ${response.status} ${text.slice(0, 500)}`);
  }
}
