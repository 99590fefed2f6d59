import { MINUTE_MS, SECOND_MS } from "../../shared/clock.ts";
import { type DeliveryRow, postponeDeliveries, setHeld } from "../../shared/db/queries/deliveries.ts";
import type { DestinationRow } from "../../shared/db/queries/destinations.ts";
import type { EventRow } from "../../shared/db/queries/events.ts";
import { attemptDelivery, type Made, unsent } from "../../shared/destinations/attempt.ts";
import { attemptTools, signerOf } from "../../shared/destinations/tools.ts";
import { cloudEventOf, type EndpointFinder, endpointsOnce } from "../../shared/inbound/cloud-event.ts";
import type { StandardSigner } from "../../shared/signatures/standard-signature.ts";
import type { Context } from "../context.ts";
import { type Connections, createConnections } from "./connections.ts";
import { settleLane, type Tried } from "./settle.ts";

/** What one batch brings for one destination. */
export interface Lane {
  readonly destination: DestinationRow;
  readonly deliveries: readonly { readonly row: DeliveryRow; readonly event: EventRow }[];
}

/** Requests of a lane at once: no destination may take all connections. */
const WIDTH = 3;

/** A lane takes nothing new after this: with the longest attempt it ends within the 30 s that work behind a batch has. */
const LANE_MS = 10_000;

/** How long the rest of a lane waits whose destination did not answer, or slowly; no attempt is spent on it. */
const STUCK_WAIT_MS = MINUTE_MS;

/** When the sweep looks at what went on behind a batch: its invocation may have ended first. */
const BEHIND_MS = 2 * MINUTE_MS;

/** How long a failing destination waits that found no connection; a healthy one does not. */
const SUSPECT_WAIT_MS = 5 * SECOND_MS;

interface Run {
  readonly arrivedAt: number;
  readonly connections: Connections;
  readonly endpointOf: EndpointFinder;
  /** Called when a request of the lane is slow. */
  readonly onSlow: () => void;
}

/**
 * Healthy destinations first, then those that failed of late, over few connections: where those that hang take them up,
 * the others go on in another invocation, and nobody waits for the last of them.
 */
export async function runLanes(lanes: readonly Lane[], arrivedAt: number, context: Context): Promise<void> {
  const connections = createConnections();
  const endpointOf = endpointsOnce(context.db);
  const run = async (some: readonly Lane[]) => {
    await Promise.all(some.map((lane) => notWaiting(lane, { arrivedAt, connections, endpointOf }, context)));
  };
  await run(lanes.filter((lane) => !isFailing(lane)));
  await run(lanes.filter(isFailing));
}

function isFailing({ destination }: Lane): boolean {
  return destination.failingSince !== null;
}

/** Resolves when the lane has ended, or is known to the sweep and goes on by itself. */
async function notWaiting(lane: Lane, run: Omit<Run, "onSlow">, context: Context): Promise<void> {
  const { promise: slow, resolve } = Promise.withResolvers<"slow">();
  const running = safely(lane, { ...run, onSlow: () => resolve("slow") }, context);
  if ((await Promise.race([running, slow])) !== "slow") {
    return;
  }
  const rows = lane.deliveries.map(({ row }) => row);
  await postponeDeliveries(context.db, rows, context.clock() + BEHIND_MS);
  context.defer(running);
}

/** A lane that fails is its own destination's matter: what of it is not noted is sent again, with the same id. */
async function safely(lane: Lane, run: Run, context: Context): Promise<void> {
  try {
    await runLane(lane, run, context);
  } catch (cause) {
    const rows = lane.deliveries.map(({ row }) => row);
    const fields = { destinationId: lane.destination.id, count: rows.length };
    context.log.error("deliveries.lane_failed", fields, cause);
    await postponeDeliveries(context.db, rows, context.clock() + BEHIND_MS);
  }
}

async function runLane(
  lane: Lane,
  { arrivedAt, connections, endpointOf, onSlow }: Run,
  context: Context,
): Promise<void> {
  const { destination, deliveries } = lane;
  if (destination.status !== "enabled") {
    await hold(lane, context);
    return;
  }
  const signer = await signerOf(destination, context);
  const waiting = [...deliveries];
  const tried: Tried[] = [];
  let startedAt: number | null = null;
  let end: "stuck" | "turned_away" | null = null;
  const request = async (next: Lane["deliveries"][number]) => {
    startedAt ??= context.clock();
    return await attempt({ ...next, destination, signer, endpointOf }, arrivedAt, context);
  };
  const strand = async (most = Number.POSITIVE_INFINITY) => {
    for (let made = 0; made < most && end === null && isInTime(startedAt, context); made += 1) {
      const next = waiting.shift();
      if (next === undefined) {
        return;
      }
      const sent = await connections.run(() => request(next), onSlow);
      if (sent === null) {
        waiting.unshift(next);
        end ??= "turned_away";
        return;
      }
      tried.push({ row: next.row, ...sent });
      if (sent.attempted.kind === "failed") {
        end = "stuck";
      }
    }
  };
  // one request tells whether there is anybody: lanes that hang must not take all connections
  await strand(1);
  await Promise.all(Array.from({ length: Math.min(WIDTH, waiting.length) }, () => strand()));
  await settleLane(destination, tried, context);
  const rows = waiting.map(({ row }) => row);
  await postpone(rows, waitOf(lane, end), context);
}

function isInTime(startedAt: number | null, { clock }: Context): boolean {
  return startedAt === null || clock() - startedAt < LANE_MS;
}

function waitOf(lane: Lane, end: "stuck" | "turned_away" | null): number {
  if (end === "turned_away") {
    return isFailing(lane) ? SUSPECT_WAIT_MS : 0;
  }
  return STUCK_WAIT_MS;
}

/** Where the destination was switched on since it was read, its deliveries are the sweep's. */
async function hold({ destination, deliveries }: Lane, context: Context): Promise<void> {
  const { organizationId, id: destinationId } = destination;
  await setHeld(context.db, { organizationId, destinationId });
  const rows = deliveries.map(({ row }) => row);
  await postponeDeliveries(context.db, rows, context.clock());
}

async function attempt(
  {
    row,
    event,
    destination,
    signer,
    endpointOf,
  }: Lane["deliveries"][number] & {
    readonly destination: DestinationRow;
    readonly signer: StandardSigner;
    readonly endpointOf: EndpointFinder;
  },
  arrivedAt: number,
  context: Context,
): Promise<Made> {
  const body = await bodyOf(event, endpointOf, context);
  if (body === null) {
    return unsent("unreadable", arrivedAt, context);
  }
  return await attemptDelivery(
    { url: destination.url, signer, id: row.eventId, body },
    arrivedAt,
    attemptTools(context),
  );
}

/** Null where the payload cannot be read: that is one event's matter, and what its lane has sent stays sent. */
async function bodyOf(event: EventRow, endpointOf: EndpointFinder, context: Context): Promise<string | null> {
  try {
    return JSON.stringify({
      ...(await cloudEventOf(event, context, { fetchLarge: true, endpointOf })),
      ...(event.replays > 0 ? { replay: true } : {}),
    });
  } catch (cause) {
    context.log.error("deliveries.event_unreadable", { eventId: event.id }, cause);
    return null;
  }
}

/** What found no connection, or waits behind a request that got no answer, is tried later, as the same attempt. */
async function postpone(rows: readonly DeliveryRow[], waitMs: number, context: Context): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  await postponeDeliveries(context.db, rows, context.clock() + waitMs + BEHIND_MS);
  await context.deliveryQueue.send(
    rows.map(({ organizationId, id, attempts }) => ({
      organizationId,
      id,
      attempt: attempts.length + 1,
      delaySeconds: waitMs / SECOND_MS,
    })),
  );
}
