import { holdForApproval } from "../approvals/hold.ts";
import type { Database } from "../db/client.ts";
import { rulesInForce } from "../db/queries/approval-rules.ts";
import type { NewJob } from "../db/queries/jobs.ts";
import type { OrganizationRow } from "../db/queries/organizations.ts";
import { Problem } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Category } from "../model/channel.ts";
import { DEFAULT_MAX_ATTEMPTS } from "../model/job.ts";
import type { RecordFields } from "../model/record.ts";
import { carryMessage, findCarrier } from "../outbox/carry.ts";
import { previewOf } from "../outbox/preview.ts";
import { findTemplate, kept, organizationValues } from "../outbox/templates.ts";
import type { LinkMaker } from "../outbox/unsubscribe.ts";
import { providers } from "../providers/registry.ts";
import { renderTemplate } from "../templates/render.ts";
import { attendeeAddress, reminderData } from "./message.ts";

export interface Reminding {
  readonly organization: OrganizationRow;
  readonly appointment: RecordFields["appointment"];
  /** The id or name of a template. */
  readonly template: string;
  readonly minutes: number;
  readonly now: number;
}

const CATEGORY: Category = "transactional";

/** A job ready to be stored, or why there is none: a code, with what it is about. */
export type Reminder =
  | { readonly ok: true; readonly job: NewJob }
  | { readonly ok: false; readonly reason: string };

/**
 * The message of a reminder. It is transactional; suppressions, consents and all other gates are asked before it is sent,
 * and rules of approval hold for it as for any other.
 */
export async function reminderJob(
  { organization, appointment, template: reference, minutes, now }: Reminding,
  stores: LinkMaker & { readonly db: Database; readonly env: object },
): Promise<Reminder> {
  const template = await findTemplate(stores.db, organization.id, { reference });
  if (template === null) {
    return skipped("template_missing");
  }
  const { channel } = template;
  const address = attendeeAddress(appointment, channel);
  if (address === null) {
    return skipped("address_missing");
  }
  const data = reminderData(appointment, minutes, organization);
  const rendering = renderTemplate(template, data, organizationValues(organization, channel));
  if (!rendering.ok) {
    return skipped(`template_incomplete: ${rendering.errors.map(({ path }) => path).join(", ")}`);
  }
  const { subject, text, html } = rendering.rendered;
  const { db } = stores;
  const sources = { db, env: { ...stores.env }, providers: Object.values(providers) };
  const message = {
    channel,
    category: CATEGORY,
    address,
    subject: subject ?? undefined,
    text: text ?? undefined,
    html: html ?? undefined,
    template: kept(template, data),
  };
  const carried = await reasonOf(async () => {
    const carrier = await findCarrier(sources, { organization, channel });
    return { ...carrier, ...(await carryMessage(carrier, message, organization, stores)) };
  });
  if (typeof carried === "string") {
    return skipped(carried);
  }
  const { chosen, action, definition, input } = carried;
  if (!definition.input.safeParse(input).success) {
    return skipped("input_invalid");
  }
  const job: NewJob = {
    id: newId("job", now),
    organizationId: organization.id,
    provider: chosen.provider.id,
    action,
    connectionId: chosen.connectionId,
    channel,
    address: address.key,
    category: CATEGORY,
    input,
    metadata: null,
    priority: "normal",
    status: "queued",
    maxAttempts: DEFAULT_MAX_ATTEMPTS,
    sendAt: null,
    dueAt: null,
    waiting: null,
    error: null,
    createdAt: now,
    finishedAt: null,
    template: { id: template.id, version: template.version },
  };
  const preview = previewOf({ subject, text, template: message.template });
  const rules = await rulesInForce(db, organization.id);
  return { ok: true, job: holdForApproval(job, { isFlagged: false, batchSize: 1, preview }, rules) };
}

/** What was made, or the code of the refusal. */
async function reasonOf<T>(make: () => Promise<T>): Promise<T | string> {
  try {
    return await make();
  } catch (cause) {
    if (cause instanceof Problem) {
      return cause.code;
    }
    throw cause;
  }
}

function skipped(reason: string): Reminder {
  return { ok: false, reason };
}
