import type { Answer, Call, Route } from "../../api/provider-api.ts";
import type { Schema } from "../../api/schema.ts";
import { createIds } from "../../ids.ts";
import { isJsonObject, textAt } from "../../payload.ts";
import { type JsonObject, toSeconds } from "../../sender.ts";
import { checkBlocks, readBlocks } from "./blocks.ts";
import { refusal } from "./refusals.ts";
import { createWorkspace } from "./workspace.ts";

const text: Schema = { type: "string" };
const flag: Schema = { type: "boolean" };
const blocks: Schema = { oneOf: [text, { type: "array" }] };

const params: Schema = {
  type: "object",
  required: ["channel"],
  properties: {
    channel: text,
    text,
    blocks,
    attachments: blocks,
    as_user: text,
    icon_emoji: text,
    icon_url: text,
    link_names: flag,
    markdown_text: text,
    metadata: {
      oneOf: [
        {
          type: "object",
          required: ["event_type", "event_payload"],
          properties: { event_type: text, event_payload: { type: "object" } },
        },
        text,
      ],
    },
    mrkdwn: flag,
    parse: text,
    reply_broadcast: flag,
    thread_ts: text,
    unfurl_links: flag,
    unfurl_media: flag,
    username: text,
  },
};

const MAX_TEXT = 40_000;
const ID = /^[CDGU][A-Z0-9]+$/;
const NAME = /^#?[^\sA-Z]{1,80}$/;

/** Channels that bring about a refusal. */
const magicChannels: ReadonlyMap<string, string> = new Map([
  ["C0NOTFOUND", "channel_not_found"],
  ["C0NOTMEMBER", "not_in_channel"],
  ["C0ARCHIVED", "is_archived"],
]);

function isEmpty({ text: plain, markdown_text, blocks: list, attachments }: JsonObject): boolean {
  return (
    (plain ?? markdown_text ?? "") === "" &&
    readBlocks(list)?.length === 0 &&
    readBlocks(attachments)?.length === 0
  );
}

function check({ params: message }: Call): Answer | null {
  const channel = textAt(message, "channel") ?? "";
  const magic = magicChannels.get(channel);
  if (magic !== undefined || !(ID.test(channel) || NAME.test(channel))) {
    return refusal(magic ?? "channel_not_found");
  }
  if ((textAt(message, "text") ?? "").length > MAX_TEXT) {
    return refusal("msg_too_long");
  }
  return isEmpty(message) ? refusal("no_text") : checkBlocks(message.blocks);
}

/** Where a message lands: a user's id is his direct messages, a name its channel. */
function channelId(channel: string): string {
  if (/^[CDG][A-Z0-9]+$/.test(channel)) {
    return channel;
  }
  return `${ID.test(channel) ? "D" : "C"}0${createIds(`slack ${channel}`, 0, 0).upper("channel", 9)}`;
}

/** Post a message. https://docs.slack.dev/reference/methods/chat.postMessage */
export const postMessage: Route = {
  method: "POST",
  path: "/api/chat.postMessage",
  action: "chat.postMessage",
  takes: ["json", "form"],
  described: { file: "slack.json", path: "/chat.postMessage" },
  params,
  // The description is of 2021: it knows no metadata, and blocks and attachments only as a form writes them.
  ahead: ["attachments", "blocks", "markdown_text", "metadata"],
  check,
  act: ({ credential, params: { blocks: list, thread_ts, metadata, ...message }, sequence, now }) => {
    const { userId, botId, teamId } = createWorkspace(credential);
    const channel = channelId(String(message.channel));
    // Unique in a channel, as Slack's are: the sequence gives the decimals.
    const ts = `${toSeconds(now)}.${String(sequence % 1_000_000).padStart(6, "0")}`;
    const posted = {
      user: userId,
      type: "message",
      ts,
      bot_id: botId,
      app_id: "A0CAUSEWAY1",
      text: message.text ?? "",
      team: teamId,
      ...(list === undefined ? {} : { blocks: readBlocks(list) }),
      ...(thread_ts === undefined ? {} : { thread_ts }),
      ...(metadata === undefined ? {} : { metadata }),
    };
    const object = { ...posted, channel };
    return {
      answer: { status: 200, body: { ok: true, channel, ts, message: posted } },
      made: { id: `${channel}:${ts}`, object },
    };
  },
  reference: ({ metadata }) => {
    const payload = isJsonObject(metadata) ? metadata.event_payload : null;
    return isJsonObject(payload) ? textAt(payload, "job_id") : null;
  },
};
