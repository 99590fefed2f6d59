import { at, nameOf } from "../../model/read.ts";
import { defineLimits } from "../define.ts";

/** Per professional account. https://developers.facebook.com/docs/instagram-platform/overview#rate-limiting */
export const limits = defineLimits({
  // texts, links, reactions and stickers
  windows: [{ limit: 300, perSeconds: 1 }],
  classes: {
    media: { windows: [{ limit: 10, perSeconds: 1 }] },
    privateReply: { windows: [{ limit: 750, perSeconds: 3_600 }], actions: ["comment.reply_privately"] },
    conversations: { windows: [{ limit: 2, perSeconds: 1 }], calls: [{ path: /\/conversations$/ }] },
  },
  classOf: ({ action, input }) => {
    const kind = action === "dm.send" ? nameOf(at(input, "media", "type")) : null;
    return kind === "audio" || kind === "video" ? "media" : null;
  },
  scope: "account",
  // other calls go by usage that Meta does not publish
  headers: { businessUsage: "x-business-use-case-usage" },
});
