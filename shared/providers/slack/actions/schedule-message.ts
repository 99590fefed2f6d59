import { z } from "zod";
import { at, idOf, integerOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { callMethod } from "../auth.ts";
import { messageBlocks, messageChannel, messageText, messageTs } from "../input.ts";

/** Without metadata: Slack takes it here, and then does not post the message. */
export const scheduleMessage = defineAction({
  description: "Has Slack post a message later, within 120 days.",
  docs: "https://docs.slack.dev/reference/methods/chat.scheduleMessage",
  input: z.strictObject({
    channel: messageChannel,
    text: messageText,
    blocks: messageBlocks.optional(),
    postAt: z.iso
      .datetime({ offset: true })
      .describe("When, as an RFC 3339 time; its second counts. Slack refuses one in the past."),
    threadTs: messageTs.optional().describe("The `ts` of the message that this one answers."),
  }),
  example: { channel: "C0EXAMPLE", text: "The week begins.", postAt: "2027-01-04T08:00:00Z" },
  idempotency: "none",
  onUncertain: "hold",
  noLookup: "Slack takes no metadata here, and its list of scheduled messages has nothing else of ours.",
  limitClass: "tier3",
  send: ({ postAt, threadTs, ...message }, call) =>
    callMethod(
      "chat.scheduleMessage",
      { ...message, post_at: Math.floor(Date.parse(postAt) / 1_000), thread_ts: threadTs },
      call,
    ),
  result: ({ body }) => {
    const id = idOf(at(body, "scheduled_message_id"));
    const postAt = integerOf(at(body, "post_at"));
    return {
      externalId: id,
      result: {
        id,
        channel: idOf(at(body, "channel")),
        postAt: postAt === null ? null : new Date(postAt * 1_000).toISOString(),
      },
    };
  },
});
