import { type Balance, differs, tally } from "../scripts/demo/balance.ts";
import {
  type AcceptedJob,
  effectsOf,
  type JobView,
  reconcileEffects,
  WITH_KEYS,
} from "../scripts/demo/messages/jobs.ts";
import type { Effect } from "../scripts/demo/messages/twin-client.ts";
import { formatTable } from "../scripts/demo/table.ts";

export interface JobFigures {
  readonly jobs: readonly AcceptedJob[];
  readonly views: ReadonlyMap<string, JobView>;
  readonly effects: readonly Effect[];
  readonly kills: number;
  /** Requests on which a provider acted, whose answer a kill cut off. */
  readonly unanswered: number;
}

/** What must come out even after the kills. */
export function jobBalances({ jobs, views, effects, kills, unanswered }: JobFigures): Balance[] {
  const withKeys = jobs.filter(({ provider }) => WITH_KEYS.includes(provider));
  const without = jobs.filter(({ provider }) => !WITH_KEYS.includes(provider));
  return [
    {
      what: `${jobs.length} jobs accepted = ${views.size} there, each ended or in doubt`,
      faults: [
        ...jobs.filter(({ id }) => !views.has(id)).map(({ id }) => `lost: ${id}`),
        ...differs("jobs there", jobs.length, views.size),
      ],
    },
    {
      what: `${withKeys.length} jobs of providers with idempotency keys = as many successes, one effect each`,
      faults: reconcileEffects(withKeys, views, effects),
    },
    {
      what: `${without.length} jobs of the others: one effect each, or in doubt with at most one`,
      faults: reconcileEffects(without, views, effects),
    },
    {
      what: `${unanswered} answers cut off by ${kills} kills: each kill met a provider that had acted`,
      faults: unanswered >= kills ? [] : [`only ${unanswered} answers were cut off`],
    },
  ];
}

/** What became of the jobs, by provider. */
export function jobReport({ jobs, views, effects, kills }: JobFigures, seconds: number): string {
  const rows = [...Map.groupBy(jobs, ({ provider }) => provider)].map(([provider, group]) => {
    const seen = group.flatMap(({ id }) => views.get(id) ?? []);
    const counts = group.map((job) => effectsOf(job, effects));
    return [
      provider,
      WITH_KEYS.includes(provider) ? "yes" : "no",
      group.length,
      seen.filter(({ attempts }) => attempts > 1).length,
      tally(seen.map(({ status }) => status).toSorted()),
      counts.filter((count) => count === 0).length,
      counts.filter((count) => count === 1).length,
      counts.filter((count) => count > 1).length,
    ];
  });
  const header = ["provider", "keys", "jobs", "tried again", "statuses", "no effect", "one", "more"];
  return `${formatTable(header, rows)}\n\n${kills} kills, ${Math.round(seconds)} s`;
}
