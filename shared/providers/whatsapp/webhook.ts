import { HUB_SIGNATURE, hubChallenge } from "../../signatures/hub-signature.ts";
import type { SignedRequest } from "../../signatures/verifier.ts";
import { type ProtocolReply, textReply, type Webhook } from "../define.ts";
import { effects } from "./effects.ts";
import { events } from "./events.ts";

/** https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests */
function handshake(request: SignedRequest): ProtocolReply | null {
  const challenge = hubChallenge(request);
  return challenge === null ? null : textReply(challenge);
}

/** https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications */
export const webhook = {
  secret: {
    label: "App secret",
    hint: "Meta's App Dashboard → App settings → Basic → App secret. One per app, for all of its numbers.",
    example: "0123456789abcdef0123456789abcdef",
  },
  headers: ["x-hub-signature-256"],
  scheme: HUB_SIGNATURE,
  handshake,
  events,
  effects,
  eventTypes: [
    "account_update",
    "business_capability_update",
    "message.audio",
    "message.button",
    "message.contacts",
    "message.document",
    "message.image",
    "message.interactive",
    "message.location",
    "message.order",
    "message.reaction",
    "message.sticker",
    "message.system",
    "message.text",
    "message.unsupported",
    "message.video",
    "message_template_status_update",
    "phone_number_quality_update",
    "status.delivered",
    "status.failed",
    "status.read",
    "status.sent",
    "template_category_update",
    "user_preferences",
  ],
  setup: [
    "Open your app in Meta's App Dashboard and copy the app secret from App settings, Basic, to here.",
    "Under WhatsApp, Configuration, paste the endpoint's URL as Callback URL.",
    "As Verify token enter the last part of that URL, which begins with ep_.",
    "Save, then subscribe to the field messages and whatever else you need.",
    "Subscribe the app to the WhatsApp Business Account, which the Graph API does by POST /{WABA id}/subscribed_apps.",
  ],
} satisfies Webhook;
