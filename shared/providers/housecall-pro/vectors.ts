import { type GoodVector, type ProviderVectors, refusals } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const request = {
  source: "signed as live deliveries are: HMAC-SHA256 over timestamp, dot and body",
  secret: "hcp_signing_secret",
  method: "POST",
  url: "https://hooks.example.com/webhooks/housecall-pro/ep_1",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies a live form, and composes an id",
  headers: {
    "content-type": "application/json",
    "api-timestamp": "1768480200",
    "api-signature": "70a404582ab2cd353bb28041f2cd53f2ab4efd3885ccd45a67f17f44b434c684",
  },
  events: [
    {
      id: "job.scheduled|job_1|2026-01-15T12:30:00Z",
      type: "job.scheduled",
      subject: "job_1",
      time: 1768480200000,
    },
  ],
  now: 1768480200000,
  body: '{"event":"job.scheduled","event_occurred_at":"2026-01-15T12:30:00Z","company_id":"co_1","job":{"id":"job_1","work_status":"scheduled"}}',
  effects: [
    {
      kind: "record",
      record: "appointment",
      externalId: "job_1",
      status: "booked",
      fields: {
        title: null,
        startsAt: null,
        endsAt: null,
        timeZone: null,
        attendeeName: null,
        attendeeEmail: null,
        attendeePhone: null,
        location: null,
        rescheduledFrom: null,
        cancelReason: null,
      },
    },
  ],
};

const completed: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a job that is done",
  headers: {
    "content-type": "application/json",
    "api-timestamp": "1768480200",
    "api-signature": "b27956104ca44b999706793b8a92746bfe40e3c466ae92b32c91bc1e4cd38b28",
  },
  events: [
    {
      id: "job.completed|job_2|2026-01-15T12:30:00Z",
      type: "job.completed",
      subject: "job_2",
      time: 1768480200000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "appointment",
      externalId: "job_2",
      status: "completed",
      fields: {
        title: "Window cleaning",
        startsAt: 1768903200000,
        endsAt: 1768910400000,
        timeZone: null,
        attendeeName: "Zoë Doe",
        attendeeEmail: "zoe@example.com",
        attendeePhone: "4155550100",
        location: "12 E 8th St, Chicago, IL, 60605, US",
        rescheduledFrom: null,
        cancelReason: null,
      },
    },
  ],
  now: 1768480200000,
  body: '{"event":"job.completed","event_occurred_at":"2026-01-15T12:30:00Z","company_id":"co_1","job":{"id":"job_2","description":"Window cleaning","customer":{"id":"cus_1","first_name":"Zoë","last_name":"Doe","email":"zoe@example.com","mobile_number":"4155550100","home_number":null,"work_number":null,"company":null},"address":{"id":"adr_1","type":"service","street":"12 E 8th St","street_line_2":null,"city":"Chicago","state":"IL","zip":"60605","country":"US"},"notes":[],"work_status":"complete unrated","schedule":{"scheduled_start":"2026-01-20T10:00:00Z","scheduled_end":"2026-01-20T12:00:00Z","arrival_window":0}}}',
};

const canceled: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a job that the business called off",
  headers: {
    "content-type": "application/json",
    "api-timestamp": "1768480200",
    "api-signature": "a4c0970e8c8ee0c92761b55c598bbc8b4f99557de6935c46ec180b3caf2388e7",
  },
  events: [
    {
      id: "job.canceled|job_2|2026-01-15T12:30:00Z",
      type: "job.canceled",
      subject: "job_2",
      time: 1768480200000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "appointment",
      externalId: "job_2",
      status: "canceled",
      fields: {
        title: "Window cleaning",
        startsAt: 1768903200000,
        endsAt: 1768910400000,
        timeZone: null,
        attendeeName: "Zoë Doe",
        attendeeEmail: "zoe@example.com",
        attendeePhone: "4155550100",
        location: "12 E 8th St, Chicago, IL, 60605, US",
        rescheduledFrom: null,
        cancelReason: null,
      },
    },
  ],
  now: 1768480200000,
  body: '{"event":"job.canceled","event_occurred_at":"2026-01-15T12:30:00Z","company_id":"co_1","job":{"id":"job_2","description":"Window cleaning","customer":{"id":"cus_1","first_name":"Zoë","last_name":"Doe","email":"zoe@example.com","mobile_number":"4155550100","home_number":null,"work_number":null,"company":null},"address":{"id":"adr_1","type":"service","street":"12 E 8th St","street_line_2":null,"city":"Chicago","state":"IL","zip":"60605","country":"US"},"notes":[],"work_status":"pro canceled","schedule":{"scheduled_start":"2026-01-20T10:00:00Z","scheduled_end":"2026-01-20T12:00:00Z","arrival_window":0}}}',
};

const unscheduled: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a job without a time",
  headers: {
    "content-type": "application/json",
    "api-timestamp": "1768480200",
    "api-signature": "a2a37b7a258e67f416d29bb7fdec63e03f351ff3905a45c017a55e3cd3c5d155",
  },
  events: [
    {
      id: "job.created|job_2|2026-01-15T12:30:00Z",
      type: "job.created",
      subject: "job_2",
      time: 1768480200000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "appointment",
      externalId: "job_2",
      status: "pending",
      fields: {
        title: null,
        startsAt: null,
        endsAt: null,
        timeZone: null,
        attendeeName: null,
        attendeeEmail: null,
        attendeePhone: null,
        location: null,
        rescheduledFrom: null,
        cancelReason: null,
      },
    },
  ],
  now: 1768480200000,
  body: '{"event":"job.created","event_occurred_at":"2026-01-15T12:30:00Z","company_id":"co_1","job":{"id":"job_2","work_status":"needs scheduling","schedule":{"scheduled_start":null,"scheduled_end":null,"arrival_window":0}}}',
};

const deleted: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a deleted job as called off, whatever its status was",
  headers: {
    "content-type": "application/json",
    "api-timestamp": "1768480200",
    "api-signature": "9fbe3ebece14176fe832d4497a83a2ae861b6e756da12cac37ecb5f7833aaaa1",
  },
  events: [
    {
      id: "job.deleted|job_2|2026-01-15T12:30:00Z",
      type: "job.deleted",
      subject: "job_2",
      time: 1768480200000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "appointment",
      externalId: "job_2",
      status: "canceled",
      fields: {
        title: "Window cleaning",
        startsAt: 1768903200000,
        endsAt: 1768910400000,
        timeZone: null,
        attendeeName: "Zoë Doe",
        attendeeEmail: "zoe@example.com",
        attendeePhone: "4155550100",
        location: "12 E 8th St, Chicago, IL, 60605, US",
        rescheduledFrom: null,
        cancelReason: null,
      },
    },
  ],
  now: 1768480200000,
  body: '{"event":"job.deleted","event_occurred_at":"2026-01-15T12:30:00Z","company_id":"co_1","job":{"id":"job_2","description":"Window cleaning","customer":{"id":"cus_1","first_name":"Zoë","last_name":"Doe","email":"zoe@example.com","mobile_number":"4155550100","home_number":null,"work_number":null,"company":null},"address":{"id":"adr_1","type":"service","street":"12 E 8th St","street_line_2":null,"city":"Chicago","state":"IL","zip":"60605","country":"US"},"notes":[],"work_status":"scheduled","schedule":{"scheduled_start":"2026-01-20T10:00:00Z","scheduled_end":"2026-01-20T12:00:00Z","arrival_window":0}}}',
};

const customer: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a customer",
  headers: {
    "content-type": "application/json",
    "api-timestamp": "1768480200",
    "api-signature": "ed6b9fa634f7f154b817d1d14ecaa830ed6311b4b2570cbb6ae61565f25ead3a",
  },
  events: [
    {
      id: "customer.created|cus_1|2026-01-15T12:30:00Z",
      type: "customer.created",
      subject: "cus_1",
      time: 1768480200000,
    },
  ],
  now: 1768480200000,
  body: '{"event":"customer.created","event_occurred_at":"2026-01-15T12:30:00Z","company_id":"co_1","customer":{"id":"cus_1","first_name":"Zoë"}}',
};

const data: GoodVector = {
  ...request,
  kind: "good",
  title: "reads the form of older documents, with the record in data",
  headers: {
    "content-type": "application/json",
    "api-timestamp": "1768480200",
    "api-signature": "32f6bb9e72f296bd0a416c2c587bbe8a4606d2241231d21fc9a6d19df59a99dd",
  },
  events: [
    {
      id: "invoice.paid|inv_1|2026-01-15T12:30:00Z",
      type: "invoice.paid",
      subject: "inv_1",
      time: 1768480200000,
    },
  ],
  now: 1768480200000,
  body: '{"event":"invoice.paid","created_at":"2026-01-15T12:30:00Z","data":{"id":"inv_1"}}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "api-timestamp": "1768480200",
    "api-signature": "5d96f79bd317da7d6802b9a8bdfbac2afdd5d0ec92ebdbda7d8d8d6b0f391072",
  },
  events: "unparsed",
  now: 1768480200000,
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    completed,
    canceled,
    unscheduled,
    deleted,
    customer,
    data,
    unparsed,
    ...refusals(documented, { header: "api-signature", otherSecret: "another", staleAfterMs: 301000 }),
  ],
  handshakes: [
    {
      title: "answers the unsigned probe when the URL is saved",
      method: "POST",
      url: "https://hooks.example.com/webhooks/housecall-pro/ep_1",
      headers: { "content-type": "application/json" },
      body: '{"foo":"bar"}',
      verified: false,
      reply: {
        status: 200,
        headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
        body: "",
      },
    },
    {
      title: "takes an unsigned event for none",
      method: "POST",
      url: "https://hooks.example.com/webhooks/housecall-pro/ep_1",
      headers: { "content-type": "application/json" },
      body: '{"event":"job.created"}',
      verified: false,
      reply: null,
    },
  ],
  outbound,
};
