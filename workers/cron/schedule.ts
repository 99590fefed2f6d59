import { HOUR_MS, MINUTE_MS } from "../../shared/clock.ts";
import { finishRun, startRun } from "../../shared/db/queries/schedules.ts";
import type { Context } from "../context.ts";
import { checkRegistrations } from "./jobs/check-registrations.ts";
import { expireApprovals } from "./jobs/expire-approvals.ts";
import { fireReminders } from "./jobs/fire-reminders.ts";
import { keepLedger } from "./jobs/keep-ledger.ts";
import { purge } from "./jobs/purge.ts";
import { purgeRejected } from "./jobs/purge-rejected-bodies.ts";
import { readCosts } from "./jobs/read-costs.ts";
import { refreshCredentials } from "./jobs/refresh-credentials.ts";
import { sweepDeliveries } from "./jobs/sweep-deliveries.ts";
import { sweepInbox } from "./jobs/sweep-inbox.ts";
import { sweepJobs } from "./jobs/sweep-jobs.ts";
import { sweepWords } from "./jobs/sweep-words.ts";
import { tellProviders } from "./jobs/tell-opt-outs.ts";
import { watchSilence } from "./jobs/watch-silence.ts";

/** A job of the schedule: it does at most a budget's worth of work and says how much it did. */
interface CronJob {
  readonly description: string;
  readonly everyMs: number;
  /** The longest that a run may hold the job's lock. */
  readonly lockMs: number;
  readonly run: (context: Context, handed: Handed) => Promise<number>;
}

/** Jobs that belong to another room and are handed in. */
interface Handed {
  readonly sendCampaigns: (context: Context) => Promise<number>;
}

/** Due whenever the trigger fires and no other run holds the job. */
const EVERY_TRIGGER = 0;

/** The one cron trigger fires every minute; this table decides what is due. */
const SCHEDULE = {
  "sweep-inbox": {
    description: "Queues events that the queue had refused.",
    everyMs: EVERY_TRIGGER,
    lockMs: MINUTE_MS,
    run: sweepInbox,
  },
  "sweep-jobs": {
    description: "Queues jobs that are due or whose message was lost, and recovers interrupted ones.",
    everyMs: EVERY_TRIGGER,
    lockMs: MINUTE_MS,
    run: sweepJobs,
  },
  "sweep-deliveries": {
    description: "Queues deliveries whose retry is due or whose message was lost.",
    everyMs: EVERY_TRIGGER,
    lockMs: MINUTE_MS,
    run: sweepDeliveries,
  },
  "sweep-words": {
    description: "Gives received messages the words that a job asked for.",
    everyMs: EVERY_TRIGGER,
    lockMs: MINUTE_MS,
    run: sweepWords,
  },
  "tell-opt-outs": {
    description: "Tells providers who opted out, or came back.",
    everyMs: EVERY_TRIGGER,
    lockMs: MINUTE_MS,
    run: tellProviders,
  },
  "expire-approvals": {
    description: "Ends what nobody approved in time.",
    everyMs: EVERY_TRIGGER,
    lockMs: MINUTE_MS,
    run: expireApprovals,
  },
  "fire-reminders": {
    description: "Sends what is due before and after appointments.",
    everyMs: EVERY_TRIGGER,
    lockMs: 5 * MINUTE_MS,
    run: fireReminders,
  },
  "send-campaigns": {
    description: "Goes on with campaigns, a page of their segment at a time.",
    everyMs: EVERY_TRIGGER,
    lockMs: 5 * MINUTE_MS,
    run: (context, { sendCampaigns }) => sendCampaigns(context),
  },
  "refresh-credentials": {
    description: "Refreshes tokens ahead of their end.",
    everyMs: EVERY_TRIGGER,
    lockMs: 5 * MINUTE_MS,
    run: refreshCredentials,
  },
  "check-registrations": {
    description: "Mends webhooks that their provider lost or switched off.",
    everyMs: HOUR_MS,
    lockMs: 10 * MINUTE_MS,
    run: checkRegistrations,
  },
  "read-costs": {
    description: "Asks accounts what their messages of the day before cost.",
    everyMs: 15 * MINUTE_MS,
    lockMs: 5 * MINUTE_MS,
    run: readCosts,
  },
  "watch-silence": {
    description: "Finds endpoints that used to receive and stopped.",
    everyMs: HOUR_MS,
    lockMs: 10 * MINUTE_MS,
    run: watchSilence,
  },
  "purge-rejected-bodies": {
    description: "Deletes the bodies of refused webhooks after 72 hours.",
    everyMs: HOUR_MS,
    lockMs: 10 * MINUTE_MS,
    run: purgeRejected,
  },
  "keep-ledger": {
    description: "Seals what is new of the consent ledger, and forgets requests that nobody answered.",
    everyMs: HOUR_MS,
    lockMs: 10 * MINUTE_MS,
    run: keepLedger,
  },
  purge: {
    description: "Deletes what outlived its retention and what deleted organizations left.",
    everyMs: HOUR_MS,
    lockMs: 10 * MINUTE_MS,
    run: (context) => purge(context),
  },
} as const satisfies Record<string, CronJob>;

type ScheduleName = keyof typeof SCHEDULE;

/** Runs every job that is due and not held by another run. One job's failure leaves the others alone. */
export async function runSchedule(context: Context, handed: Handed): Promise<void> {
  for (const name of Object.keys(SCHEDULE) as ScheduleName[]) {
    try {
      await runJob(name, context, handed);
    } catch (cause) {
      context.log.error("cron.unrecorded", { job: name }, cause);
    }
  }
}

async function runJob(name: ScheduleName, context: Context, handed: Handed): Promise<void> {
  const job: CronJob = SCHEDULE[name];
  const now = context.clock();
  if (!(await startRun(context.db, { name, now, lockMs: job.lockMs, everyMs: job.everyMs }))) {
    return;
  }
  let outcome: "ok" | "failed" = "ok";
  let count = 0;
  try {
    count = await job.run(context, handed);
  } catch (cause) {
    context.log.error("cron.failed", { job: name }, cause);
    outcome = "failed";
  }
  const finishedAt = context.clock();
  await finishRun(context.db, { name, startedAt: now, now: finishedAt, outcome, count });
  if (count > 0) {
    context.log.info("cron.ran", { job: name, count, durationMs: finishedAt - now });
  }
}
