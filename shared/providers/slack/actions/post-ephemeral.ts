import { z } from "zod";
import { at, idOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { callMethod } from "../auth.ts";
import { messageBlocks, messageChannel, messageText, messageTs, userId } from "../input.ts";

/** Nobody can find such a message again, not even Slack: it can be neither changed nor looked up. */
export const postEphemeral = defineAction({
  description: "Shows a message to one person of a channel, until they reload it.",
  docs: "https://docs.slack.dev/reference/methods/chat.postEphemeral",
  input: z.strictObject({
    channel: messageChannel,
    user: userId.describe("Who sees it; a member of the channel."),
    text: messageText,
    blocks: messageBlocks.optional(),
    threadTs: messageTs.optional().describe("The `ts` of the message that this one answers."),
  }),
  example: { channel: "C0EXAMPLE", user: "U0EXAMPLE", text: "Only you can see this." },
  idempotency: "none",
  onUncertain: "hold",
  noLookup: "Slack shows such a message to nobody but its reader.",
  limitClass: "tier3",
  send: ({ threadTs, ...message }, call) =>
    callMethod("chat.postEphemeral", { ...message, thread_ts: threadTs }, call),
  result: ({ body }) => {
    const ts = idOf(at(body, "message_ts"));
    return { externalId: ts, result: { ts } };
  },
});
