import { DAY_MS } from "../../../shared/clock.ts";
import { deleteOrganizationRow, organizationsToPurge } from "../../../shared/db/queries/organizations.ts";
import {
  purgeEventsBefore,
  purgeIdempotencyKeys,
  purgeOrganizationRows,
} from "../../../shared/db/queries/purge.ts";
import type { Context } from "../../context.ts";

/** Events per run and organization: D1 bills each row, and a run must end within its lock. */
const EVENTS_PER_RUN = 5_000;
const PAGE = 500;

/** Deletes events and bodies that outlived their organization's retention, and all of deleted organizations. */
export async function purge(context: Context): Promise<number> {
  const now = context.clock();
  let purged = await purgeIdempotencyKeys(context.db, now);
  for (const organization of await organizationsToPurge(context.db)) {
    const deleted = organization.deletedAt !== null;
    const before = deleted ? now + DAY_MS : now - organization.retentionDays * DAY_MS;
    const done = await purgeEvents(context, organization.id, before);
    purged += done.count;
    if (deleted && done.complete) {
      purged += await purgeOrganizationRows(context.db, organization.id);
      await deleteOrganizationRow(context.db, organization.id);
    }
  }
  return purged;
}

async function purgeEvents(
  context: Context,
  organizationId: Parameters<typeof purgeEventsBefore>[1],
  before: number,
): Promise<{ count: number; complete: boolean }> {
  let count = 0;
  while (count < EVENTS_PER_RUN) {
    const page = await purgeEventsBefore(context.db, organizationId, { before, limit: PAGE });
    if (page.r2Keys.length > 0) {
      await context.bodies.delete(page.r2Keys);
    }
    count += page.count;
    if (page.count < PAGE) {
      return { count, complete: true };
    }
  }
  return { count, complete: false };
}
