import { DEFAULT_EXPIRY_SECONDS } from "../../../shared/approvals/hold.ts";
import { askAbout, type Question, requestedHappening } from "../../../shared/approvals/request.ts";
import { shownPreview } from "../../../shared/approvals/shown.ts";
import { SECOND_MS } from "../../../shared/clock.ts";
import { rulesInForce } from "../../../shared/db/queries/approval-rules.ts";
import { insertApproval } from "../../../shared/db/queries/approvals.ts";
import { insertBatch } from "../../../shared/db/queries/batches.ts";
import { beginStatement, begunWith, type CampaignRow } from "../../../shared/db/queries/campaigns.ts";
import { countContacts } from "../../../shared/db/queries/contacts.ts";
import { insertJobs } from "../../../shared/db/queries/jobs.ts";
import { findSegment, type SegmentRow } from "../../../shared/db/queries/segments.ts";
import { segmentCondition } from "../../../shared/db/segment-filter.ts";
import { tell } from "../../../shared/destinations/happenings.ts";
import { Problem } from "../../../shared/errors.ts";
import { eventIdFrom, type Id, idFromEvent } from "../../../shared/ids.ts";
import { findSender } from "../../../shared/outbox/sender.ts";
import { enqueue } from "../../../shared/outbox/submit.ts";
import type { UsableTemplate } from "../../../shared/outbox/templates.ts";
import { originOf } from "../../../shared/outbox/unsubscribe.ts";
import { matchRule } from "../../../shared/policy/approval.ts";
import { findProvider } from "../../../shared/providers/registry.ts";
import { plainText } from "../../../shared/templates/plain-text.ts";
import type { Context } from "../../context.ts";
import { invalidField } from "../validation.ts";
import { audienceOf, contentHash } from "./audience.ts";
import { otherWays, ownWay } from "./ways.ts";

/**
 * Begins a draft: from now on the schedule sends it, or somebody is asked first.
 * @throws Problem naming the field where it has nobody to go to or nothing to say, or `conflict` where it has begun
 */
export async function beginCampaign(row: CampaignRow, context: Context): Promise<void> {
  const { db } = context;
  const { organizationId, id, channel, category } = row;
  const now = context.clock();
  const [segment, sender, rules] = await Promise.all([
    findSegment(db, organizationId, row.segmentId),
    findSender(organizationId, context),
    rulesInForce(db, organizationId),
  ]);
  const template = templateFor(row, await sender.template(row.template));
  if (segment === null) {
    throw invalidField("segmentId", "does not exist");
  }
  const recipients = await countContacts(db, organizationId, segmentCondition(audienceOf(row, segment), now));
  if (recipients === 0) {
    throw invalidField("segmentId", `has nobody in it who is reached over ${channel}`);
  }
  const way = await ownWay(row, template, sender);
  const { provider, action } = way;
  const origin = category === "marketing" && channel === "email" ? originOf(context) : context.origin;
  const isFlagged = row.requiresApproval;
  const facts = { category, batchSize: recipients, amount: null, isFlagged };
  const ways = [way, ...(await otherWays(row, template, sender))];
  const rule = matchRule(rules, ...ways.map((one) => ({ ...facts, ...one })));
  const isAsked = rule !== null || isFlagged;
  const payloadHash = await contentHash(row, segment, template, isAsked ? { way, sender } : null);
  const name = findProvider(provider)?.name ?? provider;
  const title = `Campaign ${row.name}: ${recipients} × ${channel}, by ${name}`;
  const about = {
    organizationId,
    id: ownId("approval", id),
    jobId: null,
    batchId: null,
    campaignId: id,
    payloadHash,
    provider,
    action,
    outChannel: channel,
    category,
    title,
    createdAt: now,
  };
  const expiresAt = now + (rule?.expiresInSeconds ?? DEFAULT_EXPIRY_SECONDS) * SECOND_MS;
  const preview = previewOf(row, segment, template);
  const asked = { rule, title, preview, expiresAt, noticeId: ownId("job", id) };
  const question = isAsked ? askAbout(about, asked) : null;
  await store(row, { question, recipients, origin, contentHash: payloadHash, now }, context);
}

/** @throws Problem naming why the template is not for this campaign */
export function templateFor(
  { channel }: Pick<CampaignRow, "channel">,
  template: UsableTemplate | null,
): UsableTemplate {
  if (template === null) {
    throw invalidField("template", "is no template: GET /v1/templates lists them");
  }
  if (template.channel !== channel) {
    throw invalidField("template", `is a template for ${template.channel}, not for ${channel}`);
  }
  return template;
}

/** Of what a campaign has one of, so that it is made once however often it is begun. */
function ownId<K extends "approval" | "job" | "batch">(kind: K, id: Id<"campaign">): Id<K> {
  return idFromEvent(kind, eventIdFrom(id));
}

/** The template as it stands, and what all share: each recipient's own data is laid over it when it is their turn. */
function previewOf(
  { data }: CampaignRow,
  segment: SegmentRow,
  { id, version, subject, text, html, providerTemplate }: UsableTemplate,
): string {
  const words = text ?? (html === null ? null : plainText(html));
  const shared = Object.keys(data).length === 0 ? null : JSON.stringify(data, null, 2);
  const there = providerTemplate === null ? null : `${providerTemplate.id} of ${providerTemplate.provider}`;
  const parts = [`To the segment ${segment.name}\nTemplate ${id}, version ${version}`, there, subject];
  return shownPreview([...parts, words, shared].filter((part) => part !== null).join("\n\n"));
}

interface Begun {
  /** null: nobody need be asked. */
  readonly question: Question | null;
  readonly recipients: number;
  readonly origin: string | null;
  readonly contentHash: string;
  readonly now: number;
}

/** In one transaction; each statement of a second call changes nothing. */
async function store(
  row: CampaignRow,
  { question, recipients, origin, contentHash: hash, now }: Begun,
  context: Context,
): Promise<void> {
  const { db } = context;
  const { organizationId, id, sendAt } = row;
  const later = sendAt !== null && sendAt > now;
  const batchId = ownId("batch", id);
  const begun = {
    status: question !== null ? "pending_approval" : later ? "scheduled" : "sending",
    dueAt: question !== null ? null : later ? sendAt : now,
    approvalId: question?.approval.id ?? null,
    contentHash: hash,
    batchId,
    origin,
    recipients,
    startedAt: now,
  } as const;
  // parked as due: its id is as old as the campaign, below what the sweep looks through
  const notice = question?.notice == null ? null : { ...question.notice, dueAt: now };
  // a draft that was deleted or changed meanwhile has not begun: nobody is asked about it
  const guard = begunWith({ organizationId, id }, begun);
  const asked = question === null ? [] : [requestedHappening(question.approval)];
  const told = await tell(asked, context, guard);
  const [changed] = await db.d1.batch([
    beginStatement(db, row, begun),
    insertBatch(db, { organizationId, id: batchId, accepted: 0, rejected: [], createdAt: now }, guard),
    ...(question === null ? [] : [insertApproval(db, question.approval, guard)]),
    ...(notice === null ? [] : insertJobs(db, [notice], guard)),
    ...told.statements,
  ]);
  if ((changed?.meta.changes ?? 0) === 0) {
    throw begunAlready();
  }
  if (notice !== null) {
    await enqueue(context, [{ id: notice.id, priority: notice.priority, delaySeconds: 0 }]);
  }
}

/** What a second call is told, and one that would change what has begun. */
export function begunAlready(): Problem {
  return new Problem(
    "conflict",
    "It has begun already, or was changed meanwhile: only a draft can be sent, changed or deleted. Cancel what is under way.",
  );
}
