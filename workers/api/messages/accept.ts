import type { NewJob } from "../../../shared/db/queries/jobs.ts";
import type { Id } from "../../../shared/ids.ts";
import { previewOf } from "../../../shared/outbox/preview.ts";
import { findSender, type Sender } from "../../../shared/outbox/sender.ts";
import { plainText } from "../../../shared/templates/plain-text.ts";
import type { Context } from "../../context.ts";
import { acceptJob, type JobDraft } from "../jobs/accept.ts";
import { carry } from "./carry.ts";
import { fallbacksOf } from "./fallbacks.ts";
import { type FilledMessage, fillTemplate } from "./fill.ts";
import { addressedMessage, contactsNamed } from "./recipient.ts";
import type { MessageInput, NewMessage } from "./schema.ts";

/**
 * The job that sends a message, `blocked` where it must not be sent; it is yet to be stored.
 * @throws Problem naming what is missing, what the channel would drop, or why no connection carries it
 */
export async function acceptMessage(
  organizationId: Id<"organization">,
  input: MessageInput,
  context: Context,
): Promise<NewJob> {
  const ids = input.contactId === undefined ? [] : [input.contactId];
  const contacts = await contactsNamed(context.db, organizationId, ids);
  const sender = await findSender(organizationId, context);
  return await acceptJob(await draftMessage(sender, addressedMessage(input, contacts)), context);
}

/** What is to be stored of a message. @throws Problem as `acceptMessage` does */
export async function draftMessage(sender: Sender, input: NewMessage): Promise<JobDraft> {
  const { message, template } = await fillTemplate(input, sender);
  const { address, chosen, action, input: carried } = await carry(sender, message);
  const { channel, category, priority, sendAt, maxAttempts, metadata, topic, essential } = message;
  return {
    organizationId: sender.organization.id,
    chosen,
    action,
    input: carried,
    channel,
    addresses: [address.key],
    category,
    contactId: message.contactId,
    fallbacks: await fallbacksOf(sender, message, { connectionId: chosen.connectionId, input: carried }),
    sending: { priority, sendAt, maxAttempts, metadata, topic, essential },
    template,
    requiresApproval: message.requiresApproval,
    preview: shown(message),
  };
}

function shown({ subject, text, html, attachments, mediaUrls, template }: FilledMessage["message"]): string {
  return previewOf({
    subject,
    text: text ?? (html === undefined ? undefined : plainText(html)),
    files: [...(attachments ?? []).map(({ filename }) => filename), ...(mediaUrls ?? [])],
    template,
  });
}
