import { holdForApproval } from "../approvals/hold.ts";
import type { NewJob } from "../db/queries/jobs.ts";
import { Problem } from "../errors.ts";
import type { Id } from "../ids.ts";
import type { Address } from "../model/address.ts";
import type { Category } from "../model/channel.ts";
import type { TemplateParts } from "../model/template.ts";
import { renderTemplate } from "../templates/render.ts";
import { carryMessage, type WordedMessage } from "./carry.ts";
import { freshJob } from "./fresh-job.ts";
import { previewOf } from "./preview.ts";
import { fitsRow } from "./row-size.ts";
import type { Sender } from "./sender.ts";
import { kept, organizationValues, type UsableTemplate } from "./templates.ts";

/** A message that the platform sends by itself. */
export interface Templated {
  readonly template: UsableTemplate;
  readonly data: Readonly<Record<string, unknown>>;
  readonly address: Address;
  /** By default the organization's sender. */
  readonly from?: string | undefined;
  readonly connectionId?: Id<"connection"> | undefined;
  /** Headers of an email, where its provider takes any. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  /** ms since the epoch */
  readonly now: number;
}

/** A job ready to be stored with the words that it sends, or why there is none: a code, with what it is about. */
export type TemplatedJob =
  | { readonly ok: true; readonly job: NewJob; readonly words: TemplateParts }
  | { readonly ok: false; readonly reason: string };

const CATEGORY: Category = "transactional";

/**
 * The job of a message that a template makes. It is transactional; suppressions, consents and all other gates are asked
 * before it is sent, and rules of approval hold for it as for any other.
 */
export async function templatedJob(sender: Sender, message: Templated): Promise<TemplatedJob> {
  const { template, data, address, metadata, now } = message;
  const { organization } = sender;
  const { channel } = template;
  const rendering = renderTemplate(template, data, organizationValues(organization, channel));
  if (!rendering.ok) {
    const reason = `template_incomplete: ${rendering.errors.map(({ path }) => path).join(", ")}`;
    return { ok: false, reason };
  }
  const words = rendering.rendered;
  const carried = await reasonOf(() => carry(sender, message, words));
  if (typeof carried === "string") {
    return { ok: false, reason: carried };
  }
  const { chosen, action, definition, input, kept: filled } = carried;
  if (!definition.input.safeParse(input).success || !fitsRow([input])) {
    return { ok: false, reason: "input_invalid" };
  }
  const job: NewJob = {
    ...freshJob(now),
    organizationId: organization.id,
    provider: chosen.provider.id,
    action,
    connectionId: chosen.connectionId,
    credentialChoice: chosen.choice,
    channel,
    address: address.key,
    category: CATEGORY,
    input,
    metadata: metadata === null ? null : { ...metadata },
    priority: "normal",
    template: { id: template.id, version: template.version },
  };
  const preview = previewOf({ ...words, template: filled });
  const rules = await sender.approvalRules();
  return { ok: true, job: holdForApproval(job, { isFlagged: false, batchSize: 1, preview }, rules), words };
}

async function carry(
  { organization, carrier, links }: Sender,
  { template, data, address, from, connectionId, headers }: Templated,
  { subject, text, html }: TemplateParts,
) {
  const { channel } = template;
  const found = await carrier(channel, { connectionId });
  const message: WordedMessage = {
    channel,
    category: CATEGORY,
    address,
    from,
    subject: subject ?? undefined,
    text: text ?? undefined,
    html: html ?? undefined,
    template: kept(template, data, organizationValues(organization, channel)),
  };
  const { input, ...way } = await carryMessage(found, message, organization, links);
  return {
    ...found,
    ...way,
    input: headers === undefined ? input : (found.rule.withHeaders?.(input, headers) ?? input),
    kept: message.template,
  };
}

/** What was made, or the code of the refusal. */
export async function reasonOf<T>(make: () => Promise<T>): Promise<T | string> {
  try {
    return await make();
  } catch (cause) {
    if (cause instanceof Problem) {
      return cause.code;
    }
    throw cause;
  }
}
