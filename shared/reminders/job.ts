import { holdForApproval } from "../approvals/hold.ts";
import { chooseForChannel } from "../connections/choose.ts";
import type { Database } from "../db/client.ts";
import { rulesInForce } from "../db/queries/approval-rules.ts";
import type { NewJob } from "../db/queries/jobs.ts";
import type { OrganizationRow } from "../db/queries/organizations.ts";
import { Problem } from "../errors.ts";
import { newId } from "../ids.ts";
import { DEFAULT_MAX_ATTEMPTS } from "../model/job.ts";
import type { RecordFields } from "../model/record.ts";
import { findTemplate, organizationValues } from "../outbox/templates.ts";
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
  { db, env }: { readonly db: Database; readonly env: Readonly<Record<string, unknown>> },
): Promise<Reminder> {
  const template = await findTemplate(db, organization.id, { reference });
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
  const sources = { db, env, providers: Object.values(providers) };
  const chosen = await chooseForChannel(sources, { organization, channel }).catch((cause: unknown) => {
    if (cause instanceof Problem) {
      return cause.code;
    }
    throw cause;
  });
  if (typeof chosen === "string") {
    return skipped(chosen);
  }
  const rule = chosen.provider.channels?.[channel];
  const action = chosen.provider.actions?.[rule?.action ?? ""];
  const input = rule?.toInput(
    {
      channel,
      to: address.to,
      from: organization.defaultFrom?.[channel],
      replyTo: channel === "email" ? organization.messageDefaults?.replyTo : undefined,
      subject: subject ?? undefined,
      text: text ?? undefined,
      html: html ?? undefined,
    },
    chosen.config,
  );
  if (rule === undefined || action?.input.safeParse(input).success !== true) {
    return skipped("input_invalid");
  }
  const job: NewJob = {
    id: newId("job", now),
    organizationId: organization.id,
    provider: chosen.provider.id,
    action: rule.action,
    connectionId: chosen.connectionId,
    channel,
    address: address.key,
    category: "transactional",
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
  const preview = [subject, text].filter((part) => part !== null).join("\n\n");
  const rules = await rulesInForce(db, organization.id);
  return { ok: true, job: holdForApproval(job, { isFlagged: false, batchSize: 1, preview }, rules) };
}

function skipped(reason: string): Reminder {
  return { ok: false, reason };
}
