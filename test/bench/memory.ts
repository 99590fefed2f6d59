import { readdirSync, readFileSync } from "node:fs";
import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { UnsignedRequest } from "../twin/sender.ts";
import { post } from "./load.ts";

const POLL_MS = 10;
const MEGABYTE = 1_048_576;

/** Resident memory of all runtimes that listen for this platform, in MB. */
function residentMb(store: RegExp): number {
  let kilobytes = 0;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      if (store.test(command)) {
        kilobytes += Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
      }
    } catch {
      // a process that ended meanwhile
    }
  }
  return kilobytes / 1_024;
}

export interface Growth {
  readonly beforeMb: number;
  readonly peakMb: number;
  readonly inFlightMb: number;
  readonly statuses: readonly number[];
}

/** How the runtime's memory grows, read from outside, while all of the requests are in flight at once. */
export async function growthWhile(requests: readonly UnsignedRequest[]): Promise<Growth> {
  const runtimes = /workerd\0serve/;
  const beforeMb = residentMb(runtimes);
  let peakMb = beforeMb;
  let running = true;
  const watch = (async () => {
    while (running) {
      peakMb = Math.max(peakMb, residentMb(runtimes));
      await sleep(POLL_MS);
    }
  })();
  const agent = new Agent({ keepAlive: false });
  const statuses = await Promise.all(requests.map((sent) => post(sent, agent)));
  running = false;
  await watch;
  agent.destroy();
  const bytes = requests.reduce((sum, { body }) => sum + body.byteLength, 0);
  return { beforeMb, peakMb, inFlightMb: bytes / MEGABYTE, statuses };
}
