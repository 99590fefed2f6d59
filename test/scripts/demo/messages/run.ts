import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Api } from "../api.ts";
import type { Balance } from "../balance.ts";
import { inLanes } from "../lanes.ts";
import { formatTable } from "../table.ts";
import type { PartOptions } from "../webhooks/run.ts";
import type { DemoEndpoint } from "../webhooks/sign.ts";
import {
  type AcceptedJob,
  connectAll,
  type JobView,
  jobSchema,
  planJobs,
  reconcileEffects,
  submit,
} from "./jobs.ts";
import type { Effect, TwinClient } from "./twin-client.ts";

const COUNTS = { resend: 12, twilio: 12, slack: 8, stripe: 8 };
const PARALLEL = 8;
const SETTLE_TIMEOUT_MS = 40_000;
const POLL_MS = 500;
const ENDED = ["succeeded", "failed", "dead", "blocked", "canceled", "uncertain"];
/** Providers whose stand-in sends delivery receipts. */
const WITH_RECEIPTS = ["resend", "twilio"];

/** What is broken while the messages go out, and what the platform is to do about it. */
const FAULTS = [
  {
    what: "Resend answers 429, Retry-After 2 s",
    fault: { provider: "resend", kind: "throttle", times: 1, retryAfter: { form: "seconds", seconds: 2 } },
    seen: "throttle",
    reaction: "the account waits, no attempt is spent",
  },
  {
    what: "Stripe answers 500 three times",
    fault: { provider: "stripe", kind: "error", times: 3, status: 500 },
    seen: "retry",
    reaction: "tried again with the same key",
  },
  {
    what: "Twilio acts, its answer is lost",
    fault: { provider: "twilio", kind: "lose-response", times: 1 },
    seen: "uncertain",
    reaction: "held as uncertain, never sent twice",
  },
] as const;

const detailSchema = jobSchema.extend({ attemptLog: z.array(z.object({ outcome: z.string() })) });
type Detail = z.infer<typeof detailSchema>;

export interface MessagesOptions extends PartOptions {
  /** Where delivery receipts go, with what their senders sign with. */
  readonly endpoints: readonly DemoEndpoint[];
}

/** The demo's second half: 40 messages and calls over four providers while they misbehave, and what became of each. */
export async function demoMessages(
  api: Api,
  twin: TwinClient,
  { endpoints, say, signal }: MessagesOptions,
): Promise<readonly Balance[]> {
  await connectAll(api);
  for (const { provider, url, signingKey } of endpoints.filter((to) => WITH_RECEIPTS.includes(to.provider))) {
    await twin.receipts({ provider, to: url, secret: signingKey });
  }
  for (const { fault } of FAULTS) {
    await twin.fault(fault);
  }
  const plan = planJobs(COUNTS);
  say(`\nSending ${plan.length} messages and calls over ${Object.keys(COUNTS).length} providers …\n`);
  const jobs = await submit(api, plan, PARALLEL);
  const views = await settle(api, jobs, signal);
  const effects = await twin.effects();
  const details = await inLanes(jobs, PARALLEL, ({ id }) => api.get(`/v1/jobs/${id}`, detailSchema));
  say(`${providerTable(details, effects)}\n\n${faultTable(details)}\n`);
  return [
    {
      what: `${jobs.length} jobs: each acted once, or at most once and says so`,
      faults: reconcileEffects(jobs, views, effects),
    },
    {
      what: `${FAULTS.length} faults met and dealt with`,
      faults: FAULTS.filter(({ fault, seen }) => met(details, fault.provider, seen) === 0).map(
        ({ what }) => `${what}: no job met it`,
      ),
    },
    {
      what: `${details.filter(isDelivered).length} messages delivered, as signed receipts said`,
      faults: details
        .filter(
          (job) => WITH_RECEIPTS.includes(job.provider) && job.status === "succeeded" && !isDelivered(job),
        )
        .map(({ id, deliveryStatus }) => `${id}: its delivery is ${deliveryStatus}, expected delivered`),
    },
  ];
}

function providerTable(jobs: readonly Detail[], effects: readonly Effect[]): string {
  return formatTable(
    ["provider", "jobs", "succeeded", "uncertain", "attempts", "effects", "delivered"],
    Object.keys(COUNTS).map((provider) => {
      const own = jobs.filter((job) => job.provider === provider);
      return [
        provider,
        own.length,
        own.filter(({ status }) => status === "succeeded").length,
        own.filter(({ status }) => status === "uncertain").length,
        own.reduce((sum, { attempts }) => sum + attempts, 0),
        effects.filter((effect) => effect.provider === provider).length,
        WITH_RECEIPTS.includes(provider) ? own.filter(isDelivered).length : "–",
      ];
    }),
  );
}

function faultTable(jobs: readonly Detail[]): string {
  return formatTable(
    ["fault", "met", "what the platform did"],
    FAULTS.map(({ what, fault, seen, reaction }) => [what, met(jobs, fault.provider, seen), reaction]),
  );
}

function isDelivered({ deliveryStatus }: JobView): boolean {
  return deliveryStatus === "delivered";
}

/** How many tries of a provider's jobs ended that way. */
function met(jobs: readonly Detail[], provider: string, outcome: string): number {
  return jobs
    .filter((job) => job.provider === provider)
    .flatMap(({ attemptLog }) => attemptLog)
    .filter((attempt) => attempt.outcome === outcome).length;
}

/** Waits until every job has ended and every delivery is known, or the time is up; the sums then show what is amiss. */
async function settle(
  api: Api,
  jobs: readonly AcceptedJob[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, JobView>> {
  const deadline = Date.now() + SETTLE_TIMEOUT_MS;
  for (;;) {
    signal.throwIfAborted();
    const views = new Map((await api.list("/v1/jobs", jobSchema)).map((job) => [job.id, job]));
    if (jobs.every(({ id }) => hasEnded(views.get(id))) || Date.now() > deadline) {
      return views;
    }
    await sleep(POLL_MS);
  }
}

function hasEnded(job: JobView | undefined): boolean {
  if (job === undefined || !ENDED.includes(job.status)) {
    return false;
  }
  return job.status !== "succeeded" || !WITH_RECEIPTS.includes(job.provider) || isDelivered(job);
}
