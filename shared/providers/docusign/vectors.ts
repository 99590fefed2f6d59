import { type GoodVector, type ProviderVectors, refusals } from "../vectors.ts";
import { SCHEME } from "./verifier.ts";

const request = {
  source: "signed with HMAC-SHA256 over the body, as documented",
  secret: "ds_hmac_key_1=",
  method: "POST",
  url: "https://hooks.example.com/webhooks/docusign/ep_1",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies under the first of two keys",
  headers: {
    "content-type": "application/json",
    "x-authorization-digest": "HMACSHA256",
    "x-docusign-signature-1": "/tmXDoHBKWGH/T7wsbEZFcL26Vrg5nnux/LM3a/XlsQ=",
    "x-docusign-signature-2": "sct/Zj385HBT+x3GCBH3+uYUn2LwLTqoVOuu/PEJBu4=",
  },
  events: [
    {
      id: "12345|envelope-completed|env-1|2026-01-15T12:30:00.0000000Z",
      type: "envelope-completed",
      subject: "env-1",
      time: 1768480200000,
    },
  ],
  body: '{"event":"envelope-completed","uri":"/restapi/v2.1/accounts/acc/envelopes/env-1","retryCount":0,"configurationId":12345,"apiVersion":"v2.1","generatedDateTime":"2026-01-15T12:30:00.0000000Z","data":{"accountId":"acc","userId":"usr","envelopeId":"env-1"}}',
};

const second: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies under the second of two keys",
  headers: {
    "content-type": "application/json",
    "x-authorization-digest": "HMACSHA256",
    "x-docusign-signature-1": "/tmXDoHBKWGH/T7wsbEZFcL26Vrg5nnux/LM3a/XlsQ=",
    "x-docusign-signature-2": "sct/Zj385HBT+x3GCBH3+uYUn2LwLTqoVOuu/PEJBu4=",
  },
  events: [
    {
      id: "12345|envelope-completed|env-1|2026-01-15T12:30:00.0000000Z",
      type: "envelope-completed",
      subject: "env-1",
      time: 1768480200000,
    },
  ],
  secret: "ds_hmac_key_2=",
  body: '{"event":"envelope-completed","uri":"/restapi/v2.1/accounts/acc/envelopes/env-1","retryCount":0,"configurationId":12345,"apiVersion":"v2.1","generatedDateTime":"2026-01-15T12:30:00.0000000Z","data":{"accountId":"acc","userId":"usr","envelopeId":"env-1"}}',
};

const recipient: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a recipient, and no number of the attempt",
  headers: {
    "content-type": "application/json",
    "x-authorization-digest": "HMACSHA256",
    "x-docusign-signature-1": "4lF+HJFB+ko+Ejblj6EuMzdtA1RAoj3YstGsSZQDK9Y=",
  },
  events: [
    {
      id: "12345|recipient-completed|env-2|1|2026-01-15T12:30:00.0000000Z",
      type: "recipient-completed",
      subject: "env-2",
      time: 1768480200000,
    },
  ],
  body: '{"event":"recipient-completed","uri":"/restapi/v2.1/accounts/acc/envelopes/env-2","retryCount":1,"configurationId":12345,"apiVersion":"v2.1","generatedDateTime":"2026-01-15T12:30:00.0000000Z","data":{"accountId":"acc","userId":"usr","envelopeId":"env-2","recipientId":"1","name":"Zoë"}}',
};

const declined: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a refusal",
  headers: {
    "content-type": "application/json",
    "x-authorization-digest": "HMACSHA256",
    "x-docusign-signature-1": "lujXcFWNWa54IiMOAAVmyQFO6stF5iigOSKgpOWT71I=",
  },
  events: [
    {
      id: "12345|envelope-declined|env-3|2026-01-15T12:30:00.0000000Z",
      type: "envelope-declined",
      subject: "env-3",
      time: 1768480200000,
    },
  ],
  body: '{"event":"envelope-declined","uri":"/restapi/v2.1/accounts/acc/envelopes/env-3","retryCount":0,"configurationId":12345,"apiVersion":"v2.1","generatedDateTime":"2026-01-15T12:30:00.0000000Z","data":{"accountId":"acc","userId":"usr","envelopeId":"env-3"}}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "x-authorization-digest": "HMACSHA256",
    "x-docusign-signature-1": "I6p14FHeuhK1eWVUZXP9tkV/1dzwVMxQHepqkkQctKg=",
  },
  events: "unparsed",
  body: "<DocuSignEnvelopeInformation>Zoë</DocuSignEnvelopeInformation>",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    second,
    recipient,
    declined,
    unparsed,
    ...refusals(recipient, { header: "x-docusign-signature-1", otherSecret: "ds_hmac_key_3=" }),
  ],
  signing: SCHEME,
};
