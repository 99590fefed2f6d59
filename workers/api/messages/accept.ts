import type { NewJob } from "../../../shared/db/queries/jobs.ts";
import type { Id } from "../../../shared/ids.ts";
import { findSender, type Sender } from "../../../shared/outbox/sender.ts";
import { plainText } from "../../../shared/templates/plain-text.ts";
import type { Context } from "../../context.ts";
import { acceptJob, type JobDraft } from "../jobs/accept.ts";
import { carry } from "./carry.ts";
import { fallbacksOf } from "./fallbacks.ts";
import { type FilledMessage, fillTemplate } from "./fill.ts";
import type { NewMessage } from "./schema.ts";

/**
 * The job that sends a message, `blocked` where it must not be sent; it is yet to be stored.
 * @throws Problem naming what is missing, what the channel would drop, or why no connection carries it
 */
export async function acceptMessage(
  organizationId: Id<"organization">,
  input: NewMessage,
  context: Context,
): Promise<NewJob> {
  return await acceptJob(await draftMessage(await findSender(organizationId, context), input), context);
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
    fallbacks: await fallbacksOf(sender, message, { connectionId: chosen.connectionId, input: carried }),
    sending: { priority, sendAt, maxAttempts, metadata, topic, essential },
    template,
    requiresApproval: message.requiresApproval,
    preview: previewOf(message),
  };
}

/** What somebody who is to approve a message reads of it. */
function previewOf({ subject, text, html, attachments, mediaUrls }: FilledMessage["message"]): string {
  const words = text ?? (html === undefined ? undefined : plainText(html));
  const files = [...(attachments ?? []).map(({ filename }) => filename), ...(mediaUrls ?? [])];
  return [subject, words, ...files].filter((part) => part !== undefined).join("\n\n");
}
