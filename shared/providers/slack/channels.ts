import type { ChannelRule } from "../define.ts";

export const channel: ChannelRule = {
  action: "message.post",
  toInput: ({ to, text }) => ({ channel: to, text }),
};
