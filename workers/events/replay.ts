import { findEndpoint } from "../../shared/db/queries/endpoints.ts";
import { findEvent } from "../../shared/db/queries/events.ts";
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
      last,
      replay: true,
    },
    context,
  );
  return done || last;
}
