import { z } from "zod";
import { at, idOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { callMethod } from "../auth.ts";
import { messageChannel, messageTs } from "../input.ts";

/** A message of the app's own. What is gone already is refused with `message_not_found`, so a doubt is not tried again. */
export const deleteMessage = defineAction({
  description: "Deletes a message that this connection posted.",
  docs: "https://docs.slack.dev/reference/methods/chat.delete",
  input: z.strictObject({
    channel: messageChannel,
    ts: messageTs.describe("The message's `ts`, as posting it answered."),
  }),
  example: { channel: "C0EXAMPLE", ts: "1503435956.000247" },
  idempotency: "none",
  onUncertain: "hold",
  noLookup: "Slack does not show what is gone, nor by whom.",
  limitClass: "tier3",
  send: (message, call) => callMethod("chat.delete", message, call),
  result: ({ body }) => {
    const ts = idOf(at(body, "ts"));
    return { externalId: ts, result: { channel: idOf(at(body, "channel")), ts } };
  },
});
