import type { NewDelivery } from "../db/queries/deliveries.ts";
import type { DestinationRow } from "../db/queries/destinations.ts";
import { derivedId, type Id } from "../ids.ts";
import { matchesAny } from "../model/pattern.ts";

/** An event that destinations may want. */
export interface Sendable {
  readonly organizationId: Id<"organization">;
  readonly id: Id<"event">;
  /** `<provider>.<the provider's own type>` */
  readonly type: string;
}

/** Whether a destination wants a type. */
export function wants({ events }: Pick<DestinationRow, "events">, type: string): boolean {
  return matchesAny(events, type, type);
}

/**
 * A delivery for every event and each of its organization's destinations that wants it; held where the destination is
 * switched off.
 * @param run what tells sending an event again from sending it: the same run makes the same ids
 */
export async function planDeliveries(
  events: readonly Sendable[],
  destinations: readonly DestinationRow[],
  { run, dueAt }: { readonly run: string; readonly dueAt: number | null },
): Promise<NewDelivery[]> {
  const byOrganization = Map.groupBy(destinations, ({ organizationId }) => organizationId);
  const planned = events.flatMap((event) =>
    (byOrganization.get(event.organizationId) ?? [])
      .filter((destination) => wants(destination, event.type))
      .map(async (destination): Promise<NewDelivery> => {
        const isHeld = destination.status !== "enabled";
        return {
          organizationId: event.organizationId,
          id: await derivedId("delivery", event.id, `${destination.id} ${run}`),
          destinationId: destination.id,
          eventId: event.id,
          status: isHeld ? "held" : "pending",
          dueAt: isHeld ? null : dueAt,
        };
      }),
  );
  return await Promise.all(planned);
}
