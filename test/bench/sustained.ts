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

const ROUNDS = 5;
const PARALLEL = 16;
/** Before and after each of the others, so that a machine that slows down hits both. */
const BARE_SECONDS = 5;
const SECONDS = 20;
const TYPE = "customer.created";
const KILOBYTES = 1.5;

interface Round {
  readonly bareRate: number;
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
  let [bad, lost] = [0, 0];
  // more than are sent, at the rate of a Worker that does nothing else
  const fresh = async (perSecond: number) =>
    await signed(stripe, TYPE, { count: Math.ceil(perSecond * SECONDS * 1.2), kilobytes: KILOBYTES });
  const warm = await signed(stripe, TYPE, { count: 500, kilobytes: KILOBYTES });
  const bareRequests: UnsignedRequest[] = warm.map((request) => ({ ...request, url: bareUrl }));
  const bare = () => load(bareRequests, { parallel: PARALLEL, seconds: BARE_SECONDS });
  const { rate } = await load(bareRequests, { parallel: PARALLEL, seconds: 2 });
  await platform.clear();
  await load(warm, { parallel: PARALLEL, count: warm.length });
  await platform.untilStored(warm.length);
  for (let round = 0; round < ROUNDS; round += 1) {
    await platform.clear();
    const requests = await fresh(rate);
    const before = await bare();
    const gateway = await load(requests, { parallel: PARALLEL, seconds: SECONDS });
    const accepted = Math.min(gateway.sent - gateway.bad, requests.length);
    const backlog = accepted - (await platform.count());
    lost += accepted - (await platform.untilStored(accepted));
    const after = await bare();
    bad += before.bad + gateway.bad + after.bad;
    rounds.push({ bareRate: (before.rate + after.rate) / 2, gateway, backlog });
  }
  const ratio = median(rounds.map((one) => one.gateway.rate / one.bareRate));
  const backlogSeconds = Math.max(...rounds.map((one) => one.backlog / one.gateway.rate));
  report.say(
    formatTable(
      ["round", "bare /s", "with consumer /s", "ratio", "p99 ms", "events sent", "backlog at the end"],
      rounds.map(({ bareRate, gateway, backlog }, index) => [
        index + 1,
        Math.round(bareRate),
        Math.round(gateway.rate),
        (gateway.rate / bareRate).toFixed(2),
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
