import { chooseForChannel } from "../../../shared/connections/choose.ts";
import type { NewJob } from "../../../shared/db/queries/jobs.ts";
import { findOrganization } from "../../../shared/db/queries/organizations.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import type { Context } from "../../context.ts";
import { credentialSources } from "../connections/sources.ts";
import { acceptJob, checkInput } from "../jobs/accept.ts";
import { checkMessage, messageFields } from "./check.ts";
import type { NewMessage } from "./schema.ts";
import { withLinks } from "./unsubscribe.ts";

/**
 * The job that sends a message, `blocked` where it must not be sent; it is yet to be stored.
 * @throws Problem naming what is missing, what the channel would drop, or why no connection carries it
 */
export async function acceptMessage(
  organizationId: Id<"organization">,
  message: NewMessage,
  context: Context,
): Promise<NewJob> {
  const address = checkMessage(message);
  const {
    channel,
    category,
    connectionId,
    to: _,
    from,
    priority,
    sendAt,
    maxAttempts,
    metadata,
    topic,
    essential,
    ...given
  } = message;
  const organization = await findOrganization(context.db, organizationId);
  if (organization === null) {
    throw new Problem("not_found", "The organization was deleted.");
  }
  const chosen = await chooseForChannel(credentialSources(context), {
    organization,
    channel,
    connectionId: connectionId as Id<"connection"> | undefined,
  });
  const rule = chosen.provider.channels?.[channel];
  const action = chosen.provider.actions?.[rule?.action ?? ""];
  if (rule === undefined || action === undefined) {
    throw new Error("A provider carries a channel by an action that it has not.");
  }
  const subject = { organizationId, channel, address: address.key, topic: topic ?? null };
  const content = {
    ...given,
    text: await withLinks(given.text, subject, context),
    html: await withLinks(given.html, subject, context),
  };
  const input = rule.toInput(
    { ...content, channel, to: address.to, from: from ?? organization.defaultFrom?.[channel] },
    chosen.config,
  );
  checkInput(action, input, { path: "body", fields: messageFields(message) });
  const sending = { priority, sendAt, maxAttempts, metadata, topic, essential };
  return await acceptJob(
    {
      organizationId,
      chosen,
      action: rule.action,
      input,
      channel,
      addresses: [address.key],
      category,
      sending,
    },
    context,
  );
}
