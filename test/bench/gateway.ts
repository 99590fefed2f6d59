import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { formatTable } from "../scripts/demo/table.ts";
import type { UnsignedRequest } from "../twin/sender.ts";
import { fuzz } from "./fuzz.ts";
import { type Load, load } from "./load.ts";
import { growthWhile } from "./memory.ts";
import { type Bench, startBare, startBench } from "./runtimes.ts";
import { fuzzTargets, type Registered, registerAll, registerOpen, signed } from "./targets.ts";

/** What the figures must reach. */
const LEAST_RATIO = 0.85;
const MOST_P99_RATIO = 1.5;
const MOST_GROWTH = 3;
const FUZZED = 100_000;

const KILOBYTES = 1.5;
const ROUNDS = 5;
const ROUND = { parallel: 16, seconds: 4 };
const LARGE_KILOBYTES = 24_400;
const LARGE_COUNT = 4;
/** One request after the other, so that what is measured is one verification and no queueing. */
const PER_SCHEME = { parallel: 1, seconds: 1.5 };

const lines: string[] = [];
const failures: string[] = [];

function say(text: string): void {
  lines.push(text);
  process.stdout.write(`${text}\n`);
}

function check(what: string, holds: boolean): void {
  say(`${holds ? "✔" : "✘"} ${what}`);
  if (!holds) {
    failures.push(what);
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function find(all: readonly Registered[], provider: string): Registered {
  const found = all.find(({ sender }) => sender.provider === provider);
  if (found === undefined) {
    throw new Error(`no sender ${provider}`);
  }
  return found;
}

/** Rounds by turns, so that a slow moment of the machine hits both. */
async function throughput(stripe: Registered, bareUrl: string): Promise<void> {
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
  say(
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
  check(`all of them answered 200 (${bad} others)`, bad === 0);
  check(
    `requests a second: ${rate.toFixed(2)} × a bare Worker, at least ${LEAST_RATIO}`,
    rate >= LEAST_RATIO,
  );
  check(`p99: ${p99.toFixed(2)} × a bare Worker, at most ${MOST_P99_RATIO}`, p99 <= MOST_P99_RATIO);
}

/** Of each scheme: what a request takes longer than one of the same body that verifies nothing. */
async function perScheme(all: readonly Registered[], openUrl: string): Promise<void> {
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
  say(formatTable(["sender", "bytes", "µs a request", "µs more than unverified"], rows));
}

async function memory(github: Registered): Promise<void> {
  const large = await signed(github, "push", { count: LARGE_COUNT, kilobytes: LARGE_KILOBYTES });
  const { beforeMb, peakMb, inFlightMb, statuses } = await growthWhile(large);
  const growth = (peakMb - beforeMb) / inFlightMb;
  say(
    `${LARGE_COUNT} bodies of ${(LARGE_KILOBYTES * 1.024e-3).toFixed(0)} MB at once: ${beforeMb.toFixed(0)} → ${peakMb.toFixed(0)} MB resident, statuses ${statuses.join(", ")}`,
  );
  check(
    `memory grows by ${growth.toFixed(1)} × the bodies in flight, at most ${MOST_GROWTH}`,
    growth <= MOST_GROWTH,
  );
}

async function fuzzing(all: readonly Registered[], { log }: Bench): Promise<void> {
  const result = await fuzz(await fuzzTargets(all), FUZZED);
  const { sent, accepted, serverErrors, broken, wronglyAccepted } = result;
  say(
    `${sent} fuzzed requests over ${all.length} senders: ${accepted} accepted, ${serverErrors} answered 5xx, ${broken} connections broke`,
  );
  wronglyAccepted.slice(0, 10).forEach(say);
  check("none was accepted that was not validly signed", wronglyAccepted.length === 0);
  check("no 5xx", serverErrors === 0 && broken === 0);
  const errors = log
    .join("")
    .split("\n")
    .filter((line) => line.includes('"level":"error"'));
  errors.slice(0, 5).forEach(say);
  check("no exception in the log", errors.length === 0);
}

const bare = await startBare();
const bench = await startBench();
try {
  const all = await registerAll(bench.api);
  say(
    `# npm run bench:gateway\n\n${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model ?? "?"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, wrangler dev\n`,
  );
  say("## Signed Stripe webhooks of 1.5 KB against a bare Worker with the same queue send\n");
  await throughput(find(all, "stripe"), `${bare.url}/`);
  await bare.stop();
  say("\n## Verification by sender, from outside the runtime, medians of single requests\n");
  await perScheme(all, await registerOpen(bench.api));
  say("\n## Memory\n");
  await memory(find(all, "github"));
  say("\n## Fuzzing\n");
  await fuzzing(all, bench);
} finally {
  await bare.stop();
  await bench.stop();
}
writeFileSync(join(import.meta.dirname, "results.md"), `${lines.join("\n")}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
