import { askTogether } from "../../../shared/approvals/together.ts";
import { rulesInForce } from "../../../shared/db/queries/approval-rules.ts";
import { contactStates } from "../../../shared/db/queries/contact-states.ts";
import type { NewJob } from "../../../shared/db/queries/jobs.ts";
import { Problem } from "../../../shared/errors.ts";
import { type Id, isId } from "../../../shared/ids.ts";
import type { RefusedItem } from "../../../shared/model/batch.ts";
import { findSender, type Sender } from "../../../shared/outbox/sender.ts";
import type { Context } from "../../context.ts";
import { contactPoints, type JobDraft, jobOf } from "../jobs/accept.ts";
import { toProblem } from "../validation.ts";
import { draftMessage } from "./accept.ts";
import type { NewBulk } from "./bulk-schema.ts";
import { addressedMessage, contactsNamed, type NamedContacts } from "./recipient.ts";
import { createMessageSchema } from "./schema.ts";

/** What becomes of a bulk call's items: jobs that are yet to be stored, and refusals, each item in one of the two. */
export interface AcceptedBulk {
  readonly jobs: NewJob[];
  /** In the order of the call. */
  readonly rejected: RefusedItem[];
}

/** Characters of JSON that the messages of one call may come to: a Worker has 128 MB, and holds them several times over. */
const MAX_BULK_CHARACTERS = 16_000_000;

/**
 * Judges every item for itself: what is wrong with one, or who must not be contacted, refuses that one alone. What is
 * known of all recipients is read in one statement.
 * @throws Problem `body_too_large` where all of them together are more than can be held at once
 */
export async function acceptBulk(
  bulk: NewBulk,
  {
    organizationId,
    batchId,
    context,
    isApproved = false,
  }: {
    readonly organizationId: Id<"organization">;
    readonly batchId: Id<"batch">;
    readonly context: Context;
    /** What all are part of was approved, or needed no approval: none is asked about by itself. */
    readonly isApproved?: boolean;
  },
): Promise<AcceptedBulk> {
  const items = itemsOf(bulk);
  const [sender, contacts] = await Promise.all([
    findSender(organizationId, context),
    contactsNamed(context.db, organizationId, items.flatMap(contactIdIn)),
  ]);
  const rejected: RefusedItem[] = [];
  const drafts: { readonly index: number; readonly draft: JobDraft }[] = [];
  let characters = 0;
  for (const [index, item] of items.entries()) {
    const draft = await judged(index, rejected, () => draftItem(sender, item, contacts));
    if (draft !== null) {
      drafts.push({ index, draft });
      characters += JSON.stringify([draft.input, draft.fallbacks]).length;
    }
    if (characters > MAX_BULK_CHARACTERS) {
      throw new Problem(
        "body_too_large",
        `The messages of one call are taken up to ${MAX_BULK_CHARACTERS} characters of JSON; the first ${drafts.length} come to more. Send fewer at once.`,
      );
    }
  }
  const points = drafts.map(({ draft }) => contactPoints(draft));
  const [states, rules] = await Promise.all([
    contactStates(context.db, points.flat()),
    isApproved ? [] : rulesInForce(context.db, organizationId),
  ]);
  const batch = { id: batchId, size: drafts.length };
  const now = context.clock();
  const jobs: NewJob[] = [];
  let read = 0;
  for (const [place, { index, draft }] of drafts.entries()) {
    const end = read + (points[place]?.length ?? 0);
    const known = states.slice(read, end);
    read = end;
    const job = await judged(index, rejected, async () => jobOf(draft, known, { now, batch, rules }));
    if (job?.error != null) {
      rejected.push({ index, code: job.error.code, detail: job.error.message });
    } else if (job !== null) {
      jobs.push(job);
    }
  }
  return { jobs: await askTogether(jobs), rejected: rejected.toSorted((a, b) => a.index - b.index) };
}

function itemsOf(bulk: NewBulk): readonly unknown[] {
  if ("messages" in bulk) {
    return bulk.messages;
  }
  const { recipients, ...shared } = bulk;
  return recipients.map((recipient) => (isObject(recipient) ? withShared(shared, recipient) : recipient));
}

/** A recipient's own fields stand against those that all share; of the data for a template, each value by itself. */
function withShared(
  shared: { readonly data?: unknown },
  recipient: Readonly<Record<string, unknown>>,
): unknown {
  const data =
    isObject(shared.data) && isObject(recipient.data) ? { ...shared.data, ...recipient.data } : null;
  return { ...shared, ...recipient, ...(data === null ? {} : { data }) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function contactIdIn(item: unknown): Id<"contact">[] {
  const id = isObject(item) ? item.contactId : undefined;
  return typeof id === "string" && isId("contact", id) ? [id] : [];
}

async function draftItem(sender: Sender, item: unknown, contacts: NamedContacts): Promise<JobDraft> {
  const parsed = createMessageSchema.safeParse(item);
  if (!parsed.success) {
    throw toProblem("json", parsed.error);
  }
  return await draftMessage(sender, addressedMessage(parsed.data, contacts));
}

/** An item's refusal is noted; whatever else is thrown is the call's. */
async function judged<T>(index: number, rejected: RefusedItem[], judge: () => Promise<T>): Promise<T | null> {
  try {
    return await judge();
  } catch (cause) {
    if (!(cause instanceof Problem)) {
      throw cause;
    }
    rejected.push({ index, code: cause.code, detail: detailOf(cause) });
    return null;
  }
}

/** A refusal's detail with its fields: an item has nowhere else to name them. What does not validate says no more. */
function detailOf({ code, detail, errors }: Problem): string {
  const fields = errors.map(({ path, message }) => `${path.replace(/^body\.?/, "")} ${message}`.trim());
  if (fields.length === 0) {
    return detail;
  }
  return `${fields.join("; ")}.${code === "validation_failed" ? "" : ` ${detail}`}`;
}
