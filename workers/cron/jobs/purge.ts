import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../shared/clock.ts";
import { purgeConnectSessions } from "../../../shared/db/queries/connect-sessions.ts";
import { purgeOAuthStates } from "../../../shared/db/queries/oauth.ts";
import { deleteOrganizationRow, organizationsToPurge } from "../../../shared/db/queries/organizations.ts";
import {
  purgeIdempotencyKeys,
  purgeInbound,
  purgeOrganizationRows,
  purgeWords,
} from "../../../shared/db/queries/purge.ts";
import type { Id } from "../../../shared/ids.ts";
import { purgeBodies } from "../../../shared/inbound/purge-bodies.ts";
import type { Context } from "../../context.ts";

interface Limits {
  /** Rows of one table deleted by one statement. */
  readonly page: number;
  /** Pages per organization: one with very many events must not keep the others waiting. */
  readonly pages: number;
  /** The run ends after the organization in which this is over, well within its lock. */
  readonly timeMs: number;
}

const LIMITS: Limits = { page: 1_000, pages: 50, timeMs: 5 * MINUTE_MS };

/** How long what people wrote is kept. */
const WORDS_MS = 90 * DAY_MS;
/** Messages of one run. */
const MAX_WORDS = 5_000;

interface Expired {
  readonly organizationId: Id<"organization">;
  /** ms since the epoch */
  readonly before: number;
}

/**
 * Deletes events, bodies and rejections that outlived their organization's retention, and all of deleted organizations.
 * One organization's failure leaves the others alone.
 * @throws the last failure, when all others are done
 */
export async function purge(context: Context, limits: Limits = LIMITS): Promise<number> {
  const now = context.clock();
  let purged =
    (await purgeIdempotencyKeys(context.db, now)) +
    (await purgeOAuthStates(context.db, now)) +
    (await purgeConnectSessions(context.db, now - DAY_MS)) +
    (isFirstRunOfDay(now) ? await purgeWords(context.db, { before: now - WORDS_MS, limit: MAX_WORDS }) : 0);
  let failure: { readonly cause: unknown } | null = null;
  for (const { id, deletedAt, retentionDays } of await organizationsToPurge(context.db)) {
    if (context.clock() - now >= limits.timeMs) {
      break;
    }
    try {
      const before = deletedAt === null ? now - retentionDays * DAY_MS : now + DAY_MS;
      purged += await purgeOrganization({ organizationId: id, before }, deletedAt !== null, context, limits);
    } catch (cause) {
      context.log.error("cron.purge_failed", { organizationId: id, job: "purge" }, cause);
      failure = { cause };
    }
  }
  if (failure !== null) {
    throw failure.cause;
  }
  return purged;
}

function isFirstRunOfDay(now: number): boolean {
  return now % DAY_MS < HOUR_MS;
}

async function purgeOrganization(
  expired: Expired,
  deleted: boolean,
  context: Context,
  limits: Limits,
): Promise<number> {
  const rows = await purgeRows(expired, context, limits);
  // bodies that never became an event are found once a day; a request to list them costs more than one to the database
  if (rows.count > 0 || deleted || isFirstRunOfDay(context.clock())) {
    await purgeBodies(context.bodies, expired);
  }
  if (!deleted || !rows.complete) {
    return rows.count;
  }
  const rest = await purgeOrganizationRows(context.db, expired.organizationId);
  await deleteOrganizationRow(context.db, expired.organizationId);
  return rows.count + rest;
}

async function purgeRows(
  { organizationId, before }: Expired,
  context: Context,
  limits: Limits,
): Promise<{ count: number; complete: boolean }> {
  let count = 0;
  for (let page = 0; page < limits.pages; page += 1) {
    const deleted = await purgeInbound(context.db, organizationId, { before, limit: limits.page });
    count += deleted.reduce((sum, rows) => sum + rows, 0);
    if (deleted.every((rows) => rows < limits.page)) {
      return { count, complete: true };
    }
  }
  return { count, complete: false };
}
