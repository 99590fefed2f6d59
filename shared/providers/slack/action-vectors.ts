import type { ActionVectors } from "../vectors.ts";

const method = (name: string, json: unknown) => ({
  method: "POST",
  url: `https://slack.com/api/${name}`,
  headers: {
    authorization: "Bearer xoxb-000000000000-000000000000-TestTestTestTestTestTest",
    "content-type": "application/json; charset=utf-8",
  },
  body: { json },
});

const section = { type: "section", text: { type: "mrkdwn", text: "*Größe* ✓" } };
const ts = "1503435956.000247";

/** Of what happens to a message after it is posted, or instead. */
export const laterActions: Readonly<Record<string, ActionVectors>> = {
  "message.delete": {
    requests: [
      {
        title: "names the message and nothing else",
        input: { channel: "C0EXAMPLE", ts },
        request: method("chat.delete", { channel: "C0EXAMPLE", ts }),
      },
    ],
    invalid: [
      { title: "no message named", input: { channel: "C1" }, path: "ts" },
      { title: "a ts that is a number", input: { channel: "C1", ts: 1503435956.0002 }, path: "ts" },
    ],
    results: [
      {
        title: "deleted",
        status: 200,
        body: { ok: true, channel: "C0EXAMPLE", ts },
        result: { externalId: ts, result: { channel: "C0EXAMPLE", ts } },
      },
    ],
  },
  "message.post_ephemeral": {
    requests: [
      {
        title: "shows blocks to one person of a thread",
        input: { channel: "C0EXAMPLE", user: "U0EXAMPLE", text: "Hi", blocks: [section], threadTs: ts },
        request: method("chat.postEphemeral", {
          channel: "C0EXAMPLE",
          user: "U0EXAMPLE",
          text: "Hi",
          blocks: [section],
          thread_ts: ts,
        }),
      },
    ],
    invalid: [
      { title: "nobody to see it", input: { channel: "C1", text: "Hi" }, path: "user" },
      { title: "a channel for a person", input: { channel: "C1", user: "C1", text: "Hi" }, path: "user" },
      { title: "no words", input: { channel: "C1", user: "U1", blocks: [section] }, path: "text" },
    ],
    results: [
      {
        title: "shown",
        status: 200,
        body: { ok: true, message_ts: ts },
        result: { externalId: ts, result: { ts } },
      },
    ],
  },
  "message.schedule": {
    requests: [
      {
        title: "says the second, and carries no metadata",
        input: { channel: "C0EXAMPLE", text: "Hi", postAt: "2026-07-01T09:30:00.900+02:00" },
        request: method("chat.scheduleMessage", {
          channel: "C0EXAMPLE",
          text: "Hi",
          post_at: 1_782_891_000,
        }),
      },
    ],
    invalid: [
      { title: "no time", input: { channel: "C1", text: "Hi" }, path: "postAt" },
      {
        title: "a time without a zone",
        input: { channel: "C1", text: "Hi", postAt: "2026-07-01T09:30:00" },
        path: "postAt",
      },
    ],
    results: [
      {
        title: "scheduled",
        status: 200,
        body: {
          ok: true,
          channel: "C0EXAMPLE",
          scheduled_message_id: "Q1298393284",
          post_at: 1_782_891_000,
          message: { text: "Hi" },
        },
        result: {
          externalId: "Q1298393284",
          result: { id: "Q1298393284", channel: "C0EXAMPLE", postAt: "2026-07-01T07:30:00.000Z" },
        },
      },
    ],
  },
};
