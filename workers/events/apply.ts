import { failEvent, markProcessed } from "../../shared/db/queries/event-status.ts";
import type { NewJob } from "../../shared/db/queries/jobs.ts";
import { dispatch } from "../../shared/destinations/dispatch.ts";
import type { Told } from "../../shared/destinations/happenings.ts";
import { describeError } from "../../shared/log.ts";
import type { RuledPlan } from "../../shared/message-rules/ruled.ts";
import { type Effect, effectName } from "../../shared/model/effect.ts";
import { delaySeconds, enqueue } from "../../shared/outbox/submit.ts";
import type { QueuedJob } from "../../shared/queue/job-queue.ts";
import type { Context } from "../context.ts";
import type { Handled, HandledSource } from "./handled.ts";
import { effectStatements } from "./handlers/index.ts";

/** Tries of an event's handlers before it is dead. */
export const MAX_HANDLER_ATTEMPTS = 5;

/** One try of an event's handlers. */
export interface Work {
  readonly handled: Handled;
  readonly effects: readonly Effect[];
  /** What destinations are told, in the same transaction. */
  readonly told: Told;
  /** Jobs that it releases, to be queued once it is committed. */
  readonly jobs: readonly QueuedJob[];
  /** What rules send because of it. */
  readonly ruled: RuledPlan;
  /** No further try follows: a failure makes the event dead. */
  readonly last: boolean;
  readonly replay: boolean;
}

/** A try of what could not be planned: its event alone fails by it, and the others of its batch do not. */
export function unplanned(
  source: HandledSource,
  failure: unknown,
  { effects, last, replay }: Pick<Work, "effects" | "last" | "replay">,
): Work {
  const told: Told = { statements: [], deliveries: [] };
  const handled = { ...source, retrieval: null, answering: null };
  return { handled, effects, told, jobs: [], ruled: { failure }, last, replay };
}

/** The effects and the event's new status are one transaction: both happen or neither does. False when they did not. */
export async function applyEffects(work: Work, context: Context): Promise<boolean> {
  const { handled, effects, last, replay } = work;
  try {
    await context.db.d1.batch(statementsOf(work, context));
    await queueWork([work], context);
    return true;
  } catch (cause) {
    const fields = { eventId: handled.eventId, provider: handled.provider };
    context.log.error("events.handler_failed", fields, cause);
    const error = `${effects.map(effectName).join(", ")}: ${describeError(cause).error}`;
    const status = last ? "dead" : "failed";
    // a replay that is tried several times is still one
    await failEvent(context.db, handled, { error, status, replay: replay && last, isReplay: replay });
    return false;
  }
}

/** Several events' effects in one transaction; false when it failed and nothing was done or noted. */
export async function applyTogether(works: readonly Work[], context: Context): Promise<boolean> {
  try {
    await context.db.d1.batch(works.flatMap((work) => statementsOf(work, context)));
  } catch {
    // each is tried alone next, which says what fails
    context.log.warn("events.handled_singly", { count: works.length });
    return false;
  }
  await queueWork(works, context);
  return true;
}

/** What the transaction stored is queued; the sweep knows of it. */
async function queueWork(works: readonly Work[], context: Context): Promise<void> {
  await dispatch(
    works.flatMap(({ told }) => told.deliveries),
    context,
  );
  const jobs = works.flatMap(({ handled, jobs: decided, ruled }) => [
    ...queuedOf(handled.retrieval?.job, context.clock()),
    ...decided,
    ...("failure" in ruled ? [] : ruled.jobs),
  ]);
  // events that are handled together may ask by the same job
  await enqueue(context, [...new Map(jobs.map((job) => [job.id, job])).values()]);
}

/** A parked job is the sweep's. */
function queuedOf(job: NewJob | undefined, now: number): QueuedJob[] {
  return job === undefined || job.dueAt !== null
    ? []
    : [{ id: job.id, priority: job.priority, delaySeconds: delaySeconds(job.sendAt, now) }];
}

function statementsOf(
  { handled, effects, told, ruled, replay }: Work,
  { db }: Context,
): D1PreparedStatement[] {
  if ("failure" in ruled) {
    throw ruled.failure;
  }
  const statements = effects.flatMap((effect) => effectStatements(effect, handled, db));
  return [
    ...ruled.before,
    ...statements,
    ...ruled.after,
    ...told.statements,
    markProcessed(db, handled, { replay }),
  ];
}
