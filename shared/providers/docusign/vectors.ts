import { type GoodVector, type ProviderVectors, refusals } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";
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
  effects: [
    {
      kind: "record",
      record: "envelope",
      externalId: "env-1",
      status: "completed",
      fields: { subject: null, senderEmail: null, completedAt: null },
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
  effects: [
    {
      kind: "record",
      record: "envelope",
      externalId: "env-1",
      status: "completed",
      fields: { subject: null, senderEmail: null, completedAt: null },
    },
  ],
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
  effects: [
    {
      kind: "record",
      record: "envelope",
      externalId: "env-3",
      status: "declined",
      fields: { subject: null, senderEmail: null, completedAt: null },
    },
  ],
  body: '{"event":"envelope-declined","uri":"/restapi/v2.1/accounts/acc/envelopes/env-3","retryCount":0,"configurationId":12345,"apiVersion":"v2.1","generatedDateTime":"2026-01-15T12:30:00.0000000Z","data":{"accountId":"acc","userId":"usr","envelopeId":"env-3"}}',
};

const summarized: GoodVector = {
  ...request,
  kind: "good",
  title: "reads the summary of an envelope, where it is included",
  headers: {
    "content-type": "application/json",
    "x-authorization-digest": "HMACSHA256",
    "x-docusign-signature-1": "TQrE0mVf0Er93Yy6KJVGHcbuxCDEBCDH7ZLFaDcyHa8=",
  },
  events: [
    {
      id: "12345|envelope-completed|env-4|2026-01-15T12:30:00.0000000Z",
      type: "envelope-completed",
      subject: "env-4",
      time: 1768480200000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "envelope",
      externalId: "env-4",
      status: "completed",
      fields: {
        subject: "Bitte unterschreiben: Mietvertrag für Zoë",
        senderEmail: "sender@example.com",
        completedAt: 1768480199000,
      },
    },
  ],
  body: '{"event":"envelope-completed","uri":"/restapi/v2.1/accounts/acc/envelopes/env-4","retryCount":0,"configurationId":12345,"apiVersion":"v2.1","generatedDateTime":"2026-01-15T12:30:00.0000000Z","data":{"accountId":"acc","userId":"usr","envelopeId":"env-4","envelopeSummary":{"status":"completed","emailSubject":"Bitte unterschreiben: Mietvertrag für Zoë","envelopeId":"env-4","completedDateTime":"2026-01-15T12:29:59.0000000Z","sender":{"userName":"Sender","userId":"usr","accountId":"acc","email":"sender@example.com"}}}}',
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
    summarized,
    unparsed,
    ...refusals(recipient, { header: "x-docusign-signature-1", otherSecret: "ds_hmac_key_3=" }),
  ],
  signing: SCHEME,
  outbound,
};
