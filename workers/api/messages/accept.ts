import type { NewJob } from "../../../shared/db/queries/jobs.ts";
import type { Id } from "../../../shared/ids.ts";
import type { Context } from "../../context.ts";
import { acceptJob, type JobDraft } from "../jobs/accept.ts";
import { carry, findSender, type Sender } from "./carry.ts";
import { fallbacksOf } from "./fallbacks.ts";
import type { NewMessage } from "./schema.ts";

/**
 * The job that sends a message, `blocked` where it must not be sent; it is yet to be stored.
 * @throws Problem naming what is missing, what the channel would drop, or why no connection carries it
 */
export async function acceptMessage(
  organizationId: Id<"organization">,
  message: NewMessage,
  context: Context,
): Promise<NewJob> {
  return await acceptJob(await draftMessage(await findSender(organizationId, context), message), context);
}

/** What is to be stored of a message. @throws Problem as `acceptMessage` does */
export async function draftMessage(sender: Sender, message: NewMessage): Promise<JobDraft> {
  const { address, chosen, action, input } = await carry(sender, message);
  const { channel, category, priority, sendAt, maxAttempts, metadata } = message;
  return {
    organizationId: sender.organization.id,
    chosen,
    action,
    input,
    channel,
    addresses: [address.key],
    category,
    fallbacks: await fallbacksOf(sender, message, { connectionId: chosen.connectionId, input }),
    sending: { priority, sendAt, maxAttempts, metadata },
  };
}
