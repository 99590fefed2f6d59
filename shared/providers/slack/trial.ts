import { at, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { type Trial, trialName } from "../trial.ts";
import { callMethod } from "./auth.ts";

const DAY_SECONDS = 86_400;

function channelOf({ credentials }: Pick<Call, "credentials">): string {
  return credentials.defaultChannelId ?? "";
}

export const trial: Trial = {
  what: "a message of tomorrow, taken back before it is sent",
  docs: "https://docs.slack.dev/reference/methods/chat.scheduleMessage",
  needs: ["defaultChannelId"],
  create: (call, now) =>
    callMethod(
      "chat.scheduleMessage",
      { channel: channelOf(call), post_at: Math.floor(now / 1_000) + DAY_SECONDS, text: trialName(call) },
      call,
    ),
  created: ({ body }) => (at(body, "ok") === true ? nameOf(at(body, "scheduled_message_id")) : null),
  remove: (id, call) =>
    callMethod("chat.deleteScheduledMessage", { channel: channelOf(call), scheduled_message_id: id }, call),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://slack.com/api/chat.scheduleMessage",
        headers: {},
        body: {
          json: {
            channel: "C0DEFAULT",
            post_at: 1767312000,
            text: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka",
          },
        },
      },
      answer: {
        status: 200,
        body: { ok: true, channel: "C0DEFAULT", scheduled_message_id: "Q1298393284", post_at: 1767312000 },
      },
    },
    id: "Q1298393284",
    remove: {
      request: {
        method: "POST",
        url: "https://slack.com/api/chat.deleteScheduledMessage",
        headers: {},
        body: { json: { channel: "C0DEFAULT", scheduled_message_id: "Q1298393284" } },
      },
      answer: { status: 200, body: { ok: true } },
    },
  },
};
