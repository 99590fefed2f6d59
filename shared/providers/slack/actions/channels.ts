import { z } from "zod";
import { at, idOf, itemsAt, nameOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { callMethod, readMethod } from "../auth.ts";
import { messageChannel, repeatable } from "../input.ts";

export const listChannels = defineAction({
  description: "Lists the workspace's channels that are not archived, page by page.",
  docs: "https://docs.slack.dev/reference/methods/conversations.list",
  input: z.strictObject({
    types: z
      .array(z.enum(["public_channel", "private_channel"]))
      .min(1)
      .max(2)
      .default(["public_channel"])
      .describe("Of private channels, those that the app is a member of."),
    limit: z.int().min(1).max(200).default(200),
    cursor: z.string().min(1).max(512).optional().describe("The `next` of the page before."),
  }),
  example: { types: ["public_channel", "private_channel"], limit: 200 },
  ...repeatable,
  limitClass: "tier2",
  send: ({ types, limit, cursor }, call) =>
    readMethod(
      "conversations.list",
      {
        types: types.join(","),
        exclude_archived: "true",
        limit: String(limit),
        ...(cursor === undefined ? {} : { cursor }),
      },
      call,
    ),
  result: ({ body }) => ({
    externalId: null,
    result: {
      channels: itemsAt(body, "channels").map((channel) => ({
        id: idOf(at(channel, "id")),
        name: nameOf(at(channel, "name")),
        isPrivate: at(channel, "is_private") === true,
        isMember: at(channel, "is_member") === true,
      })),
      // Slack ends its lists with an empty one
      next: nameOf(at(body, "response_metadata", "next_cursor")),
    },
  }),
});

/** Who is a member already stays one. */
export const joinChannel = defineAction({
  description: "Makes the app a member of a public channel; the app needs channels:join.",
  docs: "https://docs.slack.dev/reference/methods/conversations.join",
  input: z.strictObject({ channel: messageChannel }),
  example: { channel: "C0EXAMPLE" },
  ...repeatable,
  limitClass: "tier3",
  send: ({ channel }, call) => callMethod("conversations.join", { channel }, call, { isRepeatable: true }),
  result: ({ body }) => ({ externalId: null, result: { channel: idOf(at(body, "channel", "id")) } }),
});
