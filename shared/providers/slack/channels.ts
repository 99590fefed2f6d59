import type { ChannelRule } from "../channel-rule.ts";

export const channel: ChannelRule = {
  action: "message.post",
  toInput: ({ to, text }) => ({ channel: to, text }),
};
