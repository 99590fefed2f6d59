import type { DestinationRow } from "../../shared/db/queries/destinations.ts";
import { eventStates } from "../../shared/db/queries/event-status.ts";
import { happeningsOf } from "../../shared/destinations/effect-happenings.ts";
import { planTold } from "../../shared/destinations/happenings.ts";
import type { Id } from "../../shared/ids.ts";
import { occasionOf } from "../../shared/message-rules/occasion.ts";
import { planRuled } from "../../shared/message-rules/plan.ts";
import { NOTHING_RULED, type RuledPlan } from "../../shared/message-rules/ruled.ts";
import type { Context } from "../context.ts";
import { applyEffects, applyTogether, MAX_HANDLER_ATTEMPTS, type Work } from "./apply.ts";
import { withDecisions } from "./decisions.ts";
import type { Handled } from "./handled.ts";
import { planRetrieval } from "./retrieval.ts";
import type { StorableEvent } from "./split.ts";

/** Events handled in one transaction: an invocation may make a thousand calls to D1, and a batch has more events. */
const EVENTS_TOGETHER = 25;

/**
 * Runs the handlers of the events that are stored under their own id and not yet done; duplicates are not.
 * Returns the ids of the bodies (their first events') of which an event is to be tried again.
 */
export async function processEvents(
  events: readonly StorableEvent[],
  destinations: readonly DestinationRow[],
  context: Context,
): Promise<ReadonlySet<Id<"event">>> {
  // a batch may bring the same message twice
  const distinct = new Map(events.map((stored) => [stored.id, stored]));
  const withEffects = [...distinct.values()].filter(({ effects }) => effects.length > 0);
  const states = await eventStates(
    context.db,
    withEffects.map(({ message, id }) => ({ organizationId: message.organizationId, id })),
  );
  const open = withEffects.flatMap((stored) => {
    const state = states.get(stored.id);
    return state !== undefined && ["received", "processing", "failed"].includes(state.status)
      ? [{ stored, attempts: state.attempts }]
      : [];
  });
  const ruled = await planRuled(
    open.flatMap(({ stored }) => {
      const { effects, connectionId } = stored;
      return occasionOf({ ...sourceOf(stored), connectionId }, effects) ?? [];
    }),
    context,
  );
  const works = await Promise.all(
    open.map(async (one) => ({
      stored: one.stored,
      work: await workOf(one, ruled.get(one.stored.id) ?? NOTHING_RULED, destinations, context),
    })),
  );
  const retry = new Set<Id<"event">>();
  for (let start = 0; start < works.length; start += EVENTS_TOGETHER) {
    const group = works.slice(start, start + EVENTS_TOGETHER);
    const all = group.map(({ work }) => work);
    if (all.length > 1 && (await applyTogether(all, context))) {
      continue;
    }
    // one that fails must not hold up the others
    for (const { stored, work } of group) {
      if (!(await applyEffects(work, context)) && !work.last) {
        retry.add(stored.message.id);
      }
    }
  }
  return retry;
}

function sourceOf({ message, id, event }: StorableEvent): Omit<Handled, "retrieval"> {
  return {
    organizationId: message.organizationId,
    eventId: id,
    provider: message.provider,
    occurredAt: event.time ?? message.receivedAt,
  };
}

/** @param attempts how often the event's handlers were tried before */
async function workOf(
  { stored, attempts }: { readonly stored: StorableEvent; readonly attempts: number },
  ruled: RuledPlan,
  destinations: readonly DestinationRow[],
  context: Context,
): Promise<Work> {
  const { effects, connectionId } = stored;
  const source = sourceOf(stored);
  const retrieval = await planRetrieval(source, { effects, connectionId }, context);
  const handled: Handled = { ...source, retrieval };
  const happened = await planTold(await happeningsOf(handled, effects), destinations, context);
  const { told, jobs } = await withDecisions(happened, handled, effects, context);
  const last = attempts + 1 >= MAX_HANDLER_ATTEMPTS;
  return { handled, effects, told, jobs, ruled, last, replay: false };
}
