import type { ChannelRule } from "../define.ts";

/** Words alone: of a medium WhatsApp must be told the kind, which its URL does not say. */
export const channel: ChannelRule = {
  action: "message.send_text",
  also: ["message.send_buttons", "message.send_list", "message.send_media", "message.send_template"],
  toInput: ({ to, text, mediaUrls }) => ({ to, text, ...(mediaUrls === undefined ? {} : { mediaUrls }) }),
};
