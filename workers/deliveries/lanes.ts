import { MINUTE_MS, SECOND_MS } from "../../shared/clock.ts";
import { type DeliveryRow, postponeDeliveries, setHeld } from "../../shared/db/queries/deliveries.ts";
import type { DestinationRow } from "../../shared/db/queries/destinations.ts";
import type { EventRow } from "../../shared/db/queries/events.ts";
import { attemptDelivery, type Made } from "../../shared/destinations/attempt.ts";
import { attemptTools, signerOf } from "../../shared/destinations/tools.ts";
import { cloudEventOf } from "../../shared/inbound/cloud-event.ts";
import type { StandardSigner } from "../../shared/signatures/standard-signature.ts";
import type { Context } from "../context.ts";
import { settleLane, type Tried } from "./settle.ts";

/** What one batch brings for one destination. */
export interface Lane {
  readonly destination: DestinationRow;
  readonly deliveries: readonly { readonly row: DeliveryRow; readonly event: EventRow }[];
}

/** Requests of a lane at once: a Worker has six connections, and no destination may take them all. */
const WIDTH = 3;

/** A lane takes nothing new after this: with the longest attempt it ends within the 30 s that work behind a batch has. */
const LANE_MS = 10_000;

/** How long the rest of a lane waits whose destination did not answer; no attempt is spent on it. */
const STUCK_WAIT_MS = MINUTE_MS;

/** A lane that takes longer goes on behind the batch, so that the queue brings the next one. */
const PATIENCE_MS = 1_000;

/** When the sweep looks at what went on behind a batch: its invocation may have ended first. */
const BEHIND_MS = 2 * MINUTE_MS;

/**
 * Healthy destinations first, all at once; then those that failed of late: what hangs has only others that hang behind
 * it, and nobody waits for the last of them.
 */
export async function runLanes(lanes: readonly Lane[], arrivedAt: number, context: Context): Promise<void> {
  const isFailing = ({ destination }: Lane) => destination.failingSince !== null;
  const run = async (some: readonly Lane[]) => {
    await Promise.all(some.map((lane) => notWaiting(lane, safely(lane, arrivedAt, context), context)));
  };
  await run(lanes.filter((lane) => !isFailing(lane)));
  await run(lanes.filter(isFailing));
}

/** A lane that fails is its own destination's matter: what of it is not noted is sent again, with the same id. */
async function safely(lane: Lane, arrivedAt: number, context: Context): Promise<void> {
  try {
    await runLane(lane, arrivedAt, context);
  } catch (cause) {
    const rows = lane.deliveries.map(({ row }) => row);
    const fields = { destinationId: lane.destination.id, count: rows.length };
    context.log.error("deliveries.lane_failed", fields, cause);
    await postponeDeliveries(context.db, rows, context.clock() + BEHIND_MS);
  }
}

/** Resolves when the lane has ended, or is known to the sweep and goes on by itself. */
async function notWaiting(lane: Lane, running: Promise<void>, context: Context): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const patience = new Promise<"slow">((resolve) => {
    timer = setTimeout(() => resolve("slow"), PATIENCE_MS);
  });
  const first = await Promise.race([running, patience]);
  clearTimeout(timer ?? undefined);
  if (first !== "slow") {
    return;
  }
  const rows = lane.deliveries.map(({ row }) => row);
  await postponeDeliveries(context.db, rows, context.clock() + BEHIND_MS);
  context.defer(running);
}

async function runLane(
  { destination, deliveries }: Lane,
  arrivedAt: number,
  context: Context,
): Promise<void> {
  if (destination.status !== "enabled") {
    await setHeld(context.db, { organizationId: destination.organizationId, destinationId: destination.id });
    return;
  }
  const signer = await signerOf(destination, context);
  const startedAt = context.clock();
  const waiting = [...deliveries];
  const tried: Tried[] = [];
  let stuck = false;
  const strand = async (most = Number.POSITIVE_INFINITY) => {
    for (let made = 0; made < most && !stuck && context.clock() - startedAt < LANE_MS; made += 1) {
      const next = waiting.shift();
      if (next === undefined) {
        return;
      }
      const sent = await attempt({ ...next, destination, signer }, arrivedAt, context);
      tried.push({ row: next.row, ...sent });
      stuck ||= sent.attempted.kind === "failed";
    }
  };
  // one request tells whether there is anybody: lanes that hang must not take all connections
  await strand(1);
  await Promise.all(Array.from({ length: Math.min(WIDTH, waiting.length) }, () => strand()));
  await settleLane(destination, tried, context);
  await postpone(
    waiting.map(({ row }) => row),
    context,
  );
}

async function attempt(
  {
    row,
    event,
    destination,
    signer,
  }: Lane["deliveries"][number] & {
    readonly destination: DestinationRow;
    readonly signer: StandardSigner;
  },
  arrivedAt: number,
  context: Context,
): Promise<Made> {
  const body = JSON.stringify({
    ...(await cloudEventOf(event, context, { fetchLarge: true })),
    ...(event.replays > 0 ? { replay: true } : {}),
  });
  return await attemptDelivery(
    { url: destination.url, signer, id: row.eventId, body },
    arrivedAt,
    attemptTools(context),
  );
}

/** What waits behind a request that got no answer is tried later, as the same attempt. */
async function postpone(rows: readonly DeliveryRow[], context: Context): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  await postponeDeliveries(context.db, rows, context.clock() + 2 * STUCK_WAIT_MS);
  await context.deliveryQueue.send(
    rows.map(({ organizationId, id, attempts }) => ({
      organizationId,
      id,
      attempt: attempts.length + 1,
      delaySeconds: STUCK_WAIT_MS / SECOND_MS,
    })),
  );
}
