import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

const STOP_TIMEOUT_MS = 5_000;
const POLL_MS = 50;

export type Output = "inherit" | ((text: string) => void);

/** A command and all that it starts, as one process group: wrangler alone leaves its runtime behind when it is killed. */
export interface Group {
  /** Resolves with the command's exit code; 1 when a signal ended it or it could not be started. */
  readonly exited: Promise<number>;
  /** Asks all of the group to end, kills what has not ended after 5 s, and resolves when nothing is left. */
  stop(): Promise<void>;
  /** Kills all of the group at once, as a crash does; resolves when nothing is left. */
  kill(): Promise<void>;
}

export interface GroupOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly output: Output;
}

/** Starts the command in a group of its own, which ends with this process however this process ends. */
export function startGroup(command: string, args: readonly string[], options: GroupOptions): Group {
  const { cwd, env, output } = options;
  const stdio = output === "inherit" ? "inherit" : "pipe";
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", stdio, stdio], detached: true });
  const write = (chunk: unknown) => {
    if (output === "inherit") {
      console.error(String(chunk));
    } else {
      output(String(chunk));
    }
  };
  child.stdout?.setEncoding("utf8").on("data", write);
  child.stderr?.setEncoding("utf8").on("data", write);
  const { pid } = child;
  if (pid === undefined) {
    const failed = new Promise<number>((resolve) => {
      child.once("error", (cause) => {
        write(`${command}: ${cause.message}\n`);
        resolve(1);
      });
    });
    return { exited: failed, stop: async () => undefined, kill: async () => undefined };
  }
  const callOff = guard(pid);
  const exited = new Promise<number>((resolve) => {
    // what the command leaves behind would hold the pipes open, and "close", after which nothing is written, would not come
    child.once("exit", () => void end(pid));
    child.once("close", (code) => void end(pid).then(() => resolve(code ?? 1)));
  });
  void exited.then(callOff);
  const stop = async () => {
    await end(pid);
    await exited;
  };
  const kill = async () => {
    signal(pid, "SIGKILL");
    await exited;
  };
  return { exited, stop, kill };
}

/** Kills the group when this process is gone and so the pipe to the guard is closed; returns what calls the guard off. */
function guard(pid: number): () => void {
  const script = 'read -r _; kill -s KILL -- "-$0" 2>/dev/null';
  const child = spawn("sh", ["-c", script, String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  child.on("error", () => undefined);
  child.unref();
  return () => child.kill("SIGKILL");
}

async function end(pid: number): Promise<void> {
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  let alive = signal(pid, "SIGTERM");
  while (alive && Date.now() < deadline) {
    await sleep(POLL_MS);
    alive = signal(pid, 0);
  }
  if (alive) {
    signal(pid, "SIGKILL");
  }
}

/** False when nothing is left of the group. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, name);
  } catch {
    return false;
  }
}
