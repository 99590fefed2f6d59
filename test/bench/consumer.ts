import { setTimeout as sleep } from "node:timers/promises";
import { formatTable } from "../scripts/demo/table.ts";
import { load } from "./load.ts";
import { type Measured, measured } from "./measured.ts";
import { median, type Report } from "./report.ts";
import { type Registered, signed } from "./targets.ts";

/** What the figure must reach. */
const LEAST_RATIO = 0.5;

const ROUNDS = 7;
const EVENTS = 4_000;
const TYPE = "customer.created";
const KILOBYTES = 1.5;
/** Until what was sent last has reached the queue's batches. */
const SETTLE_MS = 1_500;

/**
 * How fast a full queue becomes rows. The gateway fills it while the consumer's batches wait; the rows that the consumer
 * made of them are what the bare one inserts, from a queue filled likewise.
 */
export async function consuming(
  report: Report,
  stripe: Registered,
  platformUrl: string,
  bareUrl: string,
): Promise<void> {
  const [platform, bare] = [measured(platformUrl), measured(bareUrl)];
  const rounds: { readonly bare: number; readonly platform: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const requests = await signed(stripe, TYPE, { count: EVENTS, kilobytes: KILOBYTES });
    const own = await drained(platform, async () => {
      const { bad } = await load(requests, { parallel: 16, count: EVENTS });
      return EVENTS - bad;
    });
    const rows = await platform.rows();
    const other = await drained(bare, async () => {
      await bare.feed(rows);
      return rows.length;
    });
    // the first one warms both up
    if (round > 0) {
      rounds.push({ bare: other, platform: own });
    }
    if (round === ROUNDS) {
      await duplicates(report, platform, () => load(requests, { parallel: 16, count: EVENTS }));
    }
  }
  const ratio = median(rounds.map((round) => round.platform / round.bare));
  report.say(
    formatTable(
      ["round", "bare insert /s", "consumer /s", "ratio"],
      rounds.map(({ bare: b, platform: p }, index) => [
        index + 1,
        Math.round(b),
        Math.round(p),
        (p / b).toFixed(2),
      ]),
    ),
  );
  report.check(
    `events stored a second: ${ratio.toFixed(2)} × a bare bulk insert of the same rows, at least ${LEAST_RATIO}`,
    ratio >= LEAST_RATIO,
  );
}

/** Rows a second from an empty table, once `fill` has queued them and said how many they are. */
async function drained(worker: Measured, fill: () => Promise<number>): Promise<number> {
  await worker.clear();
  await worker.hold();
  const wanted = await fill();
  await sleep(SETTLE_MS);
  const before = await worker.count();
  const started = performance.now();
  await worker.release();
  const stored = await worker.untilStored(wanted);
  if (stored !== wanted || before !== 0) {
    throw new Error(`${stored} of ${wanted} events were stored, ${before} of them too early.`);
  }
  return (wanted * 1_000) / (performance.now() - started);
}

/** The same webhooks once more. */
async function duplicates(report: Report, platform: Measured, again: () => Promise<unknown>): Promise<void> {
  await again();
  await sleep(SETTLE_MS);
  const [rows, counted] = [await platform.count(), await platform.duplicates()];
  report.check(
    `${EVENTS} webhooks sent twice are ${rows} events and ${counted} duplicates counted`,
    rows === EVENTS && counted === EVENTS,
  );
}
