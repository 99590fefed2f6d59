import { utf8ToBytes } from "../crypto/bytes.ts";
import type { Database } from "../db/client.ts";
import type { EventRow } from "../db/queries/events.ts";
import { sharedBody } from "../db/queries/events.ts";

/** The stores in which a body may lie. */
export interface BodyStores {
  readonly db: Database;
  readonly bodies: R2Bucket;
}

/** The bytes received, byte for byte; null when they are gone (their retention ended first). */
export async function loadBody(
  row: Pick<EventRow, "organizationId" | "body" | "bodyRef">,
  { db, bodies }: BodyStores,
): Promise<Uint8Array | null> {
  if (row.bodyRef === null) {
    return toBytes(row.body);
  }
  if (row.bodyRef.startsWith("r2:")) {
    const object = await bodies.get(row.bodyRef.slice(3));
    return object === null ? null : new Uint8Array(await object.arrayBuffer());
  }
  return toBytes(await sharedBody(db, row.organizationId, row.bodyRef.slice(3)));
}

/** D1 hands text as a string and bytes as an array of numbers. */
export function toBytes(stored: unknown): Uint8Array | null {
  if (typeof stored === "string") {
    return utf8ToBytes(stored);
  }
  if (stored instanceof ArrayBuffer) {
    return new Uint8Array(stored);
  }
  if (ArrayBuffer.isView(stored)) {
    return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
  }
  return Array.isArray(stored) ? Uint8Array.from(stored as number[]) : null;
}
