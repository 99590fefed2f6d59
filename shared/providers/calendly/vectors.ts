import { type GoodVector, type ProviderVectors, refusals, refused } from "../vectors.ts";

const request = {
  source: "signed as Calendly's page on webhook signatures says",
  secret: "5mEzn9C-I28UtwOjZJtFoob0sAAFZ95GbZkqj4y3i0I",
  method: "POST",
  url: "https://hooks.example.com/webhooks/calendly/ep_1",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies the documented form, and composes an id",
  headers: {
    "content-type": "application/json",
    "calendly-webhook-signature":
      "t=1768480200,v1=98d812cdd6cf523b69c96e57f2070b52fb53e35977acae89a3f2fba8a717b2cf",
  },
  events: [
    {
      id: "invitee.created|https://api.calendly.com/scheduled_events/EV1/invitees/INV1|2026-01-15T12:30:00.000000Z",
      type: "invitee.created",
      subject: "https://api.calendly.com/scheduled_events/EV1/invitees/INV1",
      time: 1768480200000,
    },
  ],
  now: 1768480200000,
  body: '{"event":"invitee.created","created_at":"2026-01-15T12:30:00.000000Z","created_by":"https://api.calendly.com/users/AAAAAAAAAAAAAAAA","payload":{"uri":"https://api.calendly.com/scheduled_events/EV1/invitees/INV1","email":"ada@example.com"}}',
};

const canceled: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a reschedule as the cancellation that it is",
  headers: {
    "content-type": "application/json",
    "calendly-webhook-signature":
      "t=1768480200,v1=65cd5df4538293fcc9820cc08a2742e801ca058849ace5ffecbb3e7f96b9339c",
  },
  events: [
    {
      id: "invitee.canceled|https://api.calendly.com/scheduled_events/EV1/invitees/INV2|2026-01-15T12:30:00.000000Z",
      type: "invitee.canceled",
      subject: "https://api.calendly.com/scheduled_events/EV1/invitees/INV2",
      time: 1768480200000,
    },
  ],
  now: 1768480200000,
  body: '{"event":"invitee.canceled","created_at":"2026-01-15T12:30:00.000000Z","created_by":"https://api.calendly.com/users/AAAAAAAAAAAAAAAA","payload":{"uri":"https://api.calendly.com/scheduled_events/EV1/invitees/INV2","name":"Zoë","rescheduled":true,"status":"canceled"}}',
};

const routing: GoodVector = {
  ...request,
  kind: "good",
  title: "reads the answers of a routing form",
  headers: {
    "content-type": "application/json",
    "calendly-webhook-signature":
      "t=1768480200,v1=c5d2ae0d068dc9d3c5ec7728bbe2f2648f82ba9e3d8d984a95ac9ebd07f661a1",
  },
  events: [
    {
      id: "routing_form_submission.created|https://api.calendly.com/routing_form_submissions/RF1|2026-01-15T12:30:00.000000Z",
      type: "routing_form_submission.created",
      subject: "https://api.calendly.com/routing_form_submissions/RF1",
      time: 1768480200000,
    },
  ],
  now: 1768480200000,
  body: '{"event":"routing_form_submission.created","created_at":"2026-01-15T12:30:00.000000Z","payload":{"uri":"https://api.calendly.com/routing_form_submissions/RF1"}}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "calendly-webhook-signature":
      "t=1768480200,v1=ed3320adff32cbaa929a1a76be911421aea587679b7990f2c14c1e806126ea74",
  },
  events: "unparsed",
  now: 1768480200000,
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    canceled,
    routing,
    unparsed,
    ...refusals(documented, {
      header: "calendly-webhook-signature",
      otherSecret: "another-key",
      staleAfterMs: 181000,
    }),
    refused(documented, {
      kind: "incomplete",
      title: "refuses a header without a timestamp",
      headers: {
        "calendly-webhook-signature": "v1=98d812cdd6cf523b69c96e57f2070b52fb53e35977acae89a3f2fba8a717b2cf",
      },
      verdict: "header_malformed",
    }),
  ],
};
