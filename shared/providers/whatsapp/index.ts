import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** WhatsApp: messages over Meta's Cloud API. https://developers.facebook.com/docs/whatsapp/cloud-api */
export const whatsapp = defineProvider({
  id: "whatsapp",
  name: "WhatsApp",
  categories: ["messaging"],
  docs: "https://developers.facebook.com/docs/whatsapp/cloud-api",
  auth: {
    kind: "bearer",
    fields: [
      {
        name: "accessToken",
        label: "Access token",
        hint: "Business Settings → System users → Generate token, with whatsapp_business_messaging and whatsapp_business_management.",
        secret: true,
        required: true,
        example: "EAAEXAMPLEexampleEXAMPLEexample",
      },
      {
        name: "phoneNumberId",
        label: "Phone number id",
        hint: "WhatsApp → API Setup → Phone number ID, which is not the number.",
        secret: false,
        required: true,
        example: "106540352242922",
      },
      {
        name: "wabaId",
        label: "Business account id",
        hint: "WhatsApp → API Setup → WhatsApp Business Account ID.",
        secret: false,
        required: false,
        example: "102290129340398",
      },
    ],
  },
  baseUrl: "https://graph.facebook.com/v23.0",
  webhook,
});
