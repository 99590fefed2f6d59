import { defineProvider } from "../define.ts";
import { createCampaign, registerBrand, retrieveBrand, retrieveCampaign } from "./actions/a2p.ts";
import { createCall, endCall } from "./actions/calls.ts";
import { cancelMessage } from "./actions/cancel-message.ts";
import { lookUpNumber } from "./actions/lookup-number.ts";
import { costReading, listMessageCosts, retrieveMessage } from "./actions/messages.ts";
import { addNumber, createService } from "./actions/messaging-services.ts";
import { completeRoom, createRoom } from "./actions/rooms.ts";
import { sendMms } from "./actions/send-mms.ts";
import { sendSms } from "./actions/send-sms.ts";
import { sendWhatsApp } from "./actions/send-whatsapp.ts";
import { checkVerification, startVerification } from "./actions/verify.ts";
import { api, BASE_URL, connection } from "./auth.ts";
import { sms, whatsapp } from "./channels.ts";
import { classify } from "./classify.ts";
import { limits } from "./limits.ts";
import { videoToken } from "./video-token.ts";
import { webhook } from "./webhook.ts";

/** Twilio: SMS, MMS, WhatsApp, voice, Verify, Video. https://www.twilio.com/docs/usage/api */
export const twilio = defineProvider({
  id: "twilio",
  name: "Twilio",
  categories: ["messaging", "voice"],
  docs: "https://www.twilio.com/docs/usage/api",
  auth: {
    kind: "basic",
    fields: [
      {
        name: "accountSid",
        label: "Account SID",
        hint: "On the first page of the Twilio console, under Account Info.",
        secret: false,
        required: true,
        example: "AC00000000000000000000000000000000",
        pattern: "AC[A-Za-z0-9]{32}",
      },
      {
        name: "authToken",
        label: "Auth token",
        hint: "On the first page of the Twilio console, under Account Info. It signs webhooks, whatever key makes the calls.",
        secret: true,
        required: true,
        example: "abcdef0123456789abcdef0123456789",
      },
      {
        name: "apiKeySid",
        label: "API key SID",
        hint: "Account → API keys & tokens. Calls then use the key, which can be revoked alone. Needed for Video.",
        secret: false,
        required: false,
        example: "SK00000000000000000000000000000000",
        pattern: "SK[A-Za-z0-9]{32}",
      },
      {
        name: "apiKeySecret",
        label: "API key secret",
        hint: "Shown once, when the API key is created.",
        secret: true,
        required: false,
        example: "ExampleExampleExampleExampleExam",
      },
      {
        name: "messagingServiceSid",
        label: "Messaging service",
        hint: "Messaging → Services. Picks the sender from a pool; needed for A2P 10DLC and scheduling.",
        secret: false,
        required: false,
        example: "MG00000000000000000000000000000000",
        pattern: "MG[A-Za-z0-9]{32}",
      },
      {
        name: "fromNumber",
        label: "Sender number",
        hint: "A number of the account in E.164 form; used where there is no messaging service.",
        secret: false,
        required: false,
        example: "+15005550006",
        pattern: "\\+[1-9][0-9]{1,14}",
      },
      {
        name: "whatsappFrom",
        label: "WhatsApp sender",
        hint: "A WhatsApp sender of the account.",
        secret: false,
        required: false,
        example: "whatsapp:+15005550006",
        pattern: "whatsapp:\\+[1-9][0-9]{1,14}",
      },
      {
        name: "verifyServiceSid",
        label: "Verify service",
        hint: "Verify → Services; used for verification codes.",
        secret: false,
        required: false,
        example: "VA00000000000000000000000000000000",
        pattern: "VA[A-Za-z0-9]{32}",
      },
    ],
  },
  baseUrl: BASE_URL,
  limits,
  connection,
  api,
  actions: {
    "mms.send": sendMms,
    "sms.send": sendSms,
    "whatsapp.send": sendWhatsApp,
    "message.cancel": cancelMessage,
    "message.retrieve": retrieveMessage,
    "message_costs.list": listMessageCosts,
    "call.create": createCall,
    "call.end": endCall,
    "verification.start": startVerification,
    "verification.check": checkVerification,
    "room.create": createRoom,
    "room.complete": completeRoom,
    "messaging_service.create": createService,
    "messaging_service.add_number": addNumber,
    "brand.register": registerBrand,
    "brand.retrieve": retrieveBrand,
    "campaign.create": createCampaign,
    "campaign.retrieve": retrieveCampaign,
    "number.look_up": lookUpNumber,
  },
  clientTokens: { video: videoToken },
  channels: { sms, whatsapp },
  costReading,
  classify,
  webhook,
});
