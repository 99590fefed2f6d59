import { type GoodVector, type ProviderVectors, refused } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const request = {
  source: "the payload as documented; a token in the URL",
  secret: "tok_0123456789abcdef",
  method: "POST",
  url: "https://hooks.example.com/webhooks/flodesk/ep_1?token=tok_0123456789abcdef",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "takes the documented payload, and composes an id",
  headers: { "content-type": "application/json" },
  events: [
    {
      id: "wh_abc123|subscriber.added_to_segment|2024-01-02T15:04:05.999Z|sub_001|seg_001",
      type: "subscriber.added_to_segment",
      subject: "sub_001",
      time: 1704207845999,
    },
  ],
  body: '{"event_name":"subscriber.added_to_segment","event_time":"2024-01-02T15:04:05.999Z","webhook_id":"wh_abc123","subscriber":{"id":"sub_001","email":"user@example.com"},"segment":{"id":"seg_001","name":"VIP"}}',
};

const created: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a new subscriber",
  headers: { "content-type": "application/json" },
  events: [
    {
      id: "wh_abc123|subscriber.created|2026-01-01T00:00:00.000Z|sub_002",
      type: "subscriber.created",
      subject: "sub_002",
      time: 1767225600000,
    },
  ],
  body: '{"event_name":"subscriber.created","event_time":"2026-01-01T00:00:00.000Z","webhook_id":"wh_abc123","subscriber":{"id":"sub_002","first_name":"Zoë"}}',
};

const unsubscribed: GoodVector = {
  ...request,
  kind: "good",
  title: "reads an unsubscription",
  headers: { "content-type": "application/json" },
  events: [
    {
      id: "wh_abc123|subscriber.unsubscribed|2026-01-01T00:00:00.000Z|sub_003",
      type: "subscriber.unsubscribed",
      subject: "sub_003",
      time: 1767225600000,
    },
  ],
  effects: [{ kind: "suppression", channel: "email", address: "left@example.com", reason: "unsubscribe" }],
  body: '{"event_name":"subscriber.unsubscribed","event_time":"2026-01-01T00:00:00.000Z","webhook_id":"wh_abc123","subscriber":{"id":"sub_003","email":"left@example.com"}}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: { "content-type": "application/json" },
  events: "unparsed",
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    created,
    unsubscribed,
    unparsed,
    refused(documented, {
      kind: "incomplete",
      title: "refuses a URL without the token",
      url: "https://hooks.example.com/webhooks/flodesk/ep_1",
      verdict: "header_missing",
    }),
    refused(documented, {
      kind: "wrong_key",
      title: "refuses another token",
      secret: "tok_other",
      verdict: "invalid_signature",
    }),
  ],
  outbound,
};
