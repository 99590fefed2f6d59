import { Agent, request } from "node:http";
import type { UnsignedRequest } from "../twin/sender.ts";

export interface Load {
  /** Requests a second. */
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were not 200. */
  readonly bad: number;
}

/** Keeps `parallel` requests in flight for `seconds`, one of `requests` after the other, over kept connections. */
export async function load(
  requests: readonly UnsignedRequest[],
  { parallel, seconds }: { readonly parallel: number; readonly seconds: number },
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: parallel });
  const durations: number[] = [];
  let next = 0;
  let bad = 0;
  const started = performance.now();
  const end = started + seconds * 1_000;
  const lane = async () => {
    while (performance.now() < end) {
      const chosen = requests[next % requests.length];
      next += 1;
      if (chosen !== undefined) {
        const began = performance.now();
        bad += (await post(chosen, agent)) === 200 ? 0 : 1;
        durations.push(performance.now() - began);
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  const elapsedSeconds = (performance.now() - started) / 1_000;
  agent.destroy();
  const sorted = durations.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { rate: durations.length / elapsedSeconds, p50Ms: at(0.5), p99Ms: at(0.99), bad };
}

/** The status of one POST; 0 where the connection broke. */
export function post({ url, headers, body }: UnsignedRequest, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const sent = request(
      url,
      { method: "POST", agent, headers: { ...headers, "content-length": body.byteLength } },
      (answer) => {
        answer.resume();
        answer.once("end", () => resolve(answer.statusCode ?? 0));
        answer.once("error", () => resolve(0));
      },
    );
    sent.once("error", () => resolve(0));
    sent.end(body);
  });
}
