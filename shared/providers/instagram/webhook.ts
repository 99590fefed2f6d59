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

/** https://developers.facebook.com/docs/instagram-platform/webhooks */
export const webhook = {
  secret: {
    label: "App secret",
    hint: "The Instagram app secret under Instagram → API setup; with Facebook Login the app secret under App settings → Basic.",
    example: "0123456789abcdef0123456789abcdef",
  },
  headers: ["x-hub-signature-256"],
  scheme: HUB_SIGNATURE,
  handshake,
  events,
  effects,
  eventTypes: [
    "comments",
    "message_reactions",
    "messages",
    "messages.deleted",
    "messages.echo",
    "messaging_postbacks",
    "messaging_referral",
    "messaging_seen",
  ],
  setup: [
    "Open your app in Meta's App Dashboard and copy the Instagram app secret to here.",
    "Under Webhooks choose the object Instagram and paste the endpoint's URL as Callback URL.",
    "As Verify token enter the last part of that URL, which begins with ep_.",
    "Save, then subscribe to messages, messaging_postbacks, message_reactions and comments.",
    "Subscribe each account by POST /{account id}/subscribed_apps, and publish the app: an unpublished one gets nothing.",
  ],
} satisfies Webhook;
