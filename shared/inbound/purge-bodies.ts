import { type Id, lowestId } from "../ids.ts";

/** What one call lists and deletes at most. */
const PAGE = 1_000;

/** Pages of one call of `purgeBodies`; what is left is the next one's. */
const PAGES = 50;

/**
 * Deletes an organization's large bodies received before `before` (ms since the epoch), by their keys, which sort by
 * time: also those of which no event was ever stored, for instance because their sender was told to try again.
 */
export async function purgeBodies(
  bodies: R2Bucket,
  { organizationId, before }: { readonly organizationId: Id<"organization">; readonly before: number },
): Promise<void> {
  const prefix = `${organizationId}/`;
  const end = prefix + lowestId("event", before);
  for (let page = 0; page < PAGES; page += 1) {
    const { objects, truncated } = await bodies.list({ prefix, limit: PAGE });
    const expired = objects.map(({ key }) => key).filter((key) => key < end);
    if (expired.length > 0) {
      await bodies.delete(expired);
    }
    if (!truncated || expired.length < objects.length) {
      return;
    }
  }
}
