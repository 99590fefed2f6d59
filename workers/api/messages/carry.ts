import { checkInput } from "../jobs/accept.ts";
import { checkMessage, messageFields } from "./check.ts";
import type { FilledMessage } from "./fill.ts";
import type { Sender } from "./sender.ts";
import { withLinks, withUnsubscribe } from "./unsubscribe.ts";

/**
 * A message in the words of the action that carries it, with its recipient's own links; marketing mail with the headers
 * to unsubscribe by.
 * @throws Problem naming what is wrong with it, or why no connection carries it
 */
export async function carry({ organization, carrier, context }: Sender, message: FilledMessage["message"]) {
  const address = checkMessage(message);
  const { channel, connectionId, agentId, from, subject, text, html, replyTo, attachments, mediaUrls } =
    message;
  const { chosen, rule, action } = await carrier(channel, { connectionId, agentId });
  const reader = {
    organizationId: organization.id,
    channel,
    address: address.key,
    topic: message.topic ?? null,
  };
  const worded = rule.toInput(
    {
      subject,
      text: await withLinks(text, reader, context),
      html: await withLinks(html, reader, context),
      attachments,
      mediaUrls,
      replyTo: replyTo ?? (channel === "email" ? organization.messageDefaults?.replyTo : undefined),
      channel,
      to: address.to,
      from: from ?? organization.defaultFrom?.[channel],
    },
    chosen.config,
  );
  const { category, topic } = message;
  const addressed = { organizationId: organization.id, chosen, channel, addresses: [address.key], category };
  const input = await withUnsubscribe({ ...addressed, input: worded, sending: { topic } }, context);
  checkInput(action, input, { path: "body", fields: messageFields(message) });
  return { address, chosen, action: rule.action, input };
}
