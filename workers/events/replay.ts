import { deliveryStatements } from "../../shared/db/queries/deliveries.ts";
import { destinationsOf } from "../../shared/db/queries/destinations.ts";
import { findEndpoint } from "../../shared/db/queries/endpoints.ts";
import { type EventRow, findEvent } from "../../shared/db/queries/events.ts";
import { OWN_PROVIDER } from "../../shared/db/queries/happenings.ts";
import { happeningsOf } from "../../shared/destinations/effect-happenings.ts";
import { planDeliveries } from "../../shared/destinations/fan-out.ts";
import { type Happening, planTold, SWEEP_AFTER_MS, type Told } from "../../shared/destinations/happenings.ts";
import type { Id } from "../../shared/ids.ts";
import { inboundBody, readEvents } from "../../shared/inbound/read-events.ts";
import { loadBody } from "../../shared/inbound/stored-body.ts";
import { occasionOf } from "../../shared/message-rules/occasion.ts";
import { planRuled } from "../../shared/message-rules/plan.ts";
import { NOTHING_RULED } from "../../shared/message-rules/ruled.ts";
import type { Effect } from "../../shared/model/effect.ts";
import { findProvider } from "../../shared/providers/registry.ts";
import type { ReplayMessage } from "../../shared/queue/messages.ts";
import type { Context } from "../context.ts";
import { planAnswering } from "./answering.ts";
import { applyEffects, MAX_HANDLER_ATTEMPTS, unplanned, type Work } from "./apply.ts";
import { withDecisions } from "./decisions.ts";
import { jobsNamed, proofOf } from "./evidence.ts";
import type { Handled, HandledSource } from "./handled.ts";
import { planRetrieval } from "./retrieval.ts";

/**
 * Processes a stored event again, whatever its status, from the bytes as they were received.
 * False when it is to be tried again; an event that is gone is nothing to do.
 * @param deliveries how often the queue delivered this message, this time included
 */
export async function replayEvent(
  { organizationId, eventId, run }: ReplayMessage,
  deliveries: number,
  context: Context,
): Promise<boolean> {
  const row = await findEvent(context.db, organizationId, eventId);
  if (row?.provider === OWN_PROVIDER) {
    return await replayOwn(row, run, context);
  }
  const bytes = row === null ? null : await loadBody(row, context);
  if (row === null || bytes === null) {
    context.log.warn("events.replay_gone", { eventId, organizationId });
    return true;
  }
  const endpoint = await findEndpoint(context.db, organizationId, row.endpointId);
  const webhook = findProvider(row.provider)?.webhook;
  const event = readEvents(webhook, inboundBody(row, bytes, endpoint))[row.item];
  const last = deliveries >= MAX_HANDLER_ATTEMPTS;
  const effects = event === undefined ? [] : (webhook?.effects?.(event) ?? []);
  const source = {
    organizationId,
    eventId,
    provider: row.provider,
    occurredAt: row.occurredAt ?? row.receivedAt,
    now: context.clock(),
  };
  const connectionId = endpoint?.connectionId ?? null;
  const known = { row, run, connectionId };
  const work = await planAgain(source, effects, known, context).then(
    (planned): Work => ({ ...planned, effects, last, replay: true }),
    (failure: unknown) => unplanned(source, failure, { effects, last, replay: true }),
  );
  return (await applyEffects(work, context)) || last;
}

async function planAgain(
  source: HandledSource,
  effects: readonly Effect[],
  {
    row,
    run,
    connectionId,
  }: {
    readonly row: EventRow;
    readonly run: string | undefined;
    readonly connectionId: Id<"connection"> | null;
  },
  context: Context,
): Promise<Pick<Work, "handled" | "told" | "jobs" | "ruled">> {
  const [retrieval, answering] = await Promise.all([
    planRetrieval(source, { effects, connectionId }, context),
    planAnswering(source, { effects, connectionId }, context),
  ]);
  const handled: Handled = { ...source, retrieval, answering };
  const proof = proofOf(handled, effects, { jobs: await jobsNamed(effects, context), context });
  const happenings = [...(await happeningsOf(handled, effects)), ...proof.happenings];
  const again = await toldAgain(row, { run, happenings }, context);
  const { told, jobs } = await withDecisions(again, handled, effects, context);
  // what was handled before is no news
  const occasion = row.status === "processed" ? null : occasionOf({ ...source, connectionId }, effects);
  const ruled = await planRuled(occasion === null ? [] : [occasion], context);
  return {
    handled,
    told: { ...told, statements: [...proof.statements, ...told.statements] },
    jobs,
    ruled: ruled.get(source.eventId) ?? NOTHING_RULED,
  };
}

/**
 * The event's deliveries once more, to whoever wants it now; and of its happenings those that were never told, because
 * its handlers failed.
 */
async function toldAgain(
  row: EventRow,
  { run, happenings }: { readonly run: string | undefined; readonly happenings: readonly Happening[] },
  context: Context,
): Promise<Told> {
  const destinations = await destinationsOf(context.db, [row.organizationId]);
  const told = await planTold(happenings, destinations, context);
  const again = await planDeliveries([row], destinations, {
    run: `replay ${run ?? row.replays + 1}`,
    dueAt: context.clock() + SWEEP_AFTER_MS,
  });
  return {
    statements: [...told.statements, ...deliveryStatements(context.db, again)],
    deliveries: [...told.deliveries, ...again],
  };
}

/** A happening of the platform has no body and no effects: it is only sent again. */
async function replayOwn(row: EventRow, run: string | undefined, context: Context): Promise<boolean> {
  const { organizationId, id: eventId, provider, receivedAt: occurredAt } = row;
  const told = await toldAgain(row, { run, happenings: [] }, context);
  return await applyEffects(
    {
      handled: {
        organizationId,
        eventId,
        provider,
        occurredAt,
        now: context.clock(),
        retrieval: null,
        answering: null,
      },
      effects: [],
      told,
      jobs: [],
      ruled: NOTHING_RULED,
      last: false,
      replay: true,
    },
    context,
  );
}
