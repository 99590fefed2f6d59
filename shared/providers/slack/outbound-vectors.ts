import { type ExpectedRequest, type OutboundVectors, SAMPLE_REFERENCE } from "../vectors.ts";
import { answers, error } from "./answer-vectors.ts";

const TOKEN = "xoxb-000000000000-000000000000-TestTestTestTestTestTest";
const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json; charset=utf-8" };
const post = { method: "POST", url: "https://slack.com/api/chat.postMessage", headers };

const authTest: ExpectedRequest = {
  method: "POST",
  url: "https://slack.com/api/auth.test",
  headers,
  body: { json: {} },
};

const metadata = { event_type: "causeway_job", event_payload: { job_id: SAMPLE_REFERENCE } };
const section = { type: "section", text: { type: "mrkdwn", text: "*Größe* ✓" } };

const identity = {
  ok: true,
  team: "Acme",
  team_id: "T0EXAMPLE",
  url: "https://acme.slack.com/",
  user: "causeway",
  user_id: "U0EXAMPLE",
};

export const outbound: OutboundVectors = {
  connection: { credentials: { botToken: TOKEN, teamId: "T0EXAMPLE", defaultChannelId: "C0DEFAULT" } },
  actions: {
    "message.post": {
      requests: [
        {
          title: "posts blocks into a thread, with the job's id in the metadata",
          input: {
            channel: "C0EXAMPLE",
            text: "Größe ✓",
            blocks: [section],
            threadTs: "1503435956.000247",
            unfurlLinks: false,
            unfurlMedia: true,
          },
          request: {
            ...post,
            body: {
              json: {
                channel: "C0EXAMPLE",
                text: "Größe ✓",
                blocks: [section],
                thread_ts: "1503435956.000247",
                unfurl_links: false,
                unfurl_media: true,
                metadata,
              },
            },
          },
        },
        {
          title: "goes to the credential's channel where none is named",
          input: { text: "Hi" },
          request: { ...post, body: { json: { channel: "C0DEFAULT", text: "Hi", metadata } } },
        },
        {
          title: "goes to the connection's own channel before the credential's",
          connection: {
            credentials: { botToken: TOKEN, defaultChannelId: "C0DEFAULT" },
            config: { defaultChannelId: "C0NORTH" },
          },
          input: { text: "Hi" },
          request: { ...post, body: { json: { channel: "C0NORTH", text: "Hi", metadata } } },
        },
      ],
      invalid: [
        {
          title: "blocks without words to fall back on",
          input: { channel: "C1", blocks: [section] },
          path: "text",
        },
        {
          title: "51 blocks",
          input: { channel: "C1", text: "Hi", blocks: Array(51).fill(section) },
          path: "blocks",
        },
        {
          title: "a block that is none",
          input: { channel: "C1", text: "Hi", blocks: [{ text: "Hi" }] },
          path: "blocks.0.type",
        },
        { title: "40,001 characters", input: { channel: "C1", text: "x".repeat(40_001) }, path: "text" },
        {
          title: "a ts that lost digits as a number",
          input: { channel: "C1", text: "Hi", threadTs: "1503435956.0002" },
          path: "threadTs",
        },
        {
          title: "a field that is none",
          input: { channel: "C1", text: "Hi", token: "xoxb-1" },
          path: "token",
        },
      ],
      results: [
        {
          title: "posted",
          status: 200,
          body: { ok: true, channel: "C0EXAMPLE", ts: "1503435956.000247", message: { text: "Hi" } },
          result: {
            externalId: "1503435956.000247",
            result: { channel: "C0EXAMPLE", ts: "1503435956.000247" },
          },
        },
        {
          title: "posted, with a warning",
          status: 200,
          body: { ok: true, channel: "C0EXAMPLE", ts: "1503435956.000247", warning: "superfluous_charset" },
          result: {
            externalId: "1503435956.000247",
            result: { channel: "C0EXAMPLE", ts: "1503435956.000247" },
          },
        },
      ],
    },
  },
  answers,
  connections: [
    {
      title: "names the workspace",
      exchanges: [{ request: authTest, answer: { status: 200, body: identity } }],
      verdict: { account: { id: "T0EXAMPLE", name: "Acme" } },
    },
    {
      title: "refuses a token that was revoked, though Slack answers 200",
      exchanges: [{ request: authTest, answer: error("token_revoked") }],
      verdict: { status: "needs_reauth", code: "token_revoked" },
    },
    {
      title: "learns nothing from a failure of Slack's",
      exchanges: [{ request: authTest, answer: error("fatal_error") }],
      verdict: { status: "error", code: "fatal_error" },
    },
  ],
  messages: [
    {
      title: "a message",
      message: { channel: "slack", to: "#bookings", text: "Hi" },
      input: { channel: "#bookings", text: "Hi" },
    },
  ],
};
