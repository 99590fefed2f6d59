import { z } from "zod";
import { at, idOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { callMethod } from "../auth.ts";
import { messageBlocks, messageChannel, messageText, messageTs } from "../input.ts";

const input = z.strictObject({
  channel: messageChannel,
  ts: messageTs.describe("The message's `ts`, as posting it answered."),
  text: messageText,
  blocks: messageBlocks.optional().describe("In place of those that the message has."),
});

/** A message of the app's own; others cannot be changed. */
export const updateMessage = defineAction({
  description: "Changes a message that this connection posted.",
  docs: "https://docs.slack.dev/reference/methods/chat.update",
  input,
  example: { channel: "C0EXAMPLE", ts: "1503435956.000247", text: "Booking moved: Tuesday, 9:30" },
  idempotency: "none",
  onUncertain: "hold",
  noLookup: "The message may have been changed again since, so its words prove nothing.",
  limitClass: "tier3",
  send: (message, call) => callMethod("chat.update", message, call),
  result: ({ body }) => {
    const ts = idOf(at(body, "ts"));
    return { externalId: ts, result: { channel: idOf(at(body, "channel")), ts } };
  },
});
