import type { Id } from "../../ids.ts";
import type { EventStatus } from "../../model/event.ts";
import type { Database } from "../client.ts";
import { jsonLists } from "../json-rows.ts";

interface EventKey {
  readonly organizationId: Id<"organization">;
  readonly eventId: Id<"event">;
}

/** Status and attempts of the events that are stored under these ids; a duplicate's id is not. */
export async function eventStates(
  { d1 }: Database,
  keys: readonly { readonly organizationId: Id<"organization">; readonly id: Id<"event"> }[],
): Promise<ReadonlyMap<Id<"event">, { status: EventStatus; attempts: number }>> {
  const states = new Map<Id<"event">, { status: EventStatus; attempts: number }>();
  for (const list of jsonLists(keys.map(({ organizationId, id }) => [organizationId, id]))) {
    const { results } = await d1
      .prepare(
        `select events.id, events.status, events.attempts from json_each(?) as wanted
         join events on events.org_id = wanted.value->>0 and events.id = wanted.value->>1`,
      )
      .bind(list)
      .all<{ id: Id<"event">; status: EventStatus; attempts: number }>();
    for (const { id, status, attempts } of results) {
      states.set(id, { status, attempts });
    }
  }
  return states;
}

/** Marks an event as done: the statement that closes the transaction of its effects. */
export function markProcessed(
  { d1 }: Database,
  { organizationId, eventId }: EventKey,
  { replay }: { replay: boolean },
): D1PreparedStatement {
  return d1
    .prepare(
      `update events set status = 'processed', attempts = attempts + 1, replays = replays + ?, error = null
       where org_id = ? and id = ?`,
    )
    .bind(replay ? 1 : 0, organizationId, eventId);
}

/**
 * Records a failed try: `failed` is tried again, `dead` is not. A first processing that was committed, and of which only
 * the answer was lost, did not fail.
 */
export async function failEvent(
  { d1 }: Database,
  { organizationId, eventId }: EventKey,
  outcome: {
    readonly error: string;
    readonly status: "failed" | "dead";
    readonly replay: boolean;
    readonly isReplay: boolean;
  },
): Promise<void> {
  await d1
    .prepare(
      `update events set status = ?, attempts = attempts + 1, replays = replays + ?, error = ?
       where org_id = ? and id = ? and (? or status <> 'processed')`,
    )
    .bind(
      outcome.status,
      outcome.replay ? 1 : 0,
      outcome.error,
      organizationId,
      eventId,
      outcome.isReplay ? 1 : 0,
    )
    .run();
}
