import { type Id, idTime } from "../../ids.ts";
import type { Database } from "../client.ts";
import type { Guard } from "./jobs.ts";

/** The provider of the platform's own events; they belong to no endpoint. */
export const OWN_PROVIDER = "causeway";

interface OwnEvent {
  readonly organizationId: Id<"organization">;
  readonly id: Id<"event">;
  readonly type: string;
  readonly subject: string;
  readonly data: unknown;
  /** When it happened, ms since the epoch. */
  readonly at: number;
  /** What tells it from other happenings of its organization and type, where its id does not. */
  readonly once?: string;
}

/**
 * Stores a happening of the platform as an event; the same one again changes nothing.
 * @param guard what must hold in its transaction, or nothing happened
 */
export function insertHappening(
  { d1 }: Database,
  event: OwnEvent,
  guard: Guard | null = null,
): D1PreparedStatement {
  return d1
    .prepare(
      `insert into events (org_id, id, endpoint_id, dedupe_key, provider, type, subject, occurred_at, received_at,
         status, attempts, duplicates, replays, content_type, headers, url, item, data)
       select ?1, ?2, ?3, ?8, ?3, ?4, ?5, ?6, ?9, 'processed', 0, 0, 0, 'application/json', '[]', '', 0, ?7
       where ${guard?.sql ?? "true"} on conflict do nothing`,
    )
    .bind(
      event.organizationId,
      event.id,
      OWN_PROVIDER,
      event.type,
      event.subject,
      event.at,
      JSON.stringify(event.data),
      event.once === undefined ? event.id : `${event.organizationId} ${event.type} ${event.once}`,
      // by which it is listed, recovered and forgotten
      idTime(event.id),
      ...(guard?.values ?? []),
    );
}
