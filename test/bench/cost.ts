/** `npm run bench:cost`: what a million events nobody subscribes to cost, from what the Worker is counted to do for them. */
import { formatTable } from "../scripts/demo/table.ts";
import type { Counts } from "./cost/counts.ts";
import { metasOf } from "./metas.ts";
import { PRICES } from "./prices.ts";

/** What the figures must reach. */
const MOST_DOLLARS = 3.75;
const MOST_ROWS_WRITTEN = 2;

/** A claim, not a count: no clock runs while workerd computes. It covers the webhook and its share of the consumer. */
const CPU_MS = 6;
const EVENTS_PER_POINT = 100;
const MILLION = 1e6;
const GIGABYTE = 1e9;

type Item = readonly [what: string, perEvent: number, price: number];

async function count(): Promise<Counts> {
  const [counts] = (await metasOf("counting.test.ts")).flatMap((meta) => meta.counts ?? []);
  if (counts === undefined) {
    throw new Error("Nothing was counted; see above.");
  }
  return counts;
}

function itemsOf(counts: Counts): readonly Item[] {
  const { million } = PRICES;
  const counted = (what: string, name: keyof Counts & keyof typeof million): Item => [
    what,
    counts[name] / counts.events,
    million[name],
  ];
  return [
    counted("requests and invocations of the consumer", "request"),
    ["CPU, ms (assumed)", CPU_MS, million.cpuMs],
    counted("queue operations", "queueOperation"),
    counted("D1 rows written, indexes included", "rowWritten"),
    counted("D1 rows read", "rowRead"),
    counted("R2 class A", "r2ClassA"),
    counted("R2 class B", "r2ClassB"),
    counted("calls of Durable Objects", "objectRequest"),
    ["metric points (one per batch, assumed)", 1 / EVENTS_PER_POINT, million.metricPoint],
  ];
}

const counts = await count();
const items = itemsOf(counts);
const dollars = items.reduce((sum, [, perEvent, price]) => sum + perEvent * price, 0);
const rowsWritten = counts.rowWritten / counts.events;
console.log(
  `\n${counts.events} signed Stripe webhooks of 1.5 KB, in batches of 100, counted; prices as of ${PRICES.asOf}, beyond what the plan includes\n`,
);
console.log(
  formatTable(
    ["item", "per event", "$ per million", "$ per million events"],
    [
      ...items.map(([what, perEvent, price]) => [
        what,
        Number(perEvent.toFixed(4)),
        price,
        (perEvent * price).toFixed(4).padStart(20),
      ]),
      ["sum", "", "", dollars.toFixed(4).padStart(20)],
    ],
  ),
);
const gigabytes = (counts.storedBytes / counts.events) * (MILLION / GIGABYTE);
const purged = counts.rowPurged / counts.events;
console.log(
  [
    "",
    "apart from it:",
    `  storage of a million events for a month: ${gigabytes.toFixed(2)} GB in D1, $${(gigabytes * PRICES.gigabyteMonth.d1).toFixed(2)}`,
    `  deleting them when their retention is over: ${purged} rows each, $${(purged * PRICES.million.rowWritten).toFixed(2)}`,
    "",
  ].join("\n"),
);
const checks: readonly (readonly [string, boolean])[] = [
  [
    `D1 rows written per event: ${rowsWritten}, at most ${MOST_ROWS_WRITTEN}`,
    rowsWritten <= MOST_ROWS_WRITTEN,
  ],
  [`a million events: $${dollars.toFixed(2)}, at most $${MOST_DOLLARS.toFixed(2)}`, dollars <= MOST_DOLLARS],
];
for (const [what, holds] of checks) {
  console.log(`${holds ? "✔" : "✘"} ${what}`);
}
process.exitCode = checks.every(([, holds]) => holds) ? 0 : 1;
