import { type GoodVector, type ProviderVectors, refusals, refused } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

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
  effects: [
    {
      kind: "record",
      record: "appointment",
      externalId: "https://api.calendly.com/scheduled_events/EV1/invitees/INV1",
      status: "booked",
      fields: {
        title: null,
        startsAt: null,
        endsAt: null,
        timeZone: null,
        attendeeName: null,
        attendeeEmail: "ada@example.com",
        attendeePhone: null,
        location: null,
        rescheduledFrom: null,
        cancelReason: null,
      },
    },
  ],
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
  effects: [
    {
      kind: "record",
      record: "appointment",
      externalId: "https://api.calendly.com/scheduled_events/EV1/invitees/INV2",
      status: "canceled",
      fields: {
        title: null,
        startsAt: null,
        endsAt: null,
        timeZone: null,
        attendeeName: "Zoë",
        attendeeEmail: null,
        attendeePhone: null,
        location: null,
        rescheduledFrom: null,
        cancelReason: null,
      },
    },
  ],
};

const rebooked: GoodVector = {
  ...request,
  kind: "good",
  title: "reads the booking of a reschedule with what it replaces",
  headers: {
    "content-type": "application/json",
    "calendly-webhook-signature":
      "t=1768480200,v1=d0d6000b5c90c93be3b94220854faf4cdf7fe3b2e8c36fbc6aecbf6d2d97566a",
  },
  events: [
    {
      id: "invitee.created|https://api.calendly.com/scheduled_events/EV2/invitees/INV3|2026-01-15T12:30:00.000000Z",
      type: "invitee.created",
      subject: "https://api.calendly.com/scheduled_events/EV2/invitees/INV3",
      time: 1768480200000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "appointment",
      externalId: "https://api.calendly.com/scheduled_events/EV2/invitees/INV3",
      status: "booked",
      fields: {
        title: "15 Minute Meeting",
        startsAt: 1768903200000,
        endsAt: 1768904100000,
        timeZone: "Europe/Berlin",
        attendeeName: "Zoë Doe",
        attendeeEmail: "zoe@example.com",
        attendeePhone: "+14155550100",
        location: "Calendly Office",
        rescheduledFrom: "https://api.calendly.com/scheduled_events/EV1/invitees/INV2",
        cancelReason: null,
      },
    },
  ],
  now: 1768480200000,
  body: '{"event":"invitee.created","created_at":"2026-01-15T12:30:00.000000Z","created_by":"https://api.calendly.com/users/AAAAAAAAAAAAAAAA","payload":{"uri":"https://api.calendly.com/scheduled_events/EV2/invitees/INV3","name":"Zoë Doe","first_name":"Zoë","last_name":"Doe","email":"zoe@example.com","status":"active","timezone":"Europe/Berlin","text_reminder_number":"+14155550100","event":"https://api.calendly.com/scheduled_events/EV2","rescheduled":false,"old_invitee":"https://api.calendly.com/scheduled_events/EV1/invitees/INV2","new_invitee":null,"cancellation":null,"questions_and_answers":[],"scheduled_event":{"uri":"https://api.calendly.com/scheduled_events/EV2","name":"15 Minute Meeting","status":"active","start_time":"2026-01-20T10:00:00.000000Z","end_time":"2026-01-20T10:15:00.000000Z","event_type":"https://api.calendly.com/event_types/GBGBDCAADAEDCRZ2","location":{"type":"physical","location":"Calendly Office"}}}}',
};

const calledOff: GoodVector = {
  ...request,
  kind: "good",
  title: "reads why an invitee canceled",
  headers: {
    "content-type": "application/json",
    "calendly-webhook-signature":
      "t=1768480200,v1=063c3de89afbd5cb51a7701d454b770528a111ee7fc730b739f4922d2eca91f5",
  },
  events: [
    {
      id: "invitee.canceled|https://api.calendly.com/scheduled_events/EV2/invitees/INV3|2026-01-15T12:30:00.000000Z",
      type: "invitee.canceled",
      subject: "https://api.calendly.com/scheduled_events/EV2/invitees/INV3",
      time: 1768480200000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "appointment",
      externalId: "https://api.calendly.com/scheduled_events/EV2/invitees/INV3",
      status: "canceled",
      fields: {
        title: "15 Minute Meeting",
        startsAt: 1768903200000,
        endsAt: 1768904100000,
        timeZone: "Europe/Berlin",
        attendeeName: "Zoë Doe",
        attendeeEmail: "zoe@example.com",
        attendeePhone: null,
        location: "https://zoom.us/j/1",
        rescheduledFrom: null,
        cancelReason: "Schedule conflict",
      },
    },
  ],
  now: 1768480200000,
  body: '{"event":"invitee.canceled","created_at":"2026-01-15T12:30:00.000000Z","created_by":"https://api.calendly.com/users/AAAAAAAAAAAAAAAA","payload":{"uri":"https://api.calendly.com/scheduled_events/EV2/invitees/INV3","name":"Zoë Doe","email":"zoe@example.com","status":"canceled","timezone":"Europe/Berlin","event":"https://api.calendly.com/scheduled_events/EV2","rescheduled":false,"old_invitee":null,"new_invitee":null,"cancellation":{"canceled_by":"Zoë Doe","reason":"Schedule conflict","canceler_type":"invitee"},"scheduled_event":{"uri":"https://api.calendly.com/scheduled_events/EV2","name":"15 Minute Meeting","status":"canceled","start_time":"2026-01-20T10:00:00.000000Z","end_time":"2026-01-20T10:15:00.000000Z","location":{"type":"zoom","join_url":"https://zoom.us/j/1"}}}}',
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
    rebooked,
    calledOff,
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
  outbound,
};
