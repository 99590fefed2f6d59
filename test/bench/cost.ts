/**
 * `npm run bench:cost`: what a million events nobody subscribes to cost, and a million messages, from what the Worker is
 * counted to do for them. `-- events` or `-- messages` counts one of the two.
 */
import { formatTable } from "../scripts/demo/table.ts";
import type { Billed, Counts, MessageCounts } from "./cost/counts.ts";
import { metasOf } from "./metas.ts";
import { PRICES } from "./prices.ts";
import { Report } from "./report.ts";

/** What the figures must reach. */
const MOST_DOLLARS = { events: 3.75, messages: 5.8 };
const MOST_ROWS_WRITTEN = { events: 2, messages: 4 };
const MOST_PACING_CALLS = 60;

/**
 * A claim, not a count: no clock runs while workerd computes. For a request with its share of the consumer, whichever of the
 * two it is: both verify or authorise, validate, write a row and send a queue message.
 */
const CPU_MS = 6;
/** One metric point per batch. */
const PER_POINT = { events: 100, messages: 100 };
const MILLION = 1e6;
const GIGABYTE = 1e9;

type Section = keyof typeof MOST_DOLLARS;
type Item = readonly [what: string, each: number, price: number];

function itemsOf(section: Section, counts: Billed, count: number): readonly Item[] {
  const { million } = PRICES;
  const counted = (what: string, name: keyof Billed): Item => [what, counts[name] / count, million[name]];
  return [
    counted("requests and invocations of the consumer", "request"),
    ["CPU, ms (assumed)", CPU_MS, million.cpuMs],
    counted("queue operations", "queueOperation"),
    counted("D1 rows written, indexes included", "rowWritten"),
    counted("D1 rows read", "rowRead"),
    counted("R2 class A", "r2ClassA"),
    counted("R2 class B", "r2ClassB"),
    counted("calls of Durable Objects", "objectRequest"),
    ["metric points (one per batch, assumed)", 1 / PER_POINT[section], million.metricPoint],
  ];
}

/** Prints the bill of one section, and checks it. */
function bill(report: Report, section: Section, counts: Billed, count: number): void {
  const items = itemsOf(section, counts, count);
  const dollars = items.reduce((sum, [, each, price]) => sum + each * price, 0);
  const rowsWritten = counts.rowWritten / count;
  report.say(
    formatTable(
      ["item", "each", "$ per million", `$ per million ${section}`],
      [
        ...items.map(([what, each, price]) => [
          what,
          Number(each.toFixed(4)),
          price,
          (each * price).toFixed(4).padStart(20),
        ]),
        ["sum", "", "", dollars.toFixed(4).padStart(20)],
      ],
    ),
  );
  report.check(
    `D1 rows written for each of the ${section}: ${rowsWritten}, at most ${MOST_ROWS_WRITTEN[section]}`,
    rowsWritten <= MOST_ROWS_WRITTEN[section],
  );
  report.check(
    `a million ${section}: $${dollars.toFixed(2)}, at most $${MOST_DOLLARS[section].toFixed(2)}`,
    dollars <= MOST_DOLLARS[section],
  );
}

function eventsBill(report: Report, counts: Counts): void {
  report.say(
    `\n${counts.events} signed Stripe webhooks of 1.5 KB, in batches of 100, counted; prices as of ${PRICES.asOf}, beyond what the plan includes\n`,
  );
  bill(report, "events", counts, counts.events);
  const gigabytes = (counts.storedBytes / counts.events) * (MILLION / GIGABYTE);
  const purged = counts.rowPurged / counts.events;
  report.say(
    [
      "",
      "apart from it:",
      `  storage of a million events for a month: ${gigabytes.toFixed(2)} GB in D1, $${(gigabytes * PRICES.gigabyteMonth.d1).toFixed(2)}`,
      `  deleting them when their retention is over: ${purged} rows each, $${(purged * PRICES.million.rowWritten).toFixed(2)}`,
      "",
    ].join("\n"),
  );
}

function messagesBill(report: Report, counts: MessageCounts): void {
  report.say(
    `\n${counts.messages} emails by POST /v1/messages without an Idempotency-Key, 50 a second to one isolate, sent in batches of 100 within a limit that does not bind, receipts not included; slower ones than one a second and isolate cost a call of the request limiter each, $${PRICES.million.objectRequest.toFixed(2)} more\n`,
  );
  bill(report, "messages", counts, counts.messages);
  const perThousand = (counts.pacingCalls / counts.messages) * 1_000;
  report.check(
    `calls of the account's gate and the provider's breaker for 1,000 jobs: ${perThousand}, at most ${MOST_PACING_CALLS}`,
    perThousand <= MOST_PACING_CALLS,
  );
}

const report = new Report();
const [wanted] = process.argv.slice(2);
const found = [
  ...(wanted === "messages" ? [] : await metasOf("counting.test.ts")),
  ...(wanted === "events" ? [] : await metasOf("messages.test.ts")),
];
for (const { counts, messageCounts } of found) {
  if (counts !== undefined) {
    eventsBill(report, counts);
  }
  if (messageCounts !== undefined) {
    messagesBill(report, messageCounts);
  }
}
if (found.every(({ counts, messageCounts }) => counts === undefined && messageCounts === undefined)) {
  throw new Error("Nothing was counted; see above.");
}
process.exitCode = report.failures.length === 0 ? 0 : 1;
