import { HOUR_MS } from "../clock.ts";
import { base64ToBytes } from "../crypto/bytes.ts";
import type { RejectionRow } from "../db/queries/rejections.ts";
import { type Id, lowestId } from "../ids.ts";

/** How long the body of a refused request is kept. */
export const REJECTED_BODY_TTL_MS = 72 * HOUR_MS;

/** Apart from the bodies that verified: nothing here was signed by anybody. */
const PREFIX = "rejected/";
const PAGE = 1_000;
const PAGES = 20;

/** The key of a refused body in R2; keys sort by time. */
export function rejectedBodyKey(id: Id<"rejection">): string {
  return PREFIX + id;
}

/** The bytes received; null when they were not kept, or not any more. */
export async function loadRejectedBody(
  { body, bodyKey, bytes }: Pick<RejectionRow, "body" | "bodyKey" | "bytes">,
  bodies: R2Bucket,
): Promise<Uint8Array | null> {
  if (bodyKey !== null) {
    const object = await bodies.get(bodyKey);
    return object === null ? null : new Uint8Array(await object.arrayBuffer());
  }
  return body === null ? null : bytes === 0 ? new Uint8Array() : base64ToBytes(body);
}

/** Deletes refused bodies received before `before` (ms since the epoch), also those of which no row was kept. */
export async function purgeRejectedBodies(bodies: R2Bucket, before: number): Promise<number> {
  const end = rejectedBodyKey(lowestId("rejection", before) as Id<"rejection">);
  let deleted = 0;
  for (let page = 0; page < PAGES; page += 1) {
    const { objects, truncated } = await bodies.list({ prefix: PREFIX, limit: PAGE });
    const expired = objects.map(({ key }) => key).filter((key) => key < end);
    if (expired.length > 0) {
      await bodies.delete(expired);
      deleted += expired.length;
    }
    if (!truncated || expired.length < objects.length) {
      return deleted;
    }
  }
  return deleted;
}
