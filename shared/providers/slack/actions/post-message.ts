import { z } from "zod";
import { at, idOf, itemsAt, nameOf } from "../../../model/read.ts";
import { type ActionResult, type Call, defineAction, type LookupSpec } from "../../action.ts";
import { callMethod, readMethod } from "../auth.ts";
import { messageBlocks, messageText, messageTs } from "../input.ts";

const input = z.strictObject({
  channel: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe("The id of a channel (C…, G…), a direct message (D…) or a person (U…), or a channel's name."),
  text: messageText,
  blocks: messageBlocks.optional(),
  threadTs: messageTs.optional().describe("The `ts` of the message that this one answers."),
  unfurlLinks: z.boolean().optional(),
  unfurlMedia: z.boolean().optional(),
});

const EVENT_TYPE = "causeway_job";

/** Without any, Slack's own refusal says what is missing. */
function channelOf(channel: string | undefined, { config, credentials }: Call): string | undefined {
  return channel ?? nameOf(config.defaultChannelId) ?? credentials.defaultChannelId;
}

function bodyOf({ channel, text, blocks, ...options }: z.output<typeof input>, call: Call) {
  return {
    channel: channelOf(channel, call),
    text,
    blocks,
    thread_ts: options.threadTs,
    unfurl_links: options.unfurlLinks,
    unfurl_media: options.unfurlMedia,
    metadata: { event_type: EVENT_TYPE, event_payload: { job_id: call.reference } },
  };
}

function posted(ts: string | null, channel: string | null): ActionResult {
  return { externalId: ts, result: { channel, ts } };
}

/** The clocks of both sides, and for how long Slack may have gone on with what was given up here. */
const BEFORE_SECONDS = 60;
const AFTER_SECONDS = 600;

/**
 * The messages around the doubtful try, whose metadata name their jobs. It takes `channels:history` (`groups:history`,
 * `im:history`) and `metadata.message:read`, which an app that only posts has not; and commercial apps outside the
 * Marketplace are shown 15 messages a minute. Who may not look, or sees too little, is left in doubt.
 */
const lookup: LookupSpec<z.output<typeof input>> = {
  docs: "https://docs.slack.dev/reference/methods/conversations.history",
  afterSeconds: 10,
  send: ({ channel, threadTs }, call) => {
    const id = channelOf(channel, call);
    // a name or a person's id is no conversation's
    if (id === undefined || !/^[CDG][A-Z0-9]+$/.test(id)) {
      return null;
    }
    const around = call.since / 1_000;
    const window = {
      channel: id,
      oldest: (around - BEFORE_SECONDS).toFixed(6),
      latest: (around + AFTER_SECONDS).toFixed(6),
      limit: "200",
      include_all_metadata: "true",
    };
    return threadTs === undefined
      ? readMethod("conversations.history", window, call)
      : readMethod("conversations.replies", { ...window, ts: threadTs }, call);
  },
  found: ({ body }, { input: { channel }, reference }) => {
    const message = itemsAt(body, "messages").find(
      (one) =>
        at(one, "metadata", "event_type") === EVENT_TYPE &&
        at(one, "metadata", "event_payload", "job_id") === reference,
    );
    return message === undefined ? null : posted(idOf(at(message, "ts")), channel ?? null);
  },
};

/** Slack has no idempotency keys, but the message bears the job's id. */
export const postMessage = defineAction({
  description:
    "Posts a message to a channel or a person. Without `channel` it goes to the connection's default.",
  docs: "https://docs.slack.dev/reference/methods/chat.postMessage",
  input,
  example: {
    channel: "C0EXAMPLE",
    text: "Booking confirmed: Monday, 9:30",
    blocks: [{ type: "section", text: { type: "mrkdwn", text: "*Booking confirmed*\nMonday, 9:30" } }],
    unfurlLinks: false,
  },
  idempotency: "none",
  onUncertain: "lookup",
  limitClass: "post",
  send: (message, call) => callMethod("chat.postMessage", bodyOf(message, call), call),
  result: ({ body }) => posted(idOf(at(body, "ts")), idOf(at(body, "channel"))),
  lookup,
});
