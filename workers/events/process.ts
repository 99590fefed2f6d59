import type { DestinationRow } from "../../shared/db/queries/destinations.ts";
import { eventStates } from "../../shared/db/queries/event-status.ts";
import { happeningsOf } from "../../shared/destinations/effect-happenings.ts";
import { planTold } from "../../shared/destinations/happenings.ts";
import type { Id } from "../../shared/ids.ts";
import type { Context } from "../context.ts";
import { applyEffects, applyTogether, MAX_HANDLER_ATTEMPTS, type Work } from "./apply.ts";
import { withDecisions } from "./decisions.ts";
import { jobsNamed, type OpenJobs, proofOf } from "./evidence.ts";
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
  const due = withEffects.flatMap((stored) => {
    const state = states.get(stored.id);
    return state !== undefined && ["received", "processing", "failed"].includes(state.status)
      ? [{ stored, attempts: state.attempts }]
      : [];
  });
  const jobs = await jobsNamed(
    due.flatMap(({ stored }) => stored.effects),
    context,
  );
  const open = await Promise.all(due.map((one) => workOf(one, { destinations, jobs, context })));
  const retry = new Set<Id<"event">>();
  for (let start = 0; start < open.length; start += EVENTS_TOGETHER) {
    const group = open.slice(start, start + EVENTS_TOGETHER);
    const works = group.map(({ work }) => work);
    if (works.length > 1 && (await applyTogether(works, context))) {
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

interface DueEvent {
  readonly stored: StorableEvent;
  /** How often the event's handlers were tried before. */
  readonly attempts: number;
}

interface Known {
  readonly destinations: readonly DestinationRow[];
  /** Those that effects of the batch name. */
  readonly jobs: OpenJobs;
  readonly context: Context;
}

async function workOf(
  { stored, attempts }: DueEvent,
  { destinations, jobs: named, context }: Known,
): Promise<{ readonly stored: StorableEvent; readonly work: Work }> {
  const { message, id, event, effects } = stored;
  const source = {
    organizationId: message.organizationId,
    eventId: id,
    provider: message.provider,
    occurredAt: event.time ?? message.receivedAt,
    now: context.clock(),
  };
  const retrieval = await planRetrieval(source, { effects, connectionId: stored.connectionId }, context);
  const handled: Handled = { ...source, retrieval };
  const proof = proofOf(handled, effects, { jobs: named, context });
  const happenings = [...(await happeningsOf(handled, effects)), ...proof.happenings];
  const happened = await planTold(happenings, destinations, context);
  const { told, jobs } = await withDecisions(happened, handled, effects, context);
  const last = attempts + 1 >= MAX_HANDLER_ATTEMPTS;
  const proving = { ...told, statements: [...proof.statements, ...told.statements] };
  return { stored, work: { handled, effects, told: proving, jobs, last, replay: false } };
}
