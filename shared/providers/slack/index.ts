import { defineProvider } from "../define.ts";
import { joinChannel, listChannels } from "./actions/channels.ts";
import { deleteMessage } from "./actions/delete-message.ts";
import { findUser, openConversation } from "./actions/people.ts";
import { postEphemeral } from "./actions/post-ephemeral.ts";
import { postMessage } from "./actions/post-message.ts";
import { scheduleMessage } from "./actions/schedule-message.ts";
import { updateMessage } from "./actions/update-message.ts";
import { approvals } from "./approvals.ts";
import { api, BASE_URL, connection, oauth2 } from "./auth.ts";
import { channel } from "./channels.ts";
import { classify } from "./classify.ts";
import { limits } from "./limits.ts";
import { webhook } from "./webhook.ts";

/** Slack: messages, approvals, commands. https://docs.slack.dev/apis/ */
export const slack = defineProvider({
  id: "slack",
  name: "Slack",
  categories: ["messaging"],
  docs: "https://docs.slack.dev/apis/",
  auth: {
    kind: "bearer",
    fields: [
      {
        name: "botToken",
        label: "Bot token",
        hint: "Your app → OAuth & Permissions → Bot User OAuth Token, after installing the app to the workspace.",
        secret: true,
        required: true,
        example: "xoxb-000000000000-000000000000-ExampleExampleExample",
      },
      {
        name: "teamId",
        label: "Workspace",
        hint: "The workspace's id; it starts with T and stands in the address of Slack in a browser.",
        secret: false,
        required: false,
        example: "T0EXAMPLE",
      },
      {
        name: "defaultChannelId",
        label: "Default channel",
        hint: "The id at the foot of the channel's details; used where a message names no channel.",
        secret: false,
        required: false,
        example: "C0EXAMPLE",
      },
    ],
    oauth2,
  },
  baseUrl: BASE_URL,
  limits,
  connection,
  api,
  actions: {
    "message.post": postMessage,
    "message.delete": deleteMessage,
    "message.post_ephemeral": postEphemeral,
    "message.schedule": scheduleMessage,
    "message.update": updateMessage,
    "channel.join": joinChannel,
    "channels.list": listChannels,
    "conversation.open": openConversation,
    "user.find": findUser,
  },
  approvals,
  channels: { slack: channel },
  classify,
  webhook,
});
