import { defineProvider } from "../define.ts";
import { getBusinessProfile, updateBusinessProfile } from "./actions/business-profile.ts";
import { listTemplates } from "./actions/list-templates.ts";
import { markRead } from "./actions/mark-read.ts";
import { react } from "./actions/react.ts";
import { sendButtons } from "./actions/send-buttons.ts";
import { sendList } from "./actions/send-list.ts";
import { sendMedia } from "./actions/send-media.ts";
import { sendTemplate } from "./actions/send-template.ts";
import { sendText } from "./actions/send-text.ts";
import { uploadMedia } from "./actions/upload-media.ts";
import { api, auth, BASE_URL, connection } from "./auth.ts";
import { channel } from "./channels.ts";
import { classify } from "./classify.ts";
import { limits } from "./limits.ts";
import { webhook } from "./webhook.ts";

/** WhatsApp: messages over Meta's Cloud API. https://developers.facebook.com/docs/whatsapp/cloud-api */
export const whatsapp = defineProvider({
  id: "whatsapp",
  name: "WhatsApp",
  categories: ["messaging"],
  docs: "https://developers.facebook.com/docs/whatsapp/cloud-api",
  auth,
  baseUrl: BASE_URL,
  limits,
  connection,
  api,
  actions: {
    "business_profile.get": getBusinessProfile,
    "business_profile.update": updateBusinessProfile,
    "media.upload": uploadMedia,
    "message.mark_read": markRead,
    "message.react": react,
    "message.send_buttons": sendButtons,
    "message.send_list": sendList,
    "message.send_media": sendMedia,
    "message.send_template": sendTemplate,
    "message.send_text": sendText,
    "templates.list": listTemplates,
  },
  channels: { whatsapp: channel },
  classify,
  webhook,
});
