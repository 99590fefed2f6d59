import type { ProtocolReply } from "../define.ts";
import { type GoodVector, type HandshakeVector, type ProviderVectors, refused } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const ENDPOINT = "https://hooks.example.com/webhooks/slack/ep_1";
const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

const request = {
  source: "signed as Slack's page on verifying requests prescribes",
  secret: "0123456789abcdef0123456789abcdef",
  method: "POST",
  url: ENDPOINT,
  now: 1_749_416_384_000,
};

function signed(
  signature: string,
  contentType: string,
  timestamp = "1749416384",
): Readonly<Record<string, string>> {
  return {
    "content-type": contentType,
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": signature,
  };
}

function text(body: string): ProtocolReply {
  return {
    status: 200,
    headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
    body,
  };
}

const command: GoodVector = {
  ...request,
  kind: "good",
  title: "takes Slack's documented slash command",
  source: "https://docs.slack.dev/authentication/verifying-requests-from-slack/",
  secret: "8f742231b10e8888abcd99yyyzzz85a5",
  now: 1_531_420_618_000,
  headers: signed(
    "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    FORM_TYPE,
    "1531420618",
  ),
  body: "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
  reply: text(""),
  events: [
    {
      id: "398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
      type: "slash_command",
      subject: "G8PSS9T3V",
      time: null,
    },
  ],
};

const click: GoodVector = {
  ...request,
  kind: "good",
  title: "names a click by its message, user, action and time",
  headers: signed("v0=54eb9171766453a2365eaead67b06cfc9ec8af450c4fa6f1fd66727e5506a2be", FORM_TYPE),
  body: "payload=%7B%22type%22%3A%22block_actions%22%2C%22api_app_id%22%3A%22A1%22%2C%22team%22%3A%7B%22id%22%3A%22T1%22%7D%2C%22user%22%3A%7B%22id%22%3A%22U1%22%7D%2C%22trigger_id%22%3A%221.2.3%22%2C%22response_url%22%3A%22https%3A%2F%2Fhooks.slack.com%2Factions%2FT1%2F1%2Fx%22%2C%22container%22%3A%7B%22type%22%3A%22message%22%2C%22message_ts%22%3A%221749416383.000100%22%2C%22channel_id%22%3A%22C1%22%7D%2C%22actions%22%3A%5B%7B%22type%22%3A%22button%22%2C%22action_id%22%3A%22approval_approve%22%2C%22block_id%22%3A%22apv_01J%22%2C%22value%22%3A%22apv_01J%22%2C%22action_ts%22%3A%221749416383.500000%22%7D%5D%7D",
  reply: text(""),
  events: [
    {
      id: "1749416383.000100:U1:approval_approve:1749416383.500000",
      type: "block_actions",
      subject: "C1",
      time: 1_749_416_383_500,
    },
  ],
  effects: [
    {
      kind: "approval.decided",
      approvalId: "apv_01J",
      decision: "approved",
      by: "U1",
      posted: { externalId: "1749416383.000100", result: { channel: "C1" } },
    },
  ],
};

const submission: GoodVector = {
  ...request,
  kind: "good",
  title: "names a submitted modal by its trigger",
  headers: signed("v0=f0ad1e66a26e4b53d077d2eb6cf0dc0453ebc2fcbb994a593853e8696ebaba9f", FORM_TYPE),
  body: "payload=%7B%22type%22%3A%22view_submission%22%2C%22user%22%3A%7B%22id%22%3A%22U1%22%7D%2C%22trigger_id%22%3A%224.5.6%22%2C%22view%22%3A%7B%22id%22%3A%22V1%22%2C%22private_metadata%22%3A%22%22%7D%7D",
  reply: text(""),
  events: [{ id: "4.5.6", type: "view_submission", subject: "V1", time: null }],
};

const mention: GoodVector = {
  ...request,
  kind: "good",
  title: "takes an Events API envelope by its inner type",
  headers: signed("v0=826888823df7c838bf03636f4df421a968794d7bee2bc13b54ac83ca3534b18d", JSON_TYPE),
  body: '{"token":"x","team_id":"T1","api_app_id":"A1","type":"event_callback","event_id":"Ev08","event_time":1749416380,"event":{"type":"app_mention","user":"U1","text":"<@U2> hé","ts":"1749416380.000200","channel":"C1","event_ts":"1749416380.000200"}}',
  events: [{ id: "Ev08", type: "app_mention", subject: "C1", time: 1_749_416_380_000 }],
};

const message: GoodVector = {
  ...request,
  kind: "good",
  title: "takes a person's answer in a thread for a message",
  headers: signed("v0=1dfb972546e9fb8b9d2e295789c18ef7af1aa8f6be4d43997360e558d1b5c8cc", JSON_TYPE),
  body: '{"token":"x","team_id":"T1","api_app_id":"A1","type":"event_callback","event_id":"Ev09","event_time":1749416381,"event":{"type":"message","channel":"C123ABC456","user":"U123ABC456","text":"Größe?","ts":"1749416381.000300","thread_ts":"1749416380.000200","channel_type":"channel","event_ts":"1749416381.000300"}}',
  events: [{ id: "Ev09", type: "message", subject: "C123ABC456", time: 1_749_416_381_000 }],
  effects: [
    {
      kind: "message.received",
      channel: "slack",
      externalId: "1749416381.000300",
      from: "U123ABC456",
      to: "C123ABC456",
      text: "Größe?",
      subject: null,
      mediaUrls: [],
      inReplyTo: "1749416380.000200",
    },
  ],
};

const botMessage: GoodVector = {
  ...request,
  kind: "good",
  title: "takes what a bot posts for nobody's message",
  headers: signed("v0=028bfad0b4d0c0925d399e588d74e44a5775b6c5140ce78cf441315ede7061ea", JSON_TYPE),
  body: '{"token":"x","team_id":"T1","api_app_id":"A1","type":"event_callback","event_id":"Ev10","event_time":1749416382,"event":{"type":"message","channel":"C123ABC456","user":"U2","bot_id":"B1","text":"Done","ts":"1749416382.000400","channel_type":"channel","event_ts":"1749416382.000400"}}',
  events: [{ id: "Ev10", type: "message", subject: "C123ABC456", time: 1_749_416_382_000 }],
};

const edit: GoodVector = {
  ...request,
  kind: "good",
  title: "takes an edit for no new message",
  headers: signed("v0=2b7020cebd3b8555a61929226a8566c3e3ec05f7f058a1d726d09c53e38d51c9", JSON_TYPE),
  body: '{"token":"x","team_id":"T1","api_app_id":"A1","type":"event_callback","event_id":"Ev11","event_time":1749416383,"event":{"type":"message","subtype":"message_changed","hidden":true,"channel":"C123ABC456","ts":"1749416383.000500","message":{"type":"message","user":"U123ABC456","text":"Größe","ts":"1749416381.000300"},"event_ts":"1749416383.000500"}}',
  events: [{ id: "Ev11", type: "message", subject: "C123ABC456", time: 1_749_416_383_000 }],
};

const withFile: GoodVector = {
  ...request,
  kind: "good",
  title: "takes a message with a file for a message",
  headers: signed("v0=b2579a105a890939fa18ef7bb225cdfe569e34e66605029eb3c400863ef3ead9", JSON_TYPE),
  body: '{"token":"x","team_id":"T1","api_app_id":"A1","type":"event_callback","event_id":"Ev14","event_time":1749416382,"event":{"type":"message","subtype":"file_share","channel":"C123ABC456","user":"U123ABC456","text":"The plan","ts":"1749416382.000600","files":[{"id":"F1","name":"plan.pdf","url_private":"https://files.slack.com/files-pri/T1-F1/plan.pdf"}],"upload":false,"channel_type":"channel","event_ts":"1749416382.000600"}}',
  events: [{ id: "Ev14", type: "message", subject: "C123ABC456", time: 1_749_416_382_000 }],
  effects: [
    {
      kind: "message.received",
      channel: "slack",
      from: "U123ABC456",
      to: "C123ABC456",
      subject: null,
      externalId: "1749416382.000600",
      text: "The plan",
      mediaUrls: ["https://files.slack.com/files-pri/T1-F1/plan.pdf"],
      inReplyTo: null,
    },
  ],
};

const broadcast: GoodVector = {
  ...request,
  kind: "good",
  title: "takes what goes from a thread into its channel too for a message",
  headers: signed("v0=04db2f49e4131fb29292475cfcec96282b7385fb3ac5f6a7621d6214949f3948", JSON_TYPE),
  body: '{"token":"x","team_id":"T1","api_app_id":"A1","type":"event_callback","event_id":"Ev15","event_time":1749416382,"event":{"type":"message","subtype":"thread_broadcast","channel":"C123ABC456","user":"U123ABC456","text":"All of you","ts":"1749416382.000700","thread_ts":"1749416380.000200","root":{"type":"message","ts":"1749416380.000200"},"channel_type":"channel","event_ts":"1749416382.000700"}}',
  events: [{ id: "Ev15", type: "message", subject: "C123ABC456", time: 1_749_416_382_000 }],
  effects: [
    {
      kind: "message.received",
      channel: "slack",
      from: "U123ABC456",
      to: "C123ABC456",
      subject: null,
      externalId: "1749416382.000700",
      text: "All of you",
      mediaUrls: [],
      inReplyTo: "1749416380.000200",
    },
  ],
};

const limited: GoodVector = {
  ...request,
  kind: "good",
  title: "takes an envelope without an inner event by its own type",
  headers: signed("v0=5b18960a1b2cb5372e2b58b2a1c91998304d7e4bbbaaef97e789dfe2e6c88154", JSON_TYPE),
  body: '{"token":"x","type":"app_rate_limited","team_id":"T1","minute_rate_limited":1749416340,"api_app_id":"A1"}',
  events: [{ id: null, type: "app_rate_limited", subject: "T1", time: 1_749_416_340_000 }],
};

const challenge: HandshakeVector = {
  title: "answers the challenge of a Request URL",
  verified: true,
  method: "POST",
  url: ENDPOINT,
  headers: { "content-type": JSON_TYPE },
  body: '{"token":"x","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}',
  reply: text("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"),
};

const certificateCheck: HandshakeVector = {
  ...challenge,
  title: "answers a check of the certificate",
  headers: { "content-type": FORM_TYPE },
  body: "token=x&ssl_check=1",
  reply: text(""),
};

export const vectors: ProviderVectors = {
  outbound,
  webhooks: [
    command,
    click,
    submission,
    mention,
    message,
    botMessage,
    edit,
    withFile,
    broadcast,
    limited,
    refused(command, {
      title: "refuses a command changed after signing",
      kind: "tampered",
      body: "token=xyzz0WbapA4vBCDEFasx0q6G&command=%2Fdelete-everything&text=&trigger_id=1.2.3",
      verdict: "invalid_signature",
    }),
    refused(mention, {
      title: "refuses the same JSON with its letters escaped",
      kind: "reencoded",
      body: '{"token":"x","team_id":"T1","api_app_id":"A1","type":"event_callback","event_id":"Ev08","event_time":1749416380,"event":{"type":"app_mention","user":"U1","text":"<@U2> h\\u00e9","ts":"1749416380.000200","channel":"C1","event_ts":"1749416380.000200"}}',
      verdict: "invalid_signature",
    }),
    refused(command, {
      title: "refuses another app's signing secret",
      kind: "wrong_key",
      secret: "0123456789abcdef0123456789abcdef",
      verdict: "invalid_signature",
    }),
    refused(command, {
      title: "refuses a command repeated 301 s later",
      kind: "stale",
      now: 1_531_420_919_000,
      verdict: "stale_timestamp",
    }),
    refused(command, {
      title: "refuses a timestamp 301 s ahead",
      kind: "stale",
      now: 1_531_420_317_000,
      verdict: "stale_timestamp",
    }),
    refused(command, {
      title: "refuses a signature of another version",
      kind: "incomplete",
      headers: signed(
        "v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
        FORM_TYPE,
        "1531420618",
      ),
      verdict: "header_malformed",
    }),
    refused(command, {
      title: "refuses a request without its timestamp",
      kind: "incomplete",
      headers: {
        "content-type": FORM_TYPE,
        "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
      },
      verdict: "header_missing",
    }),
  ],
  handshakes: [
    challenge,
    { ...challenge, title: "answers the challenge before the secret is known", verified: false },
    certificateCheck,
    {
      ...certificateCheck,
      title: "answers a check of the certificate by GET",
      verified: false,
      method: "GET",
      url: `${ENDPOINT}?ssl_check=1&token=x`,
      body: "",
    },
    {
      ...challenge,
      title: "leaves an event alone that has a challenge of its own",
      body: '{"type":"event_callback","challenge":"x","event":{"type":"message"}}',
      reply: null,
    },
    { ...challenge, title: "leaves an event alone", body: mention.body, reply: null },
    { ...certificateCheck, title: "leaves a command alone", body: command.body, reply: null },
    { ...challenge, title: "leaves a body alone that is not JSON", body: "{", reply: null },
    {
      ...challenge,
      title: "leaves a challenge alone that is no text",
      body: '{"type":"url_verification","challenge":{}}',
      reply: null,
    },
  ],
};
