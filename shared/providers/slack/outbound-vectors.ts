import {
  CLIENT_IN_BODY,
  codeForm,
  type ExpectedRequest,
  type OutboundVectors,
  SAMPLE_REFERENCE,
} from "../vectors.ts";
import { laterActions } from "./action-vectors.ts";
import { answers, error } from "./answer-vectors.ts";
import { lookups } from "./lookup-vectors.ts";
import { workspaceActions } from "./workspace-vectors.ts";

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

const installed = {
  ok: true,
  access_token: "xoxb-1",
  token_type: "bot",
  scope: "chat:write,channels:read",
  bot_user_id: "U0BOT",
  app_id: "A0EXAMPLE",
  team: { id: "T0EXAMPLE", name: "Acme" },
  enterprise: null,
  authed_user: { id: "U0EXAMPLE" },
};
const extra = { teamId: "T0EXAMPLE", appId: "A0EXAMPLE", botUserId: "U0BOT" };
const consent = {
  authorize:
    "https://slack.com/oauth/v2/authorize?response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback&scope=chat%3Awrite%2Cchat%3Awrite.public%2Cchannels%3Aread%2Cgroups%3Aread%2Cim%3Awrite%2Cusers%3Aread%2Cusers%3Aread.email",
  request: {
    method: "POST",
    url: "https://slack.com/api/oauth.v2.access",
    headers: { authorization: null },
    body: codeForm(...CLIENT_IN_BODY),
  },
  revoke: {
    method: "POST",
    url: "https://slack.com/api/auth.revoke",
    headers: { authorization: "Bearer xoxb-1" },
  },
};

export const outbound: OutboundVectors = {
  connection: { credentials: { botToken: TOKEN, teamId: "T0EXAMPLE", defaultChannelId: "C0DEFAULT" } },
  actions: {
    "message.post": {
      lookups: lookups(headers.authorization),
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
    "message.update": {
      requests: [
        {
          title: "replaces words and blocks",
          input: { channel: "C0EXAMPLE", ts: "1503435956.000247", text: "Moved", blocks: [section] },
          request: {
            ...post,
            url: "https://slack.com/api/chat.update",
            body: {
              json: { channel: "C0EXAMPLE", ts: "1503435956.000247", text: "Moved", blocks: [section] },
            },
          },
        },
      ],
      invalid: [
        { title: "no message named", input: { channel: "C1", text: "Hi" }, path: "ts" },
        { title: "no channel named", input: { ts: "1503435956.000247", text: "Hi" }, path: "channel" },
        { title: "no words", input: { channel: "C1", ts: "1503435956.000247" }, path: "text" },
      ],
      results: [
        {
          title: "changed",
          status: 200,
          body: { ok: true, channel: "C0EXAMPLE", ts: "1503435956.000247", text: "Moved" },
          result: {
            externalId: "1503435956.000247",
            result: { channel: "C0EXAMPLE", ts: "1503435956.000247" },
          },
        },
      ],
    },
    ...laterActions,
    ...workspaceActions,
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
  consents: [
    {
      title: "a bot's token that never ends, and the workspace that it is of",
      ...consent,
      answer: { status: 200, body: installed },
      tokens: { accessToken: "xoxb-1", refreshToken: null, lifetimeSeconds: null, extra },
    },
    {
      title: "tokens of an app that rotates them",
      ...consent,
      answer: { status: 200, body: { ...installed, refresh_token: "xoxe-1-1", expires_in: 43_200 } },
      tokens: { accessToken: "xoxb-1", refreshToken: "xoxe-1-1", lifetimeSeconds: 43_200, extra },
    },
  ],
};
