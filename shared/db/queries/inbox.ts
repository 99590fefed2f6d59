import { and, asc, eq, inArray, lte, or } from "drizzle-orm";
import { base64ToBytes, bytesToBase64 } from "../../crypto/bytes.ts";
import { newId } from "../../ids.ts";
import { type EventMessage, eventMessageSchema } from "../../queue/messages.ts";
import type { Database } from "../client.ts";
import { inbox } from "../schema/inbox.ts";

type Origin = (typeof inbox.$inferSelect)["origin"];

/** Keeps a queue message in the database until the sweep has queued it. */
export async function parkMessage(
  db: Database,
  message: EventMessage,
  { origin, now }: { origin: Origin; now: number },
): Promise<void> {
  // a replay carries the id of an event that may itself be parked
  const id =
    message.kind === "replay"
      ? `replay ${message.eventId} ${message.run ?? ""}`
      : message.kind === "replay-many"
        ? `${message.id} ${message.before}`
        : message.id;
  await db.orm
    .insert(inbox)
    .values({ id, message: JSON.stringify(message, encodeBytes), origin, createdAt: now })
    .onConflictDoNothing();
}

/**
 * Keeps what this version cannot read: a later one will, and the sweep asks again every hour.
 * @throws when it is no value that JSON can hold
 */
export async function parkUnknown(db: Database, body: unknown, now: number): Promise<void> {
  const message = JSON.stringify(body, encodeBytes) ?? "null";
  await db.orm
    .insert(inbox)
    .values({ id: `unknown ${newId("request", now)}`, message, origin: "dead", createdAt: now });
}

export interface ParkedMessage {
  readonly id: string;
  /** null: written by another version of this code, in a form that this one does not know. */
  readonly message: EventMessage | null;
}

/** The oldest messages parked by `now`; those whose consumer gave up only when they were parked by `deadBefore`. */
export async function parkedMessages(
  db: Database,
  { limit, now, deadBefore }: { limit: number; now: number; deadBefore: number },
): Promise<ParkedMessage[]> {
  const rows = await db.orm
    .select()
    .from(inbox)
    .where(
      or(
        and(eq(inbox.origin, "refused"), lte(inbox.createdAt, now)),
        and(eq(inbox.origin, "dead"), lte(inbox.createdAt, deadBefore)),
      ),
    )
    .orderBy(asc(inbox.createdAt))
    .limit(limit);
  return rows.map(({ id, message }) => ({
    id,
    message: eventMessageSchema.safeParse(JSON.parse(message, decodeBytes)).data ?? null,
  }));
}

/** Sends messages that could not be queued to the end of the line, as if parked at `now`. */
export async function postponeMessages(db: Database, ids: readonly string[], now: number): Promise<void> {
  if (ids.length > 0) {
    await db.orm
      .update(inbox)
      .set({ createdAt: now })
      .where(inArray(inbox.id, [...ids]));
  }
}

export async function unparkMessages(db: Database, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) {
    await db.orm.delete(inbox).where(inArray(inbox.id, [...ids]));
  }
}

function encodeBytes(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { base64: bytesToBase64(value) } : value;
}

function decodeBytes(_name: string, value: unknown): unknown {
  if (typeof value === "object" && value !== null && "base64" in value && typeof value.base64 === "string") {
    return base64ToBytes(value.base64);
  }
  return value;
}
