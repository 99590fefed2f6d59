import { carryMessage } from "../../../shared/outbox/carry.ts";
import type { Sender } from "../../../shared/outbox/sender.ts";
import { checkInput } from "../jobs/accept.ts";
import { checkMessage, messageFields } from "./check.ts";
import type { FilledMessage } from "./fill.ts";

/**
 * A message in the words of the action that carries it.
 * @throws Problem naming what is wrong with it, or why no connection carries it
 */
export async function carry({ organization, carrier, links }: Sender, message: FilledMessage["message"]) {
  const address = checkMessage(message);
  const { channel, category, topic, connectionId, agentId, from, subject, text, html } = message;
  const { replyTo, attachments, mediaUrls, template } = message;
  const found = await carrier(channel, { connectionId, agentId });
  const words = { subject, text, html, template };
  const { action, definition, input } = await carryMessage(
    found,
    { channel, category, topic, address, from, ...words, replyTo, attachments, mediaUrls },
    organization,
    links,
  );
  checkInput(definition, input, { path: "body", fields: messageFields(message, input) });
  return { address, chosen: found.chosen, action, input };
}
