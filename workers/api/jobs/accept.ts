import type { z } from "@hono/zod-openapi";
import { holdForApproval } from "../../../shared/approvals/hold.ts";
import { DAY_MS, toRfc3339 } from "../../../shared/clock.ts";
import type { ChosenCredential } from "../../../shared/connections/choose.ts";
import { utf8ToBytes } from "../../../shared/crypto/bytes.ts";
import { type ApprovalRuleRow, rulesInForce } from "../../../shared/db/queries/approval-rules.ts";
import {
  type ContactPoint,
  type ContactState,
  contactStates,
} from "../../../shared/db/queries/contact-states.ts";
import type { NewJob } from "../../../shared/db/queries/jobs.ts";
import { type FieldError, Problem } from "../../../shared/errors.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import { maskAddress } from "../../../shared/model/address.ts";
import { cardNumberPaths } from "../../../shared/model/card-number.ts";
import type { Category, Channel } from "../../../shared/model/channel.ts";
import {
  DEFAULT_MAX_ATTEMPTS,
  type JobError,
  MAX_SCHEDULE_DAYS,
  type Priority,
  type Route,
  type Waiting,
} from "../../../shared/model/job.ts";
import type { TemplateReference } from "../../../shared/model/template.ts";
import { MAX_STORED_INPUT_BYTES, storedBytes } from "../../../shared/outbox/row-size.ts";
import type { ContactReason } from "../../../shared/policy/consent.ts";
import { NEVER_AWAKE, quietHoldOfAll, reachOf } from "../../../shared/policy/recipients.ts";
import type { Action } from "../../../shared/providers/action.ts";
import type { Context } from "../../context.ts";
import { jsonText } from "../json.ts";
import { fieldErrors, invalidField } from "../validation.ts";

/** Where an action's input stands in the request, and how its faults are told. */
interface InputPlace {
  readonly path: string;
  readonly fields: (issues: z.ZodError["issues"]) => readonly FieldError[];
}

const IN_INPUT: InputPlace = {
  path: "body.input",
  fields: (issues) => fieldErrors("body.input", issues),
};

/** @throws Problem `input_invalid` naming the fields, or `body_too_large` */
export function checkInput(action: Action, input: unknown, place: InputPlace = IN_INPUT): void {
  const parsed = action.input.safeParse(input);
  if (!parsed.success) {
    throw new Problem(
      "input_invalid",
      "Correct the fields named in `errors`; the catalogue has the schema.",
      { errors: place.fields(parsed.error.issues) },
    );
  }
  const json = jsonText(input);
  if (json === null) {
    throw new Problem("input_invalid", "Correct the fields named in `errors`.", {
      errors: [{ path: place.path, message: "is nested too deeply" }],
    });
  }
  const limit = action.maxBodyBytes ?? Number.POSITIVE_INFINITY;
  if (utf8ToBytes(json).byteLength > limit || storedBytes(json) > MAX_STORED_INPUT_BYTES) {
    const bytes = Math.min(limit, MAX_STORED_INPUT_BYTES);
    throw new Problem("body_too_large", `This action's input is taken up to ${bytes} bytes of JSON.`, {
      errors: [{ path: place.path, message: `must have at most ${bytes} bytes of JSON` }],
    });
  }
}

/** What a client said of how a job is to be sent. */
export interface Sending {
  readonly priority: Priority;
  readonly sendAt?: string | undefined;
  readonly maxAttempts?: number | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly topic?: string | undefined;
  readonly essential?: boolean | undefined;
}

export interface JobDraft {
  readonly organizationId: Id<"organization">;
  readonly chosen: ChosenCredential;
  readonly action: string;
  readonly input: unknown;
  readonly channel: Channel | null;
  /** Normalised. */
  readonly addresses: readonly string[];
  readonly category: Category | null;
  /** One that there is. */
  readonly contactId?: Id<"contact"> | undefined;
  /** Other ways to send it; null where there are none. */
  readonly fallbacks?: Route[] | null;
  readonly sending: Sending;
  /** What the input was made from. */
  readonly template?: TemplateReference | null;
  /** Its sender wants a person to approve it. */
  readonly requiresApproval?: boolean | undefined;
  /** What such a person is shown; by default the input. */
  readonly preview?: string;
}

/**
 * The row of an accepted job. The gates that can be answered at once are: a job for somebody who must not be contacted
 * is stored as `blocked`, with the reason, and never queued.
 */
export async function acceptJob(draft: JobDraft, { db, clock }: Context): Promise<NewJob> {
  const [known, rules] = await Promise.all([
    contactStates(db, contactPoints(draft)),
    rulesInForce(db, draft.organizationId),
  ]);
  return jobOf(draft, known, { now: clock(), batch: null, rules });
}

/** Whom a job would contact. */
export function contactPoints({ organizationId, channel, addresses }: JobDraft): ContactPoint[] {
  return channel === null ? [] : addresses.map((address) => ({ organizationId, channel, address }));
}

interface Surroundings {
  readonly now: number;
  /** The bulk call that it is part of. */
  readonly batch: { readonly id: Id<"batch">; readonly size: number } | null;
  /** Those of its organization. */
  readonly rules: readonly ApprovalRuleRow[];
}

/**
 * The row of a job.
 * @param known what is known of its contact points, in their order
 * @throws Problem naming the field that no job may have
 */
export function jobOf(
  draft: JobDraft,
  known: readonly ContactState[],
  { now, batch, rules }: Surroundings,
): NewJob {
  const { organizationId, chosen, channel, addresses, category, sending } = draft;
  const sendAt = sendAtOf(sending, now);
  const { topic = null, essential = false } = sending;
  const error = refusedFor(draft, known, now);
  const [card] = cardNumberPaths(sending.metadata ?? {}, ["metadata"]);
  if (card !== undefined) {
    throw invalidField(card.map(String).join("."), "holds a card number, which is never taken");
  }
  const waiting = error === null ? waitingFor(draft, { known, sendAt, now }) : null;
  const job: NewJob = {
    id: newId("job", now),
    organizationId,
    provider: chosen.provider.id,
    action: draft.action,
    connectionId: chosen.connectionId,
    credentialChoice: chosen.choice,
    channel,
    address: addresses.length === 1 ? (addresses[0] ?? null) : null,
    contactId: draft.contactId ?? null,
    category,
    topic,
    essential,
    input: draft.input,
    metadata: sending.metadata ?? null,
    batchId: batch?.id ?? null,
    fallbacks: draft.fallbacks ?? null,
    priority: sending.priority,
    status: error === null ? (waiting === null ? "queued" : "scheduled") : "blocked",
    maxAttempts: sending.maxAttempts ?? DEFAULT_MAX_ATTEMPTS,
    sendAt,
    dueAt: waiting?.gate === "quiet_hours" ? Date.parse(waiting.until) : null,
    waiting,
    error,
    createdAt: now,
    finishedAt: error === null ? null : now,
    template: draft.template ?? null,
  };
  const { requiresApproval: isFlagged = false, preview } = draft;
  return holdForApproval(job, { isFlagged, batchSize: batch?.size ?? 1, preview }, rules);
}

function sendAtOf(sending: Sending, now: number): number | null {
  const sendAt = sending.sendAt === undefined ? null : Date.parse(sending.sendAt);
  if (sendAt !== null && sendAt - now > MAX_SCHEDULE_DAYS * DAY_MS) {
    throw invalidField("sendAt", `must be within ${MAX_SCHEDULE_DAYS} days`);
  }
  return sendAt;
}

/** Why a job must not be sent; null where it may. */
function refusedFor(
  { addresses, channel, category, sending }: JobDraft,
  known: readonly ContactState[],
  now: number,
): JobError | null {
  if (channel === null) {
    return null;
  }
  const { topic = null, essential = false } = sending;
  const reach = reachOf(known, { channel, category, topic, essential, now });
  // what is in doubt is not refused: it waits at the gate until somebody has decided
  if (reach.kind !== "refused") {
    if (channel === "email" && category === "marketing" && known.some(({ rules }) => !rules.isLocated)) {
      throw unlocated();
    }
    return null;
  }
  const { reason, recipient } = reach;
  const message = REFUSALS[reason] ?? "The address must not be contacted.";
  if (addresses.length > 1) {
    // a job ends in one way for all of its recipients: blocked, nobody would get it, and the client should know at once
    throw new Problem("input_invalid", "Send each recipient a job of their own.", {
      errors: [
        {
          path: "body.input.to",
          message: `one of several recipients, ${maskAddress(recipient.address)}: ${message}`,
        },
      ],
    });
  }
  return { code: reason, message, retryable: false };
}

/** Advertising by mail says where its sender is: CAN-SPAM, 15 USC 7704(a)(5)(A)(iii). */
export function unlocated(): Problem {
  return new Problem(
    "validation_failed",
    "Marketing mail must say where its sender is: set messageDefaults.postalAddress with PATCH /v1/organization.",
    {
      errors: [
        { path: "body.category", message: "marketing by email needs the organization's postalAddress" },
      ],
    },
  );
}

interface Scheduled extends Waiting {
  readonly until: string;
}

/** What can be said at once of when the job goes out: not before its time, nor in a recipient's quiet hours. */
function waitingFor(
  { category, channel, sending: { essential = false, topic } }: JobDraft,
  {
    known,
    sendAt,
    now,
  }: { readonly known: readonly ContactState[]; readonly sendAt: number | null; readonly now: number },
): Scheduled | null {
  if (sendAt !== null && sendAt > now) {
    return { gate: "schedule", reason: "send_at", until: toRfc3339(sendAt) };
  }
  if (channel === null) {
    return null;
  }
  const hold = quietHoldOfAll(known, { channel, category, essential, topic: topic ?? null, now });
  switch (hold.kind) {
    case "none":
      return null;
    case "until":
      return { gate: "quiet_hours", reason: "quiet_hours", until: toRfc3339(hold.until) };
    case "never":
      throw invalidField("input.to", NEVER_AWAKE);
  }
}

const REFUSALS: Readonly<Partial<Record<ContactReason, string>>> = {
  suppressed: "The address is suppressed on this channel. See /v1/suppressions.",
  consent_missing:
    "Marketing needs a consent of this address for this channel. POST /v1/consents records one.",
  consent_pending: "The address has not confirmed its consent yet.",
  consent_expired: "The consent of this address is over; it needs a new one.",
  consent_insufficient:
    "The consent of this address is of a kind, or rests on a ground, that does not do for this channel there. Record one with its `kind`.",
  consent_withdrawn: "The address withdrew its consent to marketing on this channel.",
};
