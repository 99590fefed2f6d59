import type { ChannelRule } from "../define.ts";

/** Words alone: of a medium Instagram must be told the kind, which its URL does not say. */
export const channel: ChannelRule = {
  action: "dm.send",
  also: ["dm.send_buttons"],
  toInput: ({ to, text, mediaUrls }) => ({ to, text, ...(mediaUrls === undefined ? {} : { mediaUrls }) }),
};
