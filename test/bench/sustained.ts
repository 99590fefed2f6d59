import { formatTable } from "../scripts/demo/table.ts";
import type { UnsignedRequest } from "../twin/sender.ts";
import { type Load, load } from "./load.ts";
import { measured } from "./measured.ts";
import { median, type Report } from "./report.ts";
import { type Registered, signed } from "./targets.ts";

/** What the figures must reach. */
const LEAST_RATIO = 0.6;
/** Of ingest, in seconds: more than the batches that are on their way would mean that the consumer falls behind. */
const MOST_BACKLOG_SECONDS = 3;

const ROUNDS = 3;
const PARALLEL = 16;
const BARE_SECONDS = 10;
const SECONDS = 20;
const TYPE = "customer.created";
const KILOBYTES = 1.5;

interface Round {
  readonly bare: Load;
  readonly gateway: Load;
  readonly backlog: number;
}

/** Ingest with the consumer on the same cores, every webhook another event, by turns with a bare Worker that has none. */
export async function sustained(
  report: Report,
  stripe: Registered,
  platformUrl: string,
  bareUrl: string,
): Promise<void> {
  const platform = measured(platformUrl);
  const rounds: Round[] = [];
  let lost = 0;
  // more than are sent, at the rate of a Worker that does nothing else
  const fresh = async (perSecond: number) =>
    await signed(stripe, TYPE, { count: Math.ceil(perSecond * SECONDS * 1.2), kilobytes: KILOBYTES });
  const warm = await signed(stripe, TYPE, { count: 500, kilobytes: KILOBYTES });
  const bareRequests: UnsignedRequest[] = warm.map((request) => ({ ...request, url: bareUrl }));
  const { rate } = await load(bareRequests, { parallel: PARALLEL, seconds: 2 });
  await platform.clear();
  await load(warm, { parallel: PARALLEL, count: warm.length });
  await platform.untilStored(warm.length);
  for (let round = 0; round < ROUNDS; round += 1) {
    await platform.clear();
    const requests = await fresh(rate);
    const bare = await load(bareRequests, { parallel: PARALLEL, seconds: BARE_SECONDS });
    const gateway = await load(requests, { parallel: PARALLEL, seconds: SECONDS });
    const accepted = Math.min(gateway.sent - gateway.bad, requests.length);
    const backlog = accepted - (await platform.count());
    lost += accepted - (await platform.untilStored(accepted));
    rounds.push({ bare, gateway, backlog });
  }
  const ratio = median(rounds.map((one) => one.gateway.rate / one.bare.rate));
  const backlogSeconds = Math.max(...rounds.map((one) => one.backlog / one.gateway.rate));
  const bad = rounds.reduce((sum, one) => sum + one.gateway.bad + one.bare.bad, 0);
  report.say(
    formatTable(
      ["round", "bare /s", "with consumer /s", "ratio", "p99 ms", "events sent", "backlog at the end"],
      rounds.map(({ bare, gateway, backlog }, index) => [
        index + 1,
        Math.round(bare.rate),
        Math.round(gateway.rate),
        (gateway.rate / bare.rate).toFixed(2),
        gateway.p99Ms.toFixed(1),
        gateway.sent,
        backlog,
      ]),
    ),
  );
  report.check(
    `all of them answered 200 (${bad} others), and all were stored (${lost} were not)`,
    bad + lost === 0,
  );
  report.check(
    `sustained for ${SECONDS} s: ${ratio.toFixed(2)} × a bare Worker with one queue send, at least ${LEAST_RATIO}`,
    ratio >= LEAST_RATIO,
  );
  report.check(
    `the consumer keeps up: at the end at most ${backlogSeconds.toFixed(1)} s of ingest are not stored, at most ${MOST_BACKLOG_SECONDS}`,
    backlogSeconds <= MOST_BACKLOG_SECONDS,
  );
}
