import { z } from "zod";
import { defineAction } from "../../action.ts";
import { accountUrl } from "../auth.ts";
import { repeatable } from "../input.ts";
import { readMessage } from "../message.ts";
import { postForm } from "../request.ts";

export const cancelMessage = defineAction({
  description: "Cancels a message that is scheduled.",
  docs: "https://www.twilio.com/docs/messaging/api/message-resource#update-a-message-resource",
  input: z.strictObject({
    messageSid: z.string().regex(/^(?:SM|MM)[0-9a-zA-Z]{32}$/, "must be a message, SM… or MM…"),
  }),
  example: { messageSid: "SM00000000000000000000000000000000" },
  ...repeatable,
  send: ({ messageSid }, call) =>
    postForm(call, accountUrl(call, `/Messages/${messageSid}.json`), {
      fields: { Status: "canceled" },
      isRepeatable: true,
    }),
  result: readMessage,
});
