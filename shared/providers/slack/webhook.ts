import { isForm } from "../../model/body.ts";
import { type InboundBody, type ProtocolReply, textReply, type Webhook } from "../define.ts";
import { effects } from "./effects.ts";
import { events } from "./events.ts";
import { handshake } from "./handshake.ts";

/** Commands and interactions want an empty body: text would be shown to the user, JSON read as a message to post. */
function reply(body: InboundBody): ProtocolReply | null {
  return isForm(body.contentType) ? textReply("") : null;
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack/ */
export const webhook = {
  secret: {
    label: "Signing secret",
    hint: "Your app → Basic Information → App Credentials. One per app, for all workspaces.",
    example: "abcdef0123456789abcdef0123456789",
  },
  headers: ["x-slack-signature", "x-slack-request-timestamp"],
  scheme: {
    kind: "hmac",
    algorithm: "sha256",
    signature: { from: { header: "x-slack-signature" }, prefix: "v0=", encoding: "hex" },
    timestamp: { from: { header: "x-slack-request-timestamp" }, unit: "s" },
    content: ["v0:", { timestamp: true }, ":", { body: "raw" }],
  },
  handshake,
  reply,
  events,
  effects,
  eventTypes: [
    "app_home_opened",
    "app_mention",
    "app_rate_limited",
    "app_uninstalled",
    "block_actions",
    "channel_created",
    "member_joined_channel",
    "message",
    "message_action",
    "reaction_added",
    "shortcut",
    "slash_command",
    "team_join",
    "tokens_revoked",
    "view_closed",
    "view_submission",
  ],
  setup: [
    "Open your app at api.slack.com/apps and copy the signing secret from Basic Information here.",
    "Under Event Subscriptions switch events on and paste the endpoint's URL as Request URL: Slack checks it at once.",
    "Subscribe to the bot events you want and save.",
    "For buttons, modals and approvals paste the same URL under Interactivity & Shortcuts.",
    "For a slash command paste it as the command's Request URL, then reinstall the app to the workspace.",
  ],
} satisfies Webhook;
