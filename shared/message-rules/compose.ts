import type { AskerFacts } from "../db/queries/message-rule-turns.ts";
import type { MessageRuleRow } from "../db/queries/message-rules.ts";
import type { Id } from "../ids.ts";
import { type Address, readAddress } from "../model/address.ts";
import { personAddress } from "../model/person.ts";
import type { Sender } from "../outbox/sender.ts";
import { type TemplatedJob, templatedJob } from "../outbox/templated.ts";
import { replyAddresses } from "../policy/reply-address.ts";
import type { MessageOccasion, Occasion, UserOccasion } from "./occasion.ts";

/** A message that a rule wants sent. */
export interface Wanted {
  readonly rule: MessageRuleRow;
  readonly occasion: Occasion;
  /** null: of a user the event says all. */
  readonly facts: AskerFacts | null;
  /** The event's own connection, where it carries the channel. */
  readonly connectionId: Id<"connection"> | null;
}

/** Nobody knows where to reach the person over the rule's channel. */
export const ADDRESS_MISSING = "address_missing";

/** The job of a rule's message, or why there is none. */
export async function composeMessage(
  sender: Sender,
  { rule, occasion, facts, connectionId }: Wanted,
  now: number,
): Promise<TemplatedJob> {
  const template = await sender.template(rule.template);
  if (template === null) {
    return { ok: false, reason: "template_missing" };
  }
  if (template.channel !== rule.channel) {
    return { ok: false, reason: "template_of_another_channel" };
  }
  const made = occasion.on === "message.received" ? answerTo(occasion, facts) : welcomeFor(occasion, rule);
  if (made.address === null) {
    return { ok: false, reason: ADDRESS_MISSING };
  }
  return await templatedJob(sender, {
    ...made,
    address: made.address,
    template,
    data: { ...rule.data, ...made.data },
    connectionId: rule.connectionId ?? connectionId ?? undefined,
    metadata: { messageRuleId: rule.id, eventId: occasion.eventId },
    now,
  });
}

interface Made {
  readonly address: Address | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly from?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

function answerTo({ thread, externalId, subject, text }: MessageOccasion, facts: AskerFacts | null): Made {
  const { channel, contactAddress } = thread;
  const { to, from } = replyAddresses(thread);
  const { firstName = null, lastName = null, company = null, customFields = {} } = facts ?? {};
  return {
    address: readAddress(channel, to),
    from,
    data: {
      contact: known({ ...customFields, firstName, lastName, company, address: contactAddress }),
      message: known({ channel, subject, text }),
    },
    headers: answerHeaders(externalId),
  };
}

/** RFC 3834 sections 3.1.5 and 5: what it answers, where the provider's id is the email's own, and that it is a machine's. */
function answerHeaders(externalId: string): Readonly<Record<string, string>> {
  const isMessageId = /^<[^<>\s]+@[^<>\s]+>$/.test(externalId);
  return {
    "Auto-Submitted": "auto-replied",
    ...(isMessageId ? { "In-Reply-To": externalId, References: externalId } : {}),
  };
}

function welcomeFor({ user }: UserOccasion, { channel }: MessageRuleRow): Made {
  const address = personAddress(user, channel);
  return { address, data: { contact: known({ ...user, address: address?.key ?? null }) } };
}

/** What is not known is left out: a template names it as missing, or does without. */
function known(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
