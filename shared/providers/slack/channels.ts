import type { ChannelRule } from "../channel-rule.ts";

export const channel: ChannelRule = {
  action: "message.post",
  also: ["message.post_ephemeral", "message.schedule"],
  recipients: ["channel", "user"],
  timeField: "postAt",
  toInput: ({ to, text }) => ({ channel: to, text }),
};
