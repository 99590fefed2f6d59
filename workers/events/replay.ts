import { deliveryStatements } from "../../shared/db/queries/deliveries.ts";
import { destinationsOf } from "../../shared/db/queries/destinations.ts";
import { findEndpoint } from "../../shared/db/queries/endpoints.ts";
import { type EventRow, findEvent } from "../../shared/db/queries/events.ts";
import { planDeliveries } from "../../shared/destinations/fan-out.ts";
import { SWEEP_AFTER_MS, type Told } from "../../shared/destinations/happenings.ts";
import { inboundBody, readEvents } from "../../shared/inbound/read-events.ts";
import { loadBody } from "../../shared/inbound/stored-body.ts";
import { findProvider } from "../../shared/providers/registry.ts";
import type { ReplayMessage } from "../../shared/queue/messages.ts";
import type { Context } from "../context.ts";
import { applyEffects, MAX_HANDLER_ATTEMPTS } from "./apply.ts";

/**
 * Processes a stored event again, whatever its status, from the bytes as they were received.
 * False when it is to be tried again; an event that is gone is nothing to do.
 * @param deliveries how often the queue delivered this message, this time included
 */
export async function replayEvent(
  { organizationId, eventId }: ReplayMessage,
  deliveries: number,
  context: Context,
): Promise<boolean> {
  const row = await findEvent(context.db, organizationId, eventId);
  const bytes = row === null ? null : await loadBody(row, context);
  if (row === null || bytes === null) {
    context.log.warn("events.replay_gone", { eventId, organizationId });
    return true;
  }
  const endpoint = await findEndpoint(context.db, organizationId, row.endpointId);
  const webhook = findProvider(row.provider)?.webhook;
  const event = readEvents(webhook, inboundBody(row, bytes, endpoint))[row.item];
  const last = deliveries >= MAX_HANDLER_ATTEMPTS;
  const done = await applyEffects(
    {
      handled: {
        organizationId,
        eventId,
        provider: row.provider,
        occurredAt: row.occurredAt ?? row.receivedAt,
      },
      effects: event === undefined ? [] : (webhook?.effects?.(event) ?? []),
      told: await sentAgain(row, context),
      last,
      replay: true,
    },
    context,
  );
  return done || last;
}

/** The event's deliveries once more, to whoever wants it now. */
async function sentAgain(row: EventRow, context: Context): Promise<Told> {
  const deliveries = await planDeliveries(
    row.status === "ignored" ? [] : [row],
    await destinationsOf(context.db, [row.organizationId]),
    { run: `replay ${row.replays + 1}`, dueAt: context.clock() + SWEEP_AFTER_MS },
  );
  return { statements: deliveryStatements(context.db, deliveries), deliveries };
}
