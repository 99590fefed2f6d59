import { type GoodVector, type ProviderVectors, refusals } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const request = {
  source: "signed with HMAC-SHA256 over the bytes, as documented",
  secret: "instagram_app_secret_0123456789abcdef",
  method: "POST",
  url: "https://hooks.example.com/webhooks/instagram/ep_1",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies a message whose characters Meta escaped in the bytes it signed",
  headers: {
    "content-type": "application/json",
    "x-hub-signature-256": "sha256=18e1dada5e5015cb62f45eb4e645783662981a6a9c699c73fd30de50ca094044",
  },
  events: [
    {
      id: "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE3",
      type: "messages",
      subject: "987654321",
      time: 1749416382987,
    },
  ],
  effects: [
    {
      kind: "message.received",
      channel: "instagram",
      externalId: "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE3",
      from: "987654321",
      to: "17841400000000001",
      text: "hi ❤",
      subject: null,
      mediaUrls: [],
      inReplyTo: null,
    },
  ],
  source: "the documented payload, signed as Meta's page says",
  body: '{"object":"instagram","entry":[{"time":1749416383123,"id":"17841400000000001","messaging":[{"sender":{"id":"987654321"},"recipient":{"id":"17841400000000001"},"timestamp":1749416382987,"message":{"mid":"aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE3","text":"hi \\u2764"}}]}]}',
};

const answer: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a picture sent as an answer",
  headers: {
    "content-type": "application/json",
    "x-hub-signature-256": "sha256=5b11d5ae1a438612bb54a63c46ab39f4f4ea31765988b6013123ecb14b36173f",
  },
  events: [{ id: "aWdfAnswer1", type: "messages", subject: "987654321", time: 1767225600000 }],
  effects: [
    {
      kind: "message.received",
      channel: "instagram",
      externalId: "aWdfAnswer1",
      from: "987654321",
      to: "17841400000000001",
      text: null,
      subject: null,
      mediaUrls: ["https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=abc"],
      inReplyTo: "aWdfEcho1",
    },
  ],
  body: '{"object":"instagram","entry":[{"time":1767225600123,"id":"17841400000000001","messaging":[{"sender":{"id":"987654321"},"recipient":{"id":"17841400000000001"},"timestamp":1767225600000,"message":{"mid":"aWdfAnswer1","attachments":[{"type":"image","payload":{"url":"https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=abc"}}],"reply_to":{"mid":"aWdfEcho1"}}}]}]}',
};

const echo: GoodVector = {
  ...request,
  kind: "good",
  title: "tells an echo and what was unsent from a message",
  headers: {
    "content-type": "application/json",
    "x-hub-signature-256": "sha256=4d24da1ab98126b2df255a23de053f23a2b3c833771ca020ae0da2c20556952a",
  },
  events: [
    { id: "aWdfEcho1", type: "messages.echo", subject: "987654321", time: 1767225600000 },
    { id: "aWdfGone1:deleted", type: "messages.deleted", subject: "987654321", time: 1767225600000 },
  ],
  body: '{"object":"instagram","entry":[{"id":"17841400000000001","time":1767225600000,"messaging":[{"sender":{"id":"987654321"},"recipient":{"id":"17841400000000001"},"timestamp":1767225600000,"message":{"mid":"aWdfEcho1","text":"Gr\\u00fc\\u00dfe","is_echo":true}},{"sender":{"id":"987654321"},"recipient":{"id":"17841400000000001"},"timestamp":1767225600000,"message":{"mid":"aWdfGone1","is_deleted":true}}]}]}',
};

const postback: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a postback, a reaction and a read receipt, also within one more list",
  headers: {
    "content-type": "application/json",
    "x-hub-signature-256": "sha256=8ab5aab1146a1ee15b3f5c6496ed8ba0ad10e2fe005db844a8cf42ec85c86726",
  },
  events: [
    { id: "aWdfPost1", type: "messaging_postbacks", subject: "987654321", time: 1767225600000 },
    {
      id: "aWdfPost1:987654321:react:1767225600000",
      type: "message_reactions",
      subject: "987654321",
      time: 1767225600000,
    },
    { id: "aWdfPost1:987654321", type: "messaging_seen", subject: "987654321", time: 1767225600000 },
  ],
  effects: [{ kind: "message.status", externalId: "aWdfPost1", status: "read", errorCode: null }],
  body: '[{"object":"instagram","entry":[{"id":"17841400000000001","time":1767225600000,"messaging":[{"sender":{"id":"987654321"},"recipient":{"id":"17841400000000001"},"timestamp":1767225600000,"postback":{"mid":"aWdfPost1","title":"Ja","payload":"YES"}},{"sender":{"id":"987654321"},"recipient":{"id":"17841400000000001"},"timestamp":1767225600000,"reaction":{"mid":"aWdfPost1","action":"react","emoji":"\\u2764"}},{"sender":{"id":"987654321"},"recipient":{"id":"17841400000000001"},"timestamp":1767225600000,"read":{"mid":"aWdfPost1"}}]}]}]',
};

const comment: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a comment, dated in seconds",
  headers: {
    "content-type": "application/json",
    "x-hub-signature-256": "sha256=15d6ba5e7663d8267d67521ca688b74627b1c19047ae86e378db9b67fcc18c39",
  },
  events: [{ id: null, type: "comments", subject: "17865799348089039", time: 1767225600000 }],
  body: '{"object":"instagram","entry":[{"id":"17841400000000001","time":1767225600,"changes":[{"field":"comments","value":{"id":"17865799348089039","text":"Sch\\u00f6n","media":{"id":"1"}}}]}]}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "x-hub-signature-256": "sha256=878e419f4233116b414ce79807359178f19167f1b79a7643e9b79c63a5962657",
  },
  events: "unparsed",
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    answer,
    echo,
    postback,
    comment,
    unparsed,
    ...refusals(documented, { header: "x-hub-signature-256", otherSecret: "another_app_secret" }),
  ],
  handshakes: [
    {
      title: "echoes the challenge when the verify token is the endpoint's id",
      method: "GET",
      url: "https://hooks.example.com/webhooks/instagram/ep_1?hub.mode=subscribe&hub.verify_token=ep_1&hub.challenge=42",
      headers: {},
      body: "",
      verified: false,
      reply: {
        status: 200,
        headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
        body: "42",
      },
    },
    {
      title: "does not know another verify token",
      method: "GET",
      url: "https://hooks.example.com/webhooks/instagram/ep_1?hub.mode=subscribe&hub.verify_token=x&hub.challenge=42",
      headers: {},
      body: "",
      verified: false,
      reply: null,
    },
  ],
  outbound,
};
