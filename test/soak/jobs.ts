/** `npm run soak:jobs`: jobs by the thousand while the runtime is killed amid sends, and then the sums. */
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { balanceText } from "../scripts/demo/balance.ts";
import {
  type AcceptedJob,
  connectAll,
  type OutboundJob,
  planJobs,
  submit,
} from "../scripts/demo/messages/jobs.ts";
import { TEMPORARY } from "../scripts/platform/config.ts";
import { stopSignal } from "../scripts/platform/stopping.ts";
import { type JobFigures, jobBalances, jobReport } from "./job-report.ts";
import { type Killable, startKillable } from "./killable.ts";
import { submitBulk } from "./submit-bulk.ts";

const JOBS = 2_000;
const KILLS = 5;
const PARALLEL = 16;
/** How the jobs are shared out, the rest being Stripe's: the slowest limits have the fewest. */
const SHARES = { twilio: 0.36, resend: 0.12, slack: 0.02 };
/** Their jobs are handed in as bulk calls, and travel together. */
const IN_BULK = ["resend"];
/** What the providers do beside, once in every round. */
const FAULTS = [
  { provider: "stripe", kind: "lose-response", times: 2 },
  { provider: "stripe", kind: "error", times: 1, status: 500 },
  { provider: "twilio", kind: "lose-response", times: 2 },
  { provider: "twilio", kind: "throttle", times: 1 },
  { provider: "resend", kind: "lose-response", times: 1 },
];
const SLOW_PROVIDERS = ["stripe", "twilio", "resend"];
const MAX_FAULTS = 10;

const { values } = parseArgs({ options: { jobs: { type: "string" }, kills: { type: "string" } } });
if (values.kills !== undefined && !/^\d$/.test(values.kills)) {
  throw new Error("--kills takes a whole number below 10.");
}
const kills = values.kills === undefined ? KILLS : Number(values.kills);
if (values.jobs !== undefined && !/^\d{2,5}$/.test(values.jobs)) {
  throw new Error("--jobs takes a whole number from 10 on.");
}
const total = values.jobs === undefined ? JOBS : Number(values.jobs);

function sharedOut(jobs: number): Record<string, number> {
  const counts = Object.entries(SHARES).map(
    ([provider, share]) => [provider, Math.round(jobs * share)] as const,
  );
  return { stripe: counts.reduce((rest, [, count]) => rest - count, jobs), ...Object.fromEntries(counts) };
}

/** Hands in a share of the jobs in every round, and ends each round but the last with a kill. */
async function soak(killable: Killable): Promise<JobFigures> {
  const { stand } = killable;
  const api = await killable.createOrganization();
  await connectAll(api);
  const plan = planJobs(sharedOut(total));
  const jobs: AcceptedJob[] = [];
  const rounds = kills + 1;
  for (let round = 0; round < rounds; round += 1) {
    for (const fault of FAULTS) {
      await stand.fault(fault);
    }
    const share = plan.filter((_, index) => index % rounds === round);
    const isBulk = ({ provider }: OutboundJob) => IN_BULK.includes(provider);
    jobs.push(
      ...(await submit(
        api,
        share.filter((job) => !isBulk(job)),
        PARALLEL,
      )),
    );
    jobs.push(...(await submitBulk(api, share.filter(isBulk))));
    if (round < kills) {
      await killable.killAmid(SLOW_PROVIDERS);
      console.log(`Kill ${round + 1} of ${kills}, ${jobs.length} jobs accepted …`);
    }
  }
  const views = await killable.settle(api);
  const [effects, unanswered] = [await stand.effects(), await killable.unanswered()];
  return { jobs, views, effects, kills, unanswered };
}

const log = join(TEMPORARY, "soak-jobs.log");
mkdirSync(TEMPORARY, { recursive: true });
const output = createWriteStream(log);
const startedAt = performance.now();
console.log(`Soak of ${total} jobs …`);
const killable = await startKillable((text) => void output.write(text), stopSignal());
try {
  const figures = await soak(killable);
  const balances = jobBalances(figures);
  const shown = balances.map(({ what, faults }) => ({ what, faults: faults.slice(0, MAX_FAULTS) }));
  console.log(`\n${jobReport(figures, (performance.now() - startedAt) / 1_000)}\n\n${balanceText(shown)}`);
  process.exitCode = balances.every(({ faults }) => faults.length === 0) ? 0 : 1;
} finally {
  await killable.stop();
  output.end();
  console.log(`\nwrangler's output: ${log}`);
}
