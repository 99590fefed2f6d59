/**
 * `npm run bench:outbox`: how well the outbox uses limits that it must not exceed (`BENCH_JOBS` makes a shorter run), and how
 * fast it is without any. `-- pacing` or `-- throughput` runs one of the two.
 */
import { formatTable } from "../scripts/demo/table.ts";
import { metasOf } from "./metas.ts";
import type { PacingFigures } from "./outbox/figures.ts";
import { throughput } from "./outbox/throughput.ts";
import { Report } from "./report.ts";

/** What the figures must reach. */
const LEAST_USED = 0.97;
const CONSUMERS = 20;

function pacing(report: Report, figures: PacingFigures): void {
  const { accounts, mostConsumers, messages, batches, retried, simulatedSeconds } = figures;
  const jobs = accounts.reduce((sum, account) => sum + account.jobs, 0);
  report.say(`\n## ${jobs} jobs to four accounts, simulated queue and clock, real Durable Objects and D1\n`);
  report.say(
    formatTable(
      ["account", "jobs", "sent", "above a window", "most in flight", "of the limit used"],
      accounts.map(({ name, jobs: wanted, sent, above, mostInFlight, used }) => [
        name,
        wanted,
        sent,
        above,
        mostInFlight,
        used.toFixed(3),
      ]),
    ),
  );
  const each = (messages / jobs).toFixed(2);
  report.say(
    `\n${simulatedSeconds} simulated seconds, ${mostConsumers} consumers at most, ${batches} batches, ${each} messages per job`,
  );
  report.check(`${mostConsumers} consumers at once, ${CONSUMERS} wanted`, mostConsumers >= CONSUMERS);
  report.check(
    "every job was sent once",
    accounts.every((account) => account.sent === account.jobs),
  );
  report.check(
    "no send above any window",
    accounts.every(({ above }) => above === 0),
  );
  report.check(
    "never more than five in flight where five are allowed",
    (accounts[3]?.mostInFlight ?? 9) <= 5,
  );
  report.check("no message was retried by the queue", retried === 0);
  for (const { name, used } of accounts) {
    report.check(
      `${name}: ${(used * 100).toFixed(1)} % of the binding window used while jobs wait, at least ${LEAST_USED * 100} %`,
      used >= LEAST_USED,
    );
  }
}

async function measurePacing(report: Report): Promise<void> {
  const [figures] = (await metasOf("pacing.test.ts")).flatMap(({ pacing: found }) => found ?? []);
  if (figures === undefined) {
    throw new Error("Nothing was measured; see above.");
  }
  pacing(report, figures);
}

const SECTIONS = { pacing: measurePacing, throughput };

const named = process.argv.slice(2);
const unknown = named.find((name) => !Object.hasOwn(SECTIONS, name));
if (unknown !== undefined) {
  throw new Error(`There is no section "${unknown}". There are: ${Object.keys(SECTIONS).join(", ")}.`);
}
const report = new Report();
for (const [name, run] of Object.entries(SECTIONS)) {
  if (named.length === 0 || named.includes(name)) {
    await run(report);
  }
}
process.exitCode = report.failures.length === 0 ? 0 : 1;
