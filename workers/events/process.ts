import { eventStates, failEvent, markProcessed } from "../../shared/db/queries/event-status.ts";
import type { Id } from "../../shared/ids.ts";
import { describeError } from "../../shared/log.ts";
import type { Context } from "../context.ts";
import type { Handled } from "./handled.ts";
import { effectStatements } from "./handlers/index.ts";
import type { StorableEvent } from "./split.ts";

/** Tries of an event's handlers before it is dead. */
export const MAX_HANDLER_ATTEMPTS = 5;

/**
 * Runs the handlers of the events that are stored under their own id and not yet done; duplicates are not.
 * Returns the ids of the bodies (their first events') of which an event is to be tried again.
 */
export async function processEvents(
  events: readonly StorableEvent[],
  context: Context,
): Promise<ReadonlySet<Id<"event">>> {
  const withEffects = events.filter(({ effects }) => effects.length > 0);
  const states = await eventStates(
    context.db,
    withEffects.map(({ message, id }) => ({ organizationId: message.organizationId, id })),
  );
  const retry = new Set<Id<"event">>();
  for (const stored of withEffects) {
    const state = states.get(stored.id);
    if (state === undefined || !["received", "processing", "failed"].includes(state.status)) {
      continue;
    }
    const last = state.attempts + 1 >= MAX_HANDLER_ATTEMPTS;
    if (!(await processOne(stored, last, context)) && !last) {
      retry.add(stored.message.id);
    }
  }
  return retry;
}

async function processOne(stored: StorableEvent, last: boolean, context: Context): Promise<boolean> {
  const { message, event, effects } = stored;
  const handled: Handled = {
    organizationId: message.organizationId,
    eventId: stored.id,
    provider: message.provider,
    occurredAt: event.time ?? message.receivedAt,
  };
  return await applyEffects({ handled, effects, last, replay: false }, context);
}

/** The effects and the event's new status are one transaction: both happen or neither does. */
export async function applyEffects(
  work: {
    readonly handled: Handled;
    readonly effects: StorableEvent["effects"];
    /** No further try follows: a failure makes the event dead. */
    readonly last: boolean;
    readonly replay: boolean;
  },
  context: Context,
): Promise<boolean> {
  const { handled, effects, last, replay } = work;
  try {
    const statements = effects.flatMap((effect) => effectStatements(effect, handled, context.db));
    await context.db.d1.batch([...statements, markProcessed(context.db, handled, { replay })]);
    return true;
  } catch (cause) {
    context.log.error(
      "events.handler_failed",
      { eventId: handled.eventId, provider: handled.provider },
      cause,
    );
    const error = `${effects.map(({ kind }) => kind).join(", ")}: ${describeError(cause).error}`;
    await failEvent(context.db, handled, { error, status: last ? "dead" : "failed", replay });
    return false;
  }
}
