import { and, asc, eq, inArray, lte, or } from "drizzle-orm";
import { base64ToBytes, bytesToBase64 } from "../../crypto/bytes.ts";
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
  const id = message.kind === "replay" ? message.eventId : message.id;
  await db.orm
    .insert(inbox)
    .values({ id, message: JSON.stringify(message, encodeBytes), origin, createdAt: now })
    .onConflictDoNothing();
}

/** The oldest parked messages; those whose consumer gave up only when they were parked before `deadBefore`. */
export async function parkedMessages(
  db: Database,
  { limit, deadBefore }: { limit: number; deadBefore: number },
): Promise<{ id: string; message: EventMessage }[]> {
  const rows = await db.orm
    .select()
    .from(inbox)
    .where(or(eq(inbox.origin, "refused"), and(eq(inbox.origin, "dead"), lte(inbox.createdAt, deadBefore))))
    .orderBy(asc(inbox.createdAt))
    .limit(limit);
  return rows.map(({ id, message }) => ({
    id,
    message: eventMessageSchema.parse(JSON.parse(message, decodeBytes)),
  }));
}

export async function unparkMessages(db: Database, ids: readonly string[]): Promise<void> {
  if (ids.length === 1) {
    await db.orm.delete(inbox).where(eq(inbox.id, ids[0] ?? ""));
  } else if (ids.length > 0) {
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
