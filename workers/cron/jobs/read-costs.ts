import { DAY_MS, HOUR_MS } from "../../../shared/clock.ts";
import {
  beginReading,
  moveReading,
  type UnreadConnection,
  unreadConnections,
} from "../../../shared/db/queries/cursors.ts";
import type { NewJob } from "../../../shared/db/queries/jobs.ts";
import { dayOf } from "../../../shared/model/cost.ts";
import { nameOf } from "../../../shared/model/read.ts";
import { freshCall } from "../../../shared/outbox/fresh-job.ts";
import { submitJobs } from "../../../shared/outbox/submit.ts";
import type { CostReading, ProviderDefinition } from "../../../shared/providers/define.ts";
import { providers } from "../../../shared/providers/registry.ts";
import type { Context } from "../../context.ts";

/** Accounts of one run, two low jobs and a row each. */
const MAX_ACCOUNTS = 50;
/** After a day's end: what was sent last has its cost by then, mostly. */
const AFTER_MIDNIGHT_MS = 2 * HOUR_MS;
/** Days that are made up for after a pause. */
const MAX_CAUGHT_UP = 7;

const SUBJECT = "message costs";
/** `false` in a connection's settings: its account is not asked. */
const SETTING = "messageCosts";

/**
 * Asks each account, once a day, what its messages of the day before cost, and again of a day whose last costs are known
 * by now: as jobs that go through the account's limits like any other, behind all that is sent. Returns how many.
 */
export async function readCosts(context: Context): Promise<number> {
  if (context.settings.MESSAGE_COSTS === "off") {
    return 0;
  }
  const now = context.clock();
  const yesterday = dayOf(now - AFTER_MIDNIGHT_MS - DAY_MS);
  const jobs: NewJob[] = [];
  const moves: D1PreparedStatement[] = [];
  for (const { id: provider, costReading } of Object.values<ProviderDefinition>(providers)) {
    if (costReading === undefined) {
      continue;
    }
    const { action } = costReading;
    const until = { day: yesterday };
    const unread = await unreadConnections(
      context.db,
      { provider, setting: SETTING, action, subject: SUBJECT },
      { until, limit: MAX_ACCOUNTS - moves.length },
    );
    for (const one of unread) {
      const list = { organizationId: one.organizationId, connectionId: one.id, action, subject: SUBJECT };
      const days = daysOf(one, yesterday, costReading);
      jobs.push(...days.map((day) => readingJob(list, { provider, input: costReading.input(day), now })));
      moves.push(
        one.known === null
          ? beginReading(context.db, list, { position: until, now })
          : moveReading(context.db, list, { from: one.known, to: until, now }),
      );
    }
  }
  if (moves.length > 0) {
    await submitJobs(context, jobs, moves);
  }
  return jobs.length;
}

/** The days since it was asked last, and those that are asked of again; none of a connection that is new. */
function daysOf({ known }: UnreadConnection, yesterday: string, { settledAfterDays }: CostReading): string[] {
  const last = Date.parse(nameOf(known?.day) ?? "");
  const end = Date.parse(yesterday);
  if (Number.isNaN(last)) {
    return [];
  }
  const count = Math.min(MAX_CAUGHT_UP, Math.round((end - last) / DAY_MS));
  const fresh = Array.from({ length: count }, (_, index) => end - index * DAY_MS);
  return [...new Set([...fresh, ...fresh.map((day) => day - settledAfterDays * DAY_MS)])].map(dayOf);
}

function readingJob(
  { organizationId, connectionId, action }: Parameters<typeof beginReading>[1],
  { provider, input, now }: { readonly provider: string; readonly input: unknown; readonly now: number },
): NewJob {
  return {
    ...freshCall(now),
    organizationId,
    provider,
    action,
    input,
    connectionId,
    metadata: { asks: SUBJECT },
    priority: "low",
  };
}
