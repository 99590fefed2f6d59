import type { Clock } from "../clock.ts";
import type { Database } from "../db/client.ts";
import { deliveryStatements, type NewDelivery } from "../db/queries/deliveries.ts";
import { type DestinationRow, destinationsOf } from "../db/queries/destinations.ts";
import { insertHappening } from "../db/queries/happenings.ts";
import type { Guard } from "../db/queries/jobs.ts";
import type { Id } from "../ids.ts";
import { planDeliveries, wants } from "./fan-out.ts";

/** The platform's own happenings, which destinations may subscribe to. */
export const HAPPENINGS = [
  "causeway.job.succeeded",
  "causeway.job.failed",
  "causeway.job.dead",
  "causeway.job.uncertain",
  "causeway.message.delivered",
  "causeway.message.bounced",
  "causeway.message.replied",
  "causeway.connection.needs_reauth",
  "causeway.approval.requested",
  "causeway.approval.decided",
  "causeway.appointment.starting",
  "causeway.appointment.ended",
  "causeway.campaign.failed",
  "causeway.breaker.opened",
  "causeway.breaker.closed",
  "causeway.destination.failing",
  "causeway.destination.disabled",
  "causeway.endpoint.silent",
  "causeway.user.logged_in",
] as const;

export interface Happening {
  readonly organizationId: Id<"organization">;
  /** The same happening has the same id, however often it is told. */
  readonly id: Id<"event">;
  readonly type: (typeof HAPPENINGS)[number];
  /** The id of what it happened to. */
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** ms since the epoch */
  readonly at: number;
  /** Names what happened where two events tell of the same, by which ids of their own: the first one is told. */
  readonly once?: string;
  /** What must hold in the transaction that made it happen, or it is not told. */
  readonly guard?: Guard;
}

export interface Told {
  readonly statements: readonly D1PreparedStatement[];
  readonly deliveries: readonly NewDelivery[];
}

const NOTHING: Told = { statements: [], deliveries: [] };

/** How long the sweep leaves a delivery to the message that is sent for it once its transaction is done. */
export const SWEEP_AFTER_MS = 60_000;

/**
 * What telling of happenings writes: an event and its deliveries where a destination subscribes, else nothing.
 * The statements belong into the transaction that made it happen; then `deliveries` can be queued.
 * @param guard what must hold in that transaction, or nothing is told
 */
export async function tell(
  happenings: readonly Happening[],
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  guard: Guard | null = null,
): Promise<Told> {
  if (happenings.length === 0) {
    return NOTHING;
  }
  const organizationIds = happenings.map(({ organizationId }) => organizationId);
  return await planTold(happenings, await destinationsOf(db, organizationIds), { db, clock, guard });
}

/** As `tell`, for who knows the destinations of the organizations already. */
export async function planTold(
  happenings: readonly Happening[],
  destinations: readonly DestinationRow[],
  {
    db,
    clock,
    guard = null,
  }: { readonly db: Database; readonly clock: Clock; readonly guard?: Guard | null },
): Promise<Told> {
  const wanted = happenings.filter(({ organizationId, type }) =>
    destinations.some((row) => row.organizationId === organizationId && wants(row, type)),
  );
  const dueAt = clock() + SWEEP_AFTER_MS;
  const deliveries = await planDeliveries(wanted, destinations, { run: "", dueAt });
  return {
    statements: [
      ...wanted.map((happening) => insertHappening(db, happening, happening.guard ?? guard)),
      ...deliveryStatements(db, deliveries),
    ],
    deliveries,
  };
}
