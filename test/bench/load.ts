import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { UnsignedRequest } from "../twin/sender.ts";
import { quantile } from "./report.ts";

export interface Load {
  /** Requests a second. */
  readonly rate: number;
  readonly sent: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were not 200. */
  readonly bad: number;
}

/** How long, or how many. */
type Extent = { readonly seconds: number } | { readonly count: number };

/** Keeps `parallel` requests in flight, one of `requests` after the other, over kept connections. */
export async function load(
  requests: readonly UnsignedRequest[],
  { parallel, ...extent }: { readonly parallel: number } & Extent,
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: parallel });
  const durations: number[] = [];
  let next = 0;
  let bad = 0;
  const started = performance.now();
  const end = "seconds" in extent ? started + extent.seconds * 1_000 : Number.POSITIVE_INFINITY;
  const most = "count" in extent ? extent.count : Number.POSITIVE_INFINITY;
  const lane = async () => {
    while (performance.now() < end && next < most) {
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
  return {
    rate: durations.length / elapsedSeconds,
    sent: durations.length,
    p50Ms: quantile(durations, 0.5),
    p99Ms: quantile(durations, 0.99),
    bad,
  };
}

/** Sends each of `requests` when its turn comes, whether or not those before it were answered. */
export async function paced(
  requests: readonly UnsignedRequest[],
  perSecond: number,
): Promise<{ readonly bad: number; readonly seconds: number }> {
  const agent = new Agent({ keepAlive: true });
  const started = performance.now();
  const statuses: Promise<number>[] = [];
  for (const [index, chosen] of requests.entries()) {
    const early = started + (index * 1_000) / perSecond - performance.now();
    if (early > 0) {
      await sleep(early);
    }
    statuses.push(post(chosen, agent));
  }
  const bad = (await Promise.all(statuses)).filter((status) => status !== 200).length;
  agent.destroy();
  return { bad, seconds: (performance.now() - started) / 1_000 };
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
