import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Api } from "../scripts/demo/api.ts";
import { formatTable } from "../scripts/demo/table.ts";
import type { TestDestination } from "./destination.ts";
import { paced } from "./load.ts";
import { quantile, type Report } from "./report.ts";
import { type Registered, signed } from "./targets.ts";

/** What the figure must reach. */
const MOST_P95_MS = 100;

const PER_SECOND = 200;
const SECONDS = 15;
/** Delivered before, so that what is measured is no start. */
const WARMING = 2 * PER_SECOND;
const KILOBYTES = 1.5;
const TYPE = "customer.created";
const PATIENCE_MS = 30_000;
const POLL_MS = 500;

const deliverySchema = z.object({
  status: z.string(),
  attempts: z.array(z.object({ at: z.string(), preparedMs: z.number(), durationMs: z.number() })),
});
type Delivery = z.infer<typeof deliverySchema>;

/** Webhooks at an even rate, each delivered to a destination that answers at once. */
export async function delivering(
  report: Report,
  stripe: Registered,
  api: Api,
  destination: TestDestination,
): Promise<void> {
  const wanted = { url: `${destination.origin}/events`, events: ["stripe.customer.created"] };
  await api.post("/v1/destinations", wanted, z.object({ id: z.string() }));
  const send = async (count: number) =>
    await paced(await signed(stripe, TYPE, { count, kilobytes: KILOBYTES }), PER_SECOND);
  await send(WARMING);
  await settled(api, WARMING);
  const before = destination.requests();
  const count = PER_SECOND * SECONDS;
  const { bad, seconds } = await send(count);
  // the newest come first
  const deliveries = (await settled(api, WARMING + count)).slice(0, count);
  const attempts = deliveries.flatMap((delivery) => delivery.attempts);
  const prepared = attempts.map(({ preparedMs }) => preparedMs);
  const p95 = quantile(prepared, 0.95);
  report.say(`${count} webhooks in ${seconds.toFixed(1)} s`);
  report.say(
    formatTable(
      ["ms", "p50", "p95", "p99", "most"],
      [
        row("from the message to the request", prepared),
        row(
          "from the request to the answer",
          attempts.map(({ durationMs }) => durationMs),
        ),
      ],
    ),
  );
  const [arrived, made] = [destination.arrivals.size - WARMING, destination.requests() - before];
  const delivered = deliveries.filter(({ status }) => status === "delivered").length;
  report.check(
    `${delivered} delivered and ${arrived} arrived of ${count}, in ${made} requests (${bad} webhooks refused)`,
    [delivered, arrived, made].every((n) => n === count) && bad === 0,
  );
  report.check(
    `our own time before a request to a destination that answers at once: p95 ${p95} ms, at most ${MOST_P95_MS}`,
    p95 <= MOST_P95_MS,
  );
}

/** All deliveries, once none waits for its attempt. */
async function settled(api: Api, count: number): Promise<readonly Delivery[]> {
  for (const end = Date.now() + PATIENCE_MS; ; ) {
    const deliveries = await api.list("/v1/deliveries", deliverySchema);
    const done = deliveries.length === count && deliveries.every(({ status }) => status !== "pending");
    if (done || Date.now() > end) {
      return deliveries;
    }
    await sleep(POLL_MS);
  }
}

function row(what: string, values: readonly number[]): (string | number)[] {
  return [what, ...[0.5, 0.95, 0.99, 1].map((share) => quantile(values, share))];
}
