import { chooseForChannel } from "../../../shared/connections/choose.ts";
import type { NewJob } from "../../../shared/db/queries/jobs.ts";
import { findOrganization } from "../../../shared/db/queries/organizations.ts";
import { Problem } from "../../../shared/errors.ts";
import type { Id } from "../../../shared/ids.ts";
import { plainText } from "../../../shared/templates/plain-text.ts";
import type { Context } from "../../context.ts";
import { credentialSources } from "../connections/sources.ts";
import { acceptJob, checkInput } from "../jobs/accept.ts";
import { checkMessage, messageFields } from "./check.ts";
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
  const organization = await findOrganization(context.db, organizationId);
  if (organization === null) {
    throw new Problem("not_found", "The organization was deleted.");
  }
  const { message, template } = await fillTemplate(input, organization, context);
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
    requiresApproval,
    ...content
  } = message;
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
  const actionInput = rule.toInput(
    {
      ...content,
      replyTo: content.replyTo ?? (channel === "email" ? organization.messageDefaults?.replyTo : undefined),
      channel,
      to: address.to,
      from: from ?? organization.defaultFrom?.[channel],
    },
    chosen.config,
  );
  checkInput(action, actionInput, { path: "body", fields: messageFields(message) });
  const sending = { priority, sendAt, maxAttempts, metadata };
  return await acceptJob(
    {
      organizationId,
      chosen,
      action: rule.action,
      input: actionInput,
      channel,
      addresses: [address.key],
      category,
      sending,
      template,
      requiresApproval,
      preview: previewOf(message),
    },
    context,
  );
}

/** What somebody who is to approve a message reads of it. */
function previewOf({ subject, text, html, attachments, mediaUrls }: FilledMessage["message"]): string {
  const words = text ?? (html === undefined ? undefined : plainText(html));
  const files = [...(attachments ?? []).map(({ filename }) => filename), ...(mediaUrls ?? [])];
  return [subject, words, ...files].filter((part) => part !== undefined).join("\n\n");
}
