import { z } from "zod";
import { at, idOf, nameOf } from "../../../model/read.ts";
import { type Call, defineAction } from "../../action.ts";
import { callMethod } from "../auth.ts";
import { messageBlocks, messageText, messageTs } from "../input.ts";

const input = z.strictObject({
  channel: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe("The id of a channel (C…, G…), a direct message (D…) or a person (U…), or a channel's name."),
  text: messageText,
  blocks: messageBlocks.optional(),
  threadTs: messageTs.optional().describe("The `ts` of the message that this one answers."),
  unfurlLinks: z.boolean().optional(),
  unfurlMedia: z.boolean().optional(),
});

function bodyOf({ channel, text, blocks, ...options }: z.output<typeof input>, call: Call) {
  const { config, credentials, reference } = call;
  return {
    // without any, Slack's own refusal says what is missing
    channel: channel ?? nameOf(config.defaultChannelId) ?? credentials.defaultChannelId,
    text,
    blocks,
    thread_ts: options.threadTs,
    unfurl_links: options.unfurlLinks,
    unfurl_media: options.unfurlMedia,
    metadata: { event_type: "causeway_job", event_payload: { job_id: reference } },
  };
}

/**
 * Slack has no idempotency keys. The job's id in the message's metadata could be looked for in the channel's history,
 * but that takes scopes an app that only posts has not, and gives most apps 15 messages a minute: one that was
 * posted could be missed. So a doubt is left to a person, who finds the job's id in the metadata.
 */
export const postMessage = defineAction({
  description:
    "Posts a message to a channel or a person. Without `channel` it goes to the connection's default.",
  docs: "https://docs.slack.dev/reference/methods/chat.postMessage",
  input,
  example: {
    channel: "C0EXAMPLE",
    text: "Booking confirmed: Monday, 9:30",
    blocks: [{ type: "section", text: { type: "mrkdwn", text: "*Booking confirmed*\nMonday, 9:30" } }],
    unfurlLinks: false,
  },
  idempotency: "none",
  onUncertain: "hold",
  limitClass: "post",
  send: (message, call) => callMethod("chat.postMessage", bodyOf(message, call), call),
  result: ({ body }) => {
    const ts = idOf(at(body, "ts"));
    return { externalId: ts, result: { channel: idOf(at(body, "channel")), ts } };
  },
});
