import { formatTable } from "../scripts/demo/table.ts";
import type { UnsignedRequest } from "../twin/sender.ts";
import { type Load, load } from "./load.ts";
import { median, type Report } from "./report.ts";
import { type Registered, signed } from "./targets.ts";

/** What the figures must reach. */
const LEAST_RATIO = 0.85;
const MOST_P99_RATIO = 1.5;

const KILOBYTES = 1.5;
const ROUNDS = 5;
const ROUND = { parallel: 16, seconds: 4 };
/** One request after the other, so that what is measured is one verification and no queueing. */
const PER_SCHEME = { parallel: 1, seconds: 1.5 };

/** Rounds by turns, so that a slow moment of the machine hits both. */
export async function throughput(report: Report, stripe: Registered, bareUrl: string): Promise<void> {
  const type = "customer.created";
  const good = await signed(stripe, type, { count: 500, kilobytes: KILOBYTES });
  const bare: UnsignedRequest[] = good.map((request) => ({ ...request, url: bareUrl }));
  await load(bare, { ...ROUND, seconds: 2 });
  await load(good, { ...ROUND, seconds: 2 });
  const rounds: { readonly bare: Load; readonly gateway: Load }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({ bare: await load(bare, ROUND), gateway: await load(good, ROUND) });
  }
  const rate = median(rounds.map((round) => round.gateway.rate / round.bare.rate));
  const p99 = median(rounds.map((round) => round.gateway.p99Ms / round.bare.p99Ms));
  const bad = rounds.reduce((sum, round) => sum + round.gateway.bad + round.bare.bad, 0);
  report.say(
    formatTable(
      ["round", "bare /s", "gateway /s", "ratio", "bare p99 ms", "gateway p99 ms", "ratio"],
      rounds.map(({ bare: b, gateway: g }, index) => [
        index + 1,
        Math.round(b.rate),
        Math.round(g.rate),
        (g.rate / b.rate).toFixed(2),
        b.p99Ms.toFixed(1),
        g.p99Ms.toFixed(1),
        (g.p99Ms / b.p99Ms).toFixed(2),
      ]),
    ),
  );
  report.check(`all of them answered 200 (${bad} others)`, bad === 0);
  report.check(
    `requests a second: ${rate.toFixed(2)} × a bare Worker, at least ${LEAST_RATIO}`,
    rate >= LEAST_RATIO,
  );
  report.check(`p99: ${p99.toFixed(2)} × a bare Worker, at most ${MOST_P99_RATIO}`, p99 <= MOST_P99_RATIO);
}

/** Of each scheme: what a request takes longer than one of the same body that verifies nothing. */
export async function perScheme(report: Report, all: readonly Registered[], openUrl: string): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const registered of all) {
    const [type = ""] = registered.sender.types;
    const good = await signed(registered, type, { count: 20 });
    const open = good.map((request) => ({ ...request, url: openUrl }));
    await load(good, { ...PER_SCHEME, seconds: 0.3 });
    const [plain, verified] = [await load(open, PER_SCHEME), await load(good, PER_SCHEME)];
    const microseconds = (verified.p50Ms - plain.p50Ms) * 1_000;
    rows.push([
      registered.sender.provider,
      good[0]?.body.byteLength ?? 0,
      Math.round(verified.p50Ms * 1_000),
      Math.round(microseconds),
    ]);
  }
  report.say(formatTable(["sender", "bytes", "µs a request", "µs more than unverified"], rows));
}
