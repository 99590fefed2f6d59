import type { DestinationRow } from "../../shared/db/queries/destinations.ts";
import { eventStates } from "../../shared/db/queries/event-status.ts";
import { happeningsOf } from "../../shared/destinations/effect-happenings.ts";
import { planTold } from "../../shared/destinations/happenings.ts";
import type { Id } from "../../shared/ids.ts";
import { occasionOf } from "../../shared/message-rules/occasion.ts";
import { planRuled } from "../../shared/message-rules/plan.ts";
import { NOTHING_RULED, type RuledPlan } from "../../shared/message-rules/ruled.ts";
import type { Context } from "../context.ts";
import { planAnswering } from "./answering.ts";
import { applyEffects, applyTogether, MAX_HANDLER_ATTEMPTS, unplanned, type Work } from "./apply.ts";
import { withDecisions } from "./decisions.ts";
import { jobsNamed, type OpenJobs, proofOf } from "./evidence.ts";
import type { Handled, HandledSource } from "./handled.ts";
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
  const [jobs, ruled] = await Promise.all([
    jobsNamed(
      due.flatMap(({ stored }) => stored.effects),
      context,
    ),
    planRuled(
      due.flatMap(({ stored }) => {
        const { effects, connectionId } = stored;
        return occasionOf({ ...sourceOf(stored, context), connectionId }, effects) ?? [];
      }),
      context,
    ),
  ]);
  const works = await Promise.all(
    due.map(async (one) => ({
      stored: one.stored,
      work: await workOf(one, { destinations, jobs, ruled, context }),
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

interface DueEvent {
  readonly stored: StorableEvent;
  /** How often the event's handlers were tried before. */
  readonly attempts: number;
}

interface Known {
  readonly destinations: readonly DestinationRow[];
  /** Those that effects of the batch name. */
  readonly jobs: OpenJobs;
  /** What the organizations' rules have sent because of one, by event. */
  readonly ruled: ReadonlyMap<Id<"event">, RuledPlan>;
  readonly context: Context;
}

function sourceOf({ message, id, event }: StorableEvent, { clock }: Context): HandledSource {
  return {
    organizationId: message.organizationId,
    eventId: id,
    provider: message.provider,
    occurredAt: event.time ?? message.receivedAt,
    now: clock(),
  };
}

async function workOf({ stored, attempts }: DueEvent, known: Known): Promise<Work> {
  const { effects } = stored;
  const source = sourceOf(stored, known.context);
  const last = attempts + 1 >= MAX_HANDLER_ATTEMPTS;
  try {
    return { ...(await planOf(source, stored, known)), effects, last, replay: false };
  } catch (failure) {
    return unplanned(source, failure, { effects, last, replay: false });
  }
}

async function planOf(
  source: HandledSource,
  { effects, connectionId }: StorableEvent,
  { destinations, jobs: named, ruled, context }: Known,
): Promise<Pick<Work, "handled" | "told" | "jobs" | "ruled">> {
  const [retrieval, answering] = await Promise.all([
    planRetrieval(source, { effects, connectionId }, context),
    planAnswering(source, { effects, connectionId }, context),
  ]);
  const handled: Handled = { ...source, retrieval, answering };
  const proof = proofOf(handled, effects, { jobs: named, context });
  const happenings = [...(await happeningsOf(handled, effects)), ...proof.happenings];
  const happened = await planTold(happenings, destinations, context);
  const { told, jobs } = await withDecisions(happened, handled, effects, context);
  return {
    handled,
    told: { ...told, statements: [...proof.statements, ...told.statements] },
    jobs,
    ruled: ruled.get(source.eventId) ?? NOTHING_RULED,
  };
}
