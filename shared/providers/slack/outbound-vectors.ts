import {
  type AnswerVector,
  type ExpectedRequest,
  type OutboundVectors,
  SAMPLE_REFERENCE,
  type SampleAnswer,
} from "../vectors.ts";

const TOKEN = "xoxb-000000000000-000000000000-TestTestTestTestTestTest";

const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json; charset=utf-8" };
const post = { method: "POST", url: "https://slack.com/api/chat.postMessage", headers };
const authTest: ExpectedRequest = {
  method: "POST",
  url: "https://slack.com/api/auth.test",
  headers,
  body: { json: {} },
};

const metadata = { event_type: "causeway_job", event_payload: { job: SAMPLE_REFERENCE } };
const section = { type: "section", text: { type: "mrkdwn", text: "*Größe* ✓" } };

/** Slack refuses with 200. */
function error(code: string, more: Readonly<Record<string, unknown>> = {}): SampleAnswer {
  return { status: 200, body: { ok: false, error: code, ...more } };
}

function refused(code: string): AnswerVector {
  return { title: code, ...error(code), outcome: { kind: "refused", code } };
}

function unauthorised(code: string): AnswerVector {
  return { title: code, ...error(code), outcome: { kind: "reauthorise", code } };
}

function retried(code: string): AnswerVector {
  return { title: code, ...error(code), outcome: { kind: "retry", code, retryAfterMs: null } };
}

function throttled(retryAfter: string, retryAfterMs: number): AnswerVector {
  return {
    title: `429 with Retry-After: ${retryAfter}`,
    status: 429,
    headers: { "retry-after": retryAfter },
    body: { ok: false, error: "ratelimited" },
    outcome: { kind: "throttle", code: "ratelimited", retryAfterMs },
  };
}

const answers: readonly AnswerVector[] = [
  throttled("30", 30_000),
  throttled("Thu, 01 Jan 2026 00:01:00 GMT", 60_000),
  {
    title: "ratelimited without a time",
    ...error("ratelimited"),
    outcome: { kind: "throttle", code: "ratelimited", retryAfterMs: null },
  },
  {
    title: "429 of a proxy",
    status: 429,
    headers: { "retry-after": "1" },
    body: "slow down",
    outcome: { kind: "throttle", code: "http_429", retryAfterMs: 1_000 },
  },
  retried("service_unavailable"),
  retried("request_timeout"),
  retried("team_added_to_org"),
  {
    title: "internal_error, which may have posted",
    ...error("internal_error"),
    outcome: { kind: "uncertain", code: "internal_error" },
  },
  {
    title: "fatal_error, which may have posted",
    ...error("fatal_error"),
    outcome: { kind: "uncertain", code: "fatal_error" },
  },
  {
    title: "200 that says neither yes nor no",
    status: 200,
    body: "<html></html>",
    outcome: { kind: "uncertain", code: "unreadable_answer" },
  },
  {
    title: "500, and there is no key",
    status: 500,
    body: { ok: false, error: "internal_error" },
    outcome: { kind: "uncertain", code: "http_500" },
  },
  {
    title: "503 before anything was done",
    status: 503,
    body: { ok: false, error: "service_unavailable" },
    outcome: { kind: "retry", code: "http_503", retryAfterMs: null },
  },
  unauthorised("account_inactive"),
  unauthorised("invalid_auth"),
  unauthorised("missing_scope"),
  unauthorised("token_expired"),
  unauthorised("token_revoked"),
  refused("channel_not_found"),
  refused("invalid_blocks"),
  refused("is_archived"),
  refused("msg_too_long"),
  refused("no_text"),
  refused("not_in_channel"),
  refused("an_error_of_next_year"),
];

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
