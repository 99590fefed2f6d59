import { type GoodVector, type ProviderVectors, refusals } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const request = {
  source: "signed as Retell's library does",
  secret: "key_test_webhook_badge",
  method: "POST",
  url: "https://hooks.example.com/webhooks/retell/ep_1",
  now: 1_768_480_200_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies what Retell's own library signs",
  headers: {
    "content-type": "application/json",
    "x-retell-signature":
      "v=1768480200000,d=a3adb1bf72a5292f00737e28d27d289b89b70d561dfbbf7993f5bd6f83ef7c74",
  },
  events: [{ id: "call_ended:call_1", type: "call_ended", subject: "call_1", time: null }],
  source: "retell-sdk 5.66.1, lib/webhook_auth",
  effects: [
    {
      kind: "record",
      record: "call",
      externalId: "call_1",
      status: "ended",
      fields: {
        agentId: "agent_1",
        direction: null,
        from: null,
        to: null,
        startedAt: null,
        endedAt: null,
        endReason: null,
        summary: null,
        sentiment: null,
        successful: null,
      },
    },
  ],
  body: '{"event":"call_ended","call":{"call_id":"call_1","agent_id":"agent_1","call_status":"ended"}}',
};

const analyzed: GoodVector = {
  ...request,
  kind: "good",
  title: "dates an analysis by the end of its call",
  headers: {
    "content-type": "application/json",
    "x-retell-signature":
      "v=1768480200000,d=7e7e7c0ac60aead2a75936bbdcd8e04ff5e68e0da46e762610b1a8f276e97918",
  },
  events: [{ id: "call_analyzed:call_2", type: "call_analyzed", subject: "call_2", time: 1768480199000 }],
  effects: [
    {
      kind: "record",
      record: "call",
      externalId: "call_2",
      status: "analyzed",
      fields: {
        agentId: "agent_1",
        direction: null,
        from: null,
        to: null,
        startedAt: 1768480140000,
        endedAt: 1768480199000,
        endReason: null,
        summary: "Möchte einen Termin",
        sentiment: null,
        successful: null,
      },
    },
  ],
  body: '{"event":"call_analyzed","call":{"call_id":"call_2","agent_id":"agent_1","start_timestamp":1768480140000,"end_timestamp":1768480199000,"call_analysis":{"call_summary":"Möchte einen Termin"}}}',
};

const started: GoodVector = {
  ...request,
  kind: "good",
  title: "dates the start of a call by its start",
  headers: {
    "content-type": "application/json",
    "x-retell-signature":
      "v=1768480200000,d=97635cb5af28580460dea1eb9423f6ff265bb9c9a133d0b54b3821ebf01ebde8",
  },
  events: [{ id: "call_started:call_3", type: "call_started", subject: "call_3", time: 1768480199000 }],
  effects: [
    {
      kind: "record",
      record: "call",
      externalId: "call_3",
      status: "started",
      fields: {
        agentId: null,
        direction: null,
        from: null,
        to: null,
        startedAt: 1768480199000,
        endedAt: null,
        endReason: null,
        summary: null,
        sentiment: null,
        successful: null,
      },
    },
  ],
  body: '{"event":"call_started","call":{"call_id":"call_3","start_timestamp":1768480199000}}',
};

const full: GoodVector = {
  ...request,
  kind: "good",
  title: "reads all that an analysis says of a call",
  headers: {
    "content-type": "application/json",
    "x-retell-signature":
      "v=1768480200000,d=f3a7edfe42d27b2346fb2f7262242b1af514b192f52806c8aa7646efb0de1fdc",
  },
  events: [
    {
      id: "call_analyzed:Jabr9TXYYJHfvl6Syypi88rdAHYHmcq6",
      type: "call_analyzed",
      subject: "Jabr9TXYYJHfvl6Syypi88rdAHYHmcq6",
      time: 1768480199000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "call",
      externalId: "Jabr9TXYYJHfvl6Syypi88rdAHYHmcq6",
      status: "analyzed",
      fields: {
        agentId: "oBeDLoLOeuAbiuaMFXRtDOLriTJ5tSxD",
        direction: "outbound",
        from: "+14157774444",
        to: "+12137774445",
        startedAt: 1768480140000,
        endedAt: 1768480199000,
        endReason: "agent_hangup",
        summary: "Möchte ihren Termin auf Freitag verlegen.",
        sentiment: "Positive",
        successful: true,
      },
    },
  ],
  body: '{"event":"call_analyzed","call":{"call_type":"phone_call","call_id":"Jabr9TXYYJHfvl6Syypi88rdAHYHmcq6","agent_id":"oBeDLoLOeuAbiuaMFXRtDOLriTJ5tSxD","call_status":"ended","direction":"outbound","from_number":"+14157774444","to_number":"+12137774445","start_timestamp":1768480140000,"end_timestamp":1768480199000,"disconnection_reason":"agent_hangup","call_analysis":{"call_summary":"Möchte ihren Termin auf Freitag verlegen.","call_successful":true,"user_sentiment":"Positive","in_voicemail":false}}}',
};

const transcript: GoodVector = {
  ...request,
  kind: "good",
  title: "leaves an event that repeats in a call to its bytes",
  headers: {
    "content-type": "application/json",
    "x-retell-signature":
      "v=1768480200000,d=b41c85ab8b5fa1211435d14a8c1935f0d5979da9bba531b2bfb84afa5337c69c",
  },
  events: [{ id: null, type: "transcript_updated", subject: "call_4", time: 1768480199000 }],
  body: '{"event":"transcript_updated","call":{"call_id":"call_4","start_timestamp":1768480199000,"transcript":"Grüß Gott"}}',
};

const chat: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a chat",
  headers: {
    "content-type": "application/json",
    "x-retell-signature":
      "v=1768480200000,d=a99e9e5555e153bea9442dcc6c6ea98a88929491c6bd6e8cdf4ac58fe400a819",
  },
  events: [{ id: "chat_ended:chat_1", type: "chat_ended", subject: "chat_1", time: 1768480199500 }],
  body: '{"event":"chat_ended","chat":{"chat_id":"chat_1","end_timestamp":1768480199500}}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "x-retell-signature":
      "v=1768480200000,d=c8a4ffac7b6fe22f2f348bf751ae86541dd05c3646d06aee8ba250dc363def4c",
  },
  events: "unparsed",
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    analyzed,
    started,
    full,
    transcript,
    chat,
    unparsed,
    ...refusals(documented, { header: "x-retell-signature", otherSecret: "key_other", staleAfterMs: 300001 }),
  ],
  outbound,
};
