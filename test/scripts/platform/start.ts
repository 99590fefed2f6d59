import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const DEFAULT_PORT = "8787";
const DEFAULT_STORE = ".wrangler/state";
const MINUTE_MS = 60_000;
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;

export interface Platform {
  readonly url: string;
  /** Resolves with wrangler's exit code. */
  readonly exited: Promise<number>;
  /** Runs the scheduled handler now, as the cron trigger does every minute on Cloudflare. */
  tick(): Promise<void>;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** wrangler's own flags. */
  readonly flags: readonly string[];
  readonly output: "inherit" | "ignore" | ((text: string) => void);
}

/**
 * Applies the migrations to the store that will be used and starts `wrangler dev` on it.
 * @throws Error when it does not answer within a minute
 */
export async function startPlatform({ flags, output }: StartOptions): Promise<Platform> {
  const { port, store } = readFlags(flags);
  migrate(store);
  const url = `http://127.0.0.1:${port}`;
  const args = ["dev", "--port", port, "--persist-to", store, "--show-interactive-dev-session=false"];
  const child = spawn("wrangler", [...args, ...without(flags, ["port", "persist-to"])], {
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", FORCE_COLOR: "0" },
    stdio: output === "inherit" ? "inherit" : ["ignore", "pipe", "pipe"],
    detached: true,
  });
  if (typeof output === "function") {
    child.stdout?.on("data", (chunk: Buffer) => output(chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => output(chunk.toString()));
  }
  const exited = new Promise<number>((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
  await untilHealthy(url, exited);
  const tick = async () => {
    const response = await fetch(`${url}/cdn-cgi/handler/scheduled?cron=*+*+*+*+*`);
    await response.body?.cancel();
  };
  // wrangler dev never fires crons by itself
  const timer = setInterval(() => void tick().catch(() => undefined), MINUTE_MS);
  timer.unref();
  void exited.then(() => clearInterval(timer));
  return { url, exited, tick, stop: () => stop(child, exited) };
}

function readFlags(flags: readonly string[]): { port: string; store: string } {
  const { values } = parseArgs({
    args: [...flags],
    options: { port: { type: "string" }, "persist-to": { type: "string" } },
    strict: false,
  });
  const text = (value: unknown, fallback: string) => (typeof value === "string" ? value : fallback);
  return { port: text(values.port, DEFAULT_PORT), store: text(values["persist-to"], DEFAULT_STORE) };
}

/** The flags without those that were read already, given as `--name value` or `--name=value`. */
function without(flags: readonly string[], names: readonly string[]): string[] {
  return flags.filter((flag, index) => {
    const before = flags[index - 1];
    return !names.some(
      (name) => flag === `--${name}` || flag.startsWith(`--${name}=`) || before === `--${name}`,
    );
  });
}

function migrate(store: string): void {
  const args = ["d1", "migrations", "apply", "DB", "--local", "--persist-to", store];
  const run = spawnSync("wrangler", args, {
    env: { ...process.env, CI: "1", WRANGLER_SEND_METRICS: "false" },
    encoding: "utf8",
  });
  if (run.status !== 0) {
    throw new Error(`The migrations could not be applied to ${store}:\n${run.stdout}\n${run.stderr}`);
  }
}

async function untilHealthy(url: string, exited: Promise<number>): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let code: number | null = null;
  void exited.then((status) => {
    code = status;
  });
  while (Date.now() < deadline) {
    if (code !== null) {
      throw new Error(`wrangler dev ended with code ${code} before it answered.`);
    }
    try {
      const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) });
      await response.body?.cancel();
      if (response.ok) {
        return;
      }
    } catch {
      // not up yet
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${url}/health did not answer within ${START_TIMEOUT_MS / 1_000} s.`);
}

/** Ends wrangler and the runtime under it: they share a process group. */
async function stop(child: ChildProcess, exited: Promise<number>): Promise<void> {
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-(child.pid ?? 0), name);
    } catch {
      // gone already
    }
  };
  signal("SIGTERM");
  const timer = setTimeout(() => signal("SIGKILL"), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}
