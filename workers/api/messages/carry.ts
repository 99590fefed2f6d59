import { checkInput } from "../jobs/accept.ts";
import { checkMessage, messageFields } from "./check.ts";
import type { FilledMessage } from "./fill.ts";

import type { Sender } from "./sender.ts";

/** A message in the words of the action that carries it. @throws Problem naming what is wrong with it, or why no connection carries it */
export async function carry({ organization, carrier }: Sender, message: FilledMessage["message"]) {
  const address = checkMessage(message);
  const { channel, connectionId, agentId, from, subject, text, html, replyTo, attachments, mediaUrls } =
    message;
  const content = { subject, text, html, replyTo, attachments, mediaUrls };
  const { chosen, rule, action } = await carrier(channel, { connectionId, agentId });
  const input = rule.toInput(
    {
      ...content,
      replyTo: replyTo ?? (channel === "email" ? organization.messageDefaults?.replyTo : undefined),
      channel,
      to: address.to,
      from: from ?? organization.defaultFrom?.[channel],
    },
    chosen.config,
  );
  checkInput(action, input, { path: "body", fields: messageFields(message) });
  return { address, chosen, action: rule.action, input };
}
