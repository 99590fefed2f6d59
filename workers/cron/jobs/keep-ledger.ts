import { DAY_MS, HOUR_MS } from "../../../shared/clock.ts";
import { CHAIN_START, linkHash, personalHash } from "../../../shared/consents/chain.ts";
import {
  type ConsentChainRow,
  type ConsentSealRow,
  chainsOf,
  deleteUnanswered,
  growStatements,
  unsealed,
} from "../../../shared/db/queries/consent-seals.ts";
import type { ConsentRow } from "../../../shared/db/queries/consents.ts";
import type { Context } from "../../context.ts";

/** A request for a double opt-in that nobody answered is forgotten after this time. */
const UNANSWERED_MS = 30 * DAY_MS;
/** A record stands in the ledger at most this long after the time in its id: events may be replayed until then. */
const LATEST_MS = 45 * DAY_MS;
/** Nearly all stand there sooner; the whole time is looked through once a day. */
const RECENT_MS = 2 * DAY_MS;
/** Records of one page: two statements for each of their organizations, all in one batch. */
const PAGE = 200;
const MAX_PAGES = 25;
const MAX_DELETED = 1_000;

/** Forgets requests that nobody answered, and seals what is new of the ledger; returns how many records that were. */
export async function keepLedger(context: Context): Promise<number> {
  const now = context.clock();
  const requestsUntil = now - UNANSWERED_MS;
  const isFirstRunOfDay = now % DAY_MS < HOUR_MS;
  const from = now - (isFirstRunOfDay ? LATEST_MS : RECENT_MS);
  let kept = isFirstRunOfDay
    ? await deleteUnanswered(context.db, { from, until: requestsUntil, limit: MAX_DELETED })
    : 0;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const rows = await unsealed(context.db, { from, until: now, requestsUntil, limit: PAGE });
    await seal(rows, context);
    kept += rows.length;
    if (rows.length < PAGE) {
      break;
    }
  }
  return kept;
}

async function seal(rows: readonly ConsentRow[], { db }: Context): Promise<void> {
  const byOrganization = Map.groupBy(rows, ({ organizationId }) => organizationId);
  const chains = await chainsOf(db, [...byOrganization.keys()]);
  const statements: D1PreparedStatement[] = [];
  for (const [organizationId, own] of byOrganization) {
    const before = chains.find((chain) => chain.organizationId === organizationId) ?? {
      organizationId,
      seq: 0,
      hash: CHAIN_START,
    };
    const { seals, after } = await grown(before, own);
    statements.push(...growStatements(db, seals, { before, after }));
  }
  if (statements.length > 0) {
    await db.d1.batch(statements);
  }
}

async function grown(
  before: ConsentChainRow,
  rows: readonly ConsentRow[],
): Promise<{ readonly seals: ConsentSealRow[]; readonly after: ConsentChainRow }> {
  const { organizationId } = before;
  const seals: ConsentSealRow[] = [];
  let end = before;
  for (const row of rows) {
    const personal = await personalHash(row);
    end = { organizationId, seq: end.seq + 1, hash: await linkHash(end.hash, personal, row) };
    seals.push({ ...end, consentId: row.id, personalHash: personal });
  }
  return { seals, after: end };
}
