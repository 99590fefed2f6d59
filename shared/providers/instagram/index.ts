import { defineProvider } from "../define.ts";
import { react } from "./actions/react.ts";
import { replyToComment } from "./actions/reply-to-comment.ts";
import { sendButtons } from "./actions/send-buttons.ts";
import { sendMessage } from "./actions/send-message.ts";
import { api, auth, BASE_URL, connection } from "./auth.ts";
import { channel } from "./channels.ts";
import { classify } from "./classify.ts";
import { limits } from "./limits.ts";
import { webhook } from "./webhook.ts";

/** Instagram: direct messages and comments of professional accounts. https://developers.facebook.com/docs/instagram-platform */
export const instagram = defineProvider({
  id: "instagram",
  name: "Instagram",
  categories: ["messaging"],
  docs: "https://developers.facebook.com/docs/instagram-platform",
  auth,
  baseUrl: BASE_URL,
  limits,
  connection,
  api,
  actions: {
    "comment.reply_privately": replyToComment,
    "dm.react": react,
    "dm.send": sendMessage,
    "dm.send_buttons": sendButtons,
  },
  channels: { instagram: channel },
  classify,
  webhook,
});
