import { fuzz } from "./fuzz.ts";
import { growthWhile } from "./memory.ts";
import type { Report } from "./report.ts";
import type { Bench } from "./runtimes.ts";
import { fuzzTargets, type Registered, signed } from "./targets.ts";

/** What the figures must reach. */
const MOST_GROWTH = 3;
const FUZZED = 100_000;

const LARGE_KILOBYTES = 24_400;
const LARGE_COUNT = 4;

export async function memory(report: Report, github: Registered): Promise<void> {
  const large = await signed(github, "push", { count: LARGE_COUNT, kilobytes: LARGE_KILOBYTES });
  const { beforeMb, peakMb, inFlightMb, statuses } = await growthWhile(large);
  const growth = (peakMb - beforeMb) / inFlightMb;
  report.say(
    `${LARGE_COUNT} bodies of ${(LARGE_KILOBYTES * 1.024e-3).toFixed(0)} MB at once: ${beforeMb.toFixed(0)} → ${peakMb.toFixed(0)} MB resident, statuses ${statuses.join(", ")}`,
  );
  report.check(
    `memory grows by ${growth.toFixed(1)} × the bodies in flight, at most ${MOST_GROWTH}`,
    growth <= MOST_GROWTH && statuses.every((status) => status === 200),
  );
}

export async function fuzzing(report: Report, all: readonly Registered[], { log }: Bench): Promise<void> {
  const result = await fuzz(await fuzzTargets(all), FUZZED);
  const { sent, accepted, serverErrors, broken, wronglyAccepted } = result;
  report.say(
    `${sent} fuzzed requests over ${all.length} senders: ${accepted} accepted, ${serverErrors} answered 5xx, ${broken} connections broke`,
  );
  for (const wrong of wronglyAccepted.slice(0, 10)) {
    report.say(wrong);
  }
  report.check("none was accepted that was not validly signed", wronglyAccepted.length === 0);
  report.check("no 5xx", serverErrors === 0 && broken === 0);
  const errors = errorsIn(log);
  for (const error of errors.slice(0, 5)) {
    report.say(error);
  }
  report.check("no exception in the log", errors.length === 0);
}

export function errorsIn(log: readonly string[]): string[] {
  return log
    .join("")
    .split("\n")
    .filter((line) => line.includes('"level":"error"'));
}
