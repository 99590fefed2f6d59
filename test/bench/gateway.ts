/**
 * `npm run bench:gateway`: what the platform does a second on this machine, against Workers that do nothing else. Sections
 * named on the command line run alone, and leave `results.md` as it is.
 */
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { errorsIn, fuzzing, memory } from "./abuse.ts";
import { consuming } from "./consumer.ts";
import { delivering } from "./delivery.ts";
import { startDestination } from "./destination.ts";
import { perScheme, throughput } from "./ingest.ts";
import { Report } from "./report.ts";
import { startBare, startBareConsumer, startBench } from "./runtimes.ts";
import { sustained } from "./sustained.ts";
import { type Registered, registerAll, registerOpen } from "./targets.ts";

const SECTIONS = ["ingest", "schemes", "memory", "fuzzing", "consumer", "sustained", "delivery"] as const;
type Section = (typeof SECTIONS)[number];

const named = process.argv.slice(2);
const unknown = named.find((name) => !SECTIONS.some((section) => section === name));
if (unknown !== undefined) {
  throw new Error(`There is no section "${unknown}". There are: ${SECTIONS.join(", ")}.`);
}
const report = new Report();
const isWanted = (section: Section): boolean => named.length === 0 || named.includes(section);

async function section(name: Section, title: string, run: () => Promise<void>): Promise<void> {
  if (isWanted(name)) {
    report.say(`\n## ${title}\n`);
    await run();
  }
}

function find(all: readonly Registered[], provider: string): Registered {
  const found = all.find(({ sender }) => sender.provider === provider);
  if (found === undefined) {
    throw new Error(`no sender ${provider}`);
  }
  return found;
}

/** Without the consumers of its queues: what is sent is dropped. */
async function gatewayAlone(): Promise<void> {
  const bare = await startBare();
  const bench = await startBench("bench", { main: "workers/index.ts", consumers: false });
  try {
    const all = await registerAll(bench.api);
    await section(
      "ingest",
      "Signed Stripe webhooks of 1.5 KB against a bare Worker with the same queue send",
      () => throughput(report, find(all, "stripe"), `${bare.url}/`),
    );
    await bare.stop();
    await section(
      "schemes",
      "Verification by sender, from outside the runtime, medians of single requests",
      async () => perScheme(report, all, await registerOpen(bench.api)),
    );
    await section("memory", "Memory", () => memory(report, find(all, "github")));
    await section("fuzzing", "Fuzzing", () => fuzzing(report, all, bench));
  } finally {
    await bare.stop();
    await bench.stop();
  }
}

/** The whole platform, on the same cores as what it is sent by. */
async function wholePlatform(): Promise<void> {
  const destination = await startDestination();
  const bare = await startBare();
  const bareConsumer = await startBareConsumer();
  const vars = { ALLOW_PRIVATE_DESTINATIONS: JSON.stringify([destination.origin]) };
  const bench = await startBench("held", { main: "test/bench/held-worker.ts", consumers: true }, vars);
  const { url } = bench.platform;
  try {
    const stripe = find(await registerAll(bench.api), "stripe");
    await section("consumer", "Events stored and deduplicated a second against a bare bulk insert", () =>
      consuming(report, stripe, url, bareConsumer.url),
    );
    await bareConsumer.stop();
    await section(
      "sustained",
      "Ingest and consumer on the same cores against a bare Worker without consumer",
      () => sustained(report, stripe, url, `${bare.url}/`),
    );
    await bare.stop();
    await section("delivery", "Delivery of 200 events a second to a destination that answers at once", () =>
      delivering(report, stripe, bench.api, destination),
    );
    const errors = errorsIn(bench.log);
    for (const error of errors.slice(0, 5)) {
      report.say(error);
    }
    report.check("no exception in the log", errors.length === 0);
  } finally {
    await Promise.all([bareConsumer.stop(), bare.stop(), bench.stop(), destination.stop()]);
  }
}

report.say(
  `# npm run bench:gateway\n\n${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model ?? "?"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, wrangler dev`,
);
if ((["ingest", "schemes", "memory", "fuzzing"] as const).some(isWanted)) {
  await gatewayAlone();
}
if ((["consumer", "sustained", "delivery"] as const).some(isWanted)) {
  await wholePlatform();
}
if (named.length === 0) {
  writeFileSync(join(import.meta.dirname, "results.md"), `${report.lines.join("\n")}\n`);
}
process.exitCode = report.failures.length === 0 ? 0 : 1;
