import { type GoodVector, type ProviderVectors, refusals, refused } from "../vectors.ts";
import { SCHEME } from "./verifier.ts";

const request = {
  source: "signed with HMAC-SHA1 over the body, as documented",
  secret: "segment-shared-secret",
  method: "POST",
  url: "https://hooks.example.com/webhooks/segment/ep_1",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies a whole batch by the newer header",
  headers: {
    "content-type": "application/json",
    "x-segment-signature": "973652a11a8b003de79c8782a0594f2b30b8368e",
  },
  events: [
    { id: "m_1", type: "track", subject: "u_1", time: null },
    { id: "m_2", type: "track", subject: "u_2", time: null },
  ],
  source: "the algorithm of Segment's action-destinations",
  body: '[{"type":"track","event":"Order Completed","userId":"u_1","messageId":"m_1","properties":{"total":10}},{"type":"track","event":"Second","userId":"u_2","messageId":"m_2","properties":{}}]',
};

const older: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies one event by the older header",
  headers: { "content-type": "application/json", "x-signature": "51083a91c7bbc7c7c9ec7172d421d5b1da7be8fe" },
  events: [{ id: "m_1", type: "track", subject: "u_1", time: null }],
  source: "the algorithm of Segment's action-destinations",
  body: '{"type":"track","event":"Order Completed","userId":"u_1","messageId":"m_1","properties":{"total":10}}',
};

const olderBatch: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies a batch of one by the older header",
  headers: { "content-type": "application/json", "x-signature": "51083a91c7bbc7c7c9ec7172d421d5b1da7be8fe" },
  events: [{ id: "m_1", type: "track", subject: "u_1", time: null }],
  source: "the algorithm of Segment's action-destinations",
  body: '[{"type":"track","event":"Order Completed","userId":"u_1","messageId":"m_1","properties":{"total":10}}]',
};

const identify: GoodVector = {
  ...request,
  kind: "good",
  title: "reads an identification",
  headers: {
    "content-type": "application/json",
    "x-segment-signature": "2cc34024530735b3c6c64288deec7430150fe8b2",
  },
  events: [{ id: "m_3", type: "identify", subject: "u_3", time: 1767225600000 }],
  body: '{"type":"identify","userId":"u_3","messageId":"m_3","timestamp":"2026-01-01T00:00:00.000Z","traits":{"name":"Zoë"}}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "x-segment-signature": "b76648e14eea28c2c12d6cb3cc71a7b15f1fa9f2",
  },
  events: "unparsed",
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    older,
    olderBatch,
    identify,
    unparsed,
    ...refusals(documented, { header: "x-segment-signature", otherSecret: "another" }),
    ...refusals(older, { header: "x-signature", otherSecret: "another" }),
    refused(olderBatch, {
      kind: "tampered",
      title: "refuses a batch of which the older header signs the first event alone",
      body: '[{"type":"track","event":"Order Completed","userId":"u_1","messageId":"m_1","properties":{"total":10}},{"type":"track","event":"Second","userId":"u_2","messageId":"m_2","properties":{}}]',
      verdict: "invalid_signature",
    }),
    refused(documented, {
      kind: "tampered",
      title: "does not fall back to the older header where the newer one fails",
      headers: {
        "x-segment-signature": "0000000000000000000000000000000000000000",
        "x-signature": "51083a91c7bbc7c7c9ec7172d421d5b1da7be8fe",
      },
      body: '{"type":"track","event":"Order Completed","userId":"u_1","messageId":"m_1","properties":{"total":10}}',
      verdict: "invalid_signature",
    }),
  ],
  signing: SCHEME,
};
