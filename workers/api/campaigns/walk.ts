import { findBatch } from "../../../shared/db/queries/batches.ts";
import {
  advanceStatements,
  type CampaignRow,
  dueCampaigns,
  endCampaign,
  findCampaign,
  stillAt,
} from "../../../shared/db/queries/campaigns.ts";
import { type Contact, listContacts } from "../../../shared/db/queries/contacts.ts";
import { findSegment, type SegmentRow } from "../../../shared/db/queries/segments.ts";
import { segmentCondition } from "../../../shared/db/segment-filter.ts";
import { findSender } from "../../../shared/outbox/sender.ts";
import { submitJobs } from "../../../shared/outbox/submit.ts";
import { findTemplate, type UsableTemplate } from "../../../shared/outbox/templates.ts";
import type { Context } from "../../context.ts";
import { acceptBulk } from "../messages/bulk.ts";
import { audienceOf, contentHash } from "./audience.ts";
import { falter } from "./falter.ts";
import { ownWay } from "./ways.ts";

/** Contacts of a page: each page is one transaction. */
const MAX_PAGE_SIZE = 200;

/** Characters of the words of a page's messages: a Worker has 128 MB, and holds them several times over. */
const PAGE_CHARACTERS = 4_000_000;

/** Pages of one run over all campaigns: each costs some fifteen calls to the database, of the thousand that an invocation has. */
const PAGE_BUDGET = 25;

/** Goes on with the campaigns whose turn it is, a page at a time; returns how many pages that were. */
export async function sendCampaigns(context: Context): Promise<number> {
  const due = await dueCampaigns(context.db, { now: context.clock(), limit: PAGE_BUDGET });
  const share = Math.floor(PAGE_BUDGET / Math.max(1, due.length));
  let pages = 0;
  for (const campaign of due) {
    pages += await walk(campaign, share, context);
  }
  return pages;
}

async function walk(first: CampaignRow, share: number, context: Context): Promise<number> {
  let row: CampaignRow | null = first;
  let pages = 0;
  while (pages < share && row?.dueAt != null && row.batchId !== null) {
    pages += 1;
    try {
      await sendPage(row, row.batchId, context);
    } catch (cause) {
      // its cursor stands: a later run goes on from there
      await falter(row, cause, context);
      break;
    }
    row = await findCampaign(context.db, first.organizationId, first.id);
  }
  return pages;
}

const CHANGED = {
  code: "campaign_changed",
  message:
    "Its segment or template, or the connection that somebody approved, was changed or deleted after it began; who had their turn keeps it.",
  retryable: false,
} as const;

async function sendPage(
  row: CampaignRow,
  batchId: NonNullable<CampaignRow["batchId"]>,
  context: Context,
): Promise<void> {
  const { db } = context;
  const { organizationId } = row;
  const now = context.clock();
  const [segment, template, batch, sender] = await Promise.all([
    findSegment(db, organizationId, row.segmentId),
    findTemplate(db, organizationId, { reference: row.template }),
    findBatch(db, organizationId, batchId),
    findSender(organizationId, context),
  ]);
  if (batch === null || batch.canceledAt !== null) {
    await endCampaign(db, row, { status: "canceled", error: null, now });
    return;
  }
  // what is out of order for all is mended, or waited for: nobody's turn is spent on it
  const way = template === null ? null : await ownWay(row, template, sender);
  const by = way === null || row.approvalId === null ? null : { way, sender };
  const hash = segment === null || template === null ? null : await contentHash(row, segment, template, by);
  if (segment === null || template === null || hash !== row.contentHash) {
    await endCampaign(db, row, { status: "blocked", error: CHANGED, now });
    return;
  }
  const limit = pageSize(template, row);
  const people = await nextPeople(row, segment, { limit, context });
  const { jobs, refused } = await messagesFor(people, row, batchId, context);
  const page = {
    accepted: jobs.length,
    cursor: people.at(-1)?.id ?? row.cursor,
    walked: row.walked + people.length,
    refused,
    isLast: people.length < limit,
    now,
  };
  await submitJobs(context, jobs, advanceStatements(db, row, page), stillAt(row));
}

function pageSize({ subject, text, html }: UsableTemplate, { data }: CampaignRow): number {
  const characters = JSON.stringify([subject, text, html, data]).length;
  return Math.max(1, Math.min(MAX_PAGE_SIZE, Math.floor(PAGE_CHARACTERS / characters)));
}

/** Newest first from the cursor on, so that who joins meanwhile is left out; `withinDays` counts from when it began. */
async function nextPeople(
  row: CampaignRow,
  segment: SegmentRow,
  { limit, context: { db, clock } }: { readonly limit: number; readonly context: Context },
): Promise<Contact[]> {
  const matching = segmentCondition(audienceOf(row, segment), row.startedAt ?? clock());
  const page = { limit, before: row.cursor };
  return await listContacts(db, row.organizationId, { matching }, page);
}

async function messagesFor(
  people: readonly Contact[],
  {
    organizationId,
    channel,
    category,
    topic,
    template,
    data,
    origin,
    approvalId,
    refused: before,
  }: CampaignRow,
  batchId: NonNullable<CampaignRow["batchId"]>,
  context: Context,
) {
  if (people.length === 0) {
    return { jobs: [], refused: before };
  }
  const { jobs, rejected } = await acceptBulk(
    {
      channel,
      category,
      template,
      data: { ...data },
      priority: "low",
      ...(topic === null ? {} : { topic }),
      recipients: people.map((person) => ({
        to: person.identities.find((one) => one.channel === channel)?.address ?? "",
        contactId: person.id,
        data: ownData(person),
      })),
    },
    {
      organizationId,
      batchId,
      context: { ...context, origin: context.origin ?? origin },
      // of one that no rule met when it began, rules are asked by the ways that it takes now
      isApproved: approvalId !== null,
    },
  );
  const refused = { ...before };
  for (const { code } of rejected) {
    refused[code] = (refused[code] ?? 0) + 1;
  }
  return { jobs, refused };
}

/** What a template may print of a person; what is not known is left to what all share. */
function ownData({ firstName, lastName, company, customFields }: Contact): Record<string, unknown> {
  const own = { ...customFields, firstName, lastName, company };
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== null));
}
