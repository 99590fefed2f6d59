import { type GoodVector, type ProviderVectors, refusals, refused } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const request = {
  source: "signed as Cal.com's sender does: HMAC-SHA256 over the body",
  secret: "cal_whsec_test_1",
  method: "POST",
  url: "https://hooks.example.com/webhooks/cal-com/ep_1",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies a booking, and composes an id",
  headers: {
    "content-type": "application/json",
    "x-cal-signature-256": "58216b4257cf1b11eeef638e28ddcf1b96898f2d2bf025462a60fd21040f8512",
    "x-cal-webhook-version": "2021-10-20",
  },
  events: [
    {
      id: "BOOKING_CREATED|bk_123|2026-01-15T12:30:00.000Z",
      type: "BOOKING_CREATED",
      subject: "bk_123",
      time: 1768480200000,
    },
  ],
  body: '{"triggerEvent":"BOOKING_CREATED","createdAt":"2026-01-15T12:30:00.000Z","payload":{"uid":"bk_123","title":"Intro","startTime":"2026-01-20T10:00:00Z","endTime":"2026-01-20T10:30:00Z"}}',
  effects: [
    {
      kind: "record",
      record: "appointment",
      externalId: "bk_123",
      status: "booked",
      fields: {
        title: "Intro",
        startsAt: 1768903200000,
        endsAt: 1768905000000,
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

const rescheduled: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a reschedule under the new booking",
  headers: {
    "content-type": "application/json",
    "x-cal-signature-256": "d84c7675829035d396c81ecc01b5e16a638619d65d8473ae3700ec0ee094e894",
    "x-cal-webhook-version": "2021-10-20",
  },
  events: [
    {
      id: "BOOKING_RESCHEDULED|bk_456|2026-01-15T12:30:00.000Z",
      type: "BOOKING_RESCHEDULED",
      subject: "bk_456",
      time: 1768480200000,
    },
  ],
  body: '{"triggerEvent":"BOOKING_RESCHEDULED","createdAt":"2026-01-15T12:30:00.000Z","payload":{"uid":"bk_456","rescheduleUid":"bk_123","attendees":[{"name":"Zoë","email":"zoe@example.com"}]}}',
  effects: [
    {
      kind: "record",
      record: "appointment",
      externalId: "bk_456",
      status: "booked",
      fields: {
        title: null,
        startsAt: null,
        endsAt: null,
        timeZone: null,
        attendeeName: "Zoë",
        attendeeEmail: "zoe@example.com",
        attendeePhone: null,
        location: null,
        rescheduledFrom: "bk_123",
        cancelReason: null,
      },
    },
    {
      kind: "record",
      record: "appointment",
      externalId: "bk_123",
      status: "canceled",
      fields: {
        title: null,
        startsAt: null,
        endsAt: null,
        timeZone: null,
        attendeeName: "Zoë",
        attendeeEmail: "zoe@example.com",
        attendeePhone: null,
        location: null,
        rescheduledFrom: null,
        cancelReason: null,
      },
    },
  ],
};

const cancelled: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a cancellation",
  headers: {
    "content-type": "application/json",
    "x-cal-signature-256": "70045b1620c76d7a9d120ea046af3ad293cb585af540b252c8e3c7ffee1fe736",
    "x-cal-webhook-version": "2021-10-20",
  },
  events: [
    {
      id: "BOOKING_CANCELLED|bk_789|2026-01-15T12:30:00.000Z",
      type: "BOOKING_CANCELLED",
      subject: "bk_789",
      time: 1768480200000,
    },
  ],
  body: '{"triggerEvent":"BOOKING_CANCELLED","createdAt":"2026-01-15T12:30:00.000Z","payload":{"uid":"bk_789","cancellationReason":"Krank"}}',
  effects: [
    {
      kind: "record",
      record: "appointment",
      externalId: "bk_789",
      status: "canceled",
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
        cancelReason: "Krank",
      },
    },
  ],
};

const requested: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a booking that awaits its confirmation",
  headers: {
    "content-type": "application/json",
    "x-cal-signature-256": "0f9b90956ff28ab44dd0a2782e90d01b28252948a42da5232ce8eaab2eb7ce7d",
    "x-cal-webhook-version": "2021-10-20",
  },
  events: [
    {
      id: "BOOKING_REQUESTED|bk_901|2026-01-15T12:30:00.000Z",
      type: "BOOKING_REQUESTED",
      subject: "bk_901",
      time: 1768480200000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "appointment",
      externalId: "bk_901",
      status: "pending",
      fields: {
        title: "Intro",
        startsAt: 1768903200000,
        endsAt: 1768905000000,
        timeZone: "Europe/Berlin",
        attendeeName: "Zoë",
        attendeeEmail: "zoe@example.com",
        attendeePhone: "+14155550100",
        location: "integrations:daily",
        rescheduledFrom: null,
        cancelReason: null,
      },
    },
  ],
  body: '{"triggerEvent":"BOOKING_REQUESTED","createdAt":"2026-01-15T12:30:00.000Z","payload":{"uid":"bk_901","bookingId":91,"title":"Intro","startTime":"2026-01-20T10:00:00Z","endTime":"2026-01-20T10:30:00Z","organizer":{"email":"host@example.com","name":"Host","timeZone":"America/New_York"},"attendees":[{"email":"zoe@example.com","name":"Zoë","timeZone":"Europe/Berlin","phoneNumber":"+14155550100"}],"location":"integrations:daily","status":"PENDING"}}',
};

const rejected: GoodVector = {
  ...request,
  kind: "good",
  title: "reads the rejection of a booking",
  headers: {
    "content-type": "application/json",
    "x-cal-signature-256": "fc4c1324b1d6ad8816a27ce52b0e57f0209005f3285b2f76e8ecccf1159c288d",
    "x-cal-webhook-version": "2021-10-20",
  },
  events: [
    {
      id: "BOOKING_REJECTED|bk_901|2026-01-15T12:30:00.000Z",
      type: "BOOKING_REJECTED",
      subject: "bk_901",
      time: 1768480200000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "appointment",
      externalId: "bk_901",
      status: "canceled",
      fields: {
        title: "Intro",
        startsAt: 1768903200000,
        endsAt: 1768905000000,
        timeZone: "Europe/Berlin",
        attendeeName: "Zoë",
        attendeeEmail: "zoe@example.com",
        attendeePhone: "+14155550100",
        location: "integrations:daily",
        rescheduledFrom: null,
        cancelReason: null,
      },
    },
  ],
  body: '{"triggerEvent":"BOOKING_REJECTED","createdAt":"2026-01-15T12:30:00.000Z","payload":{"uid":"bk_901","bookingId":91,"title":"Intro","startTime":"2026-01-20T10:00:00Z","endTime":"2026-01-20T10:30:00Z","organizer":{"email":"host@example.com","name":"Host","timeZone":"America/New_York"},"attendees":[{"email":"zoe@example.com","name":"Zoë","timeZone":"Europe/Berlin","phoneNumber":"+14155550100"}],"location":"integrations:daily","status":"REJECTED"}}',
};

const moved: GoodVector = {
  ...request,
  kind: "good",
  title: "reads when a rescheduled booking would have begun",
  headers: {
    "content-type": "application/json",
    "x-cal-signature-256": "f4881092fad0d8a8d5b5bb80aa3f9355f43fb357474ef4395bf00711256228e5",
    "x-cal-webhook-version": "2021-10-20",
  },
  events: [
    {
      id: "BOOKING_RESCHEDULED|bk_902|2026-01-15T12:30:00.000Z",
      type: "BOOKING_RESCHEDULED",
      subject: "bk_902",
      time: 1768480200000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "appointment",
      externalId: "bk_902",
      status: "booked",
      fields: {
        title: "Intro",
        startsAt: 1768903200000,
        endsAt: 1768905000000,
        timeZone: "Europe/Berlin",
        attendeeName: "Zoë",
        attendeeEmail: "zoe@example.com",
        attendeePhone: "+14155550100",
        location: "integrations:daily",
        rescheduledFrom: "bk_901",
        cancelReason: null,
      },
    },
    {
      kind: "record",
      record: "appointment",
      externalId: "bk_901",
      status: "canceled",
      fields: {
        title: "Intro",
        startsAt: 1768813200000,
        endsAt: null,
        timeZone: "Europe/Berlin",
        attendeeName: "Zoë",
        attendeeEmail: "zoe@example.com",
        attendeePhone: "+14155550100",
        location: "integrations:daily",
        rescheduledFrom: null,
        cancelReason: null,
      },
    },
  ],
  body: '{"triggerEvent":"BOOKING_RESCHEDULED","createdAt":"2026-01-15T12:30:00.000Z","payload":{"uid":"bk_902","bookingId":91,"title":"Intro","startTime":"2026-01-20T10:00:00Z","endTime":"2026-01-20T10:30:00Z","organizer":{"email":"host@example.com","name":"Host","timeZone":"America/New_York"},"attendees":[{"email":"zoe@example.com","name":"Zoë","timeZone":"Europe/Berlin","phoneNumber":"+14155550100"}],"location":"integrations:daily","rescheduleUid":"bk_901","rescheduleStartTime":"2026-01-19T09:00:00Z"}}',
};

const ping: GoodVector = {
  ...request,
  kind: "good",
  title: "reads the ping test",
  headers: {
    "content-type": "application/json",
    "x-cal-signature-256": "ef244378d41973c370e2ad3281752a0a1b7175b9b4232025bb2d3cb386d5a426",
    "x-cal-webhook-version": "2021-10-20",
  },
  events: [{ id: null, type: "PING", subject: null, time: 1768480200000 }],
  body: '{"triggerEvent":"PING","createdAt":"2026-01-15T12:30:00.000Z","payload":{"type":"Test"}}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "x-cal-signature-256": "68e950492d4f451ab09c8a025e79a1254d7154a35e22c99b755de40d7b353158",
    "x-cal-webhook-version": "2021-10-20",
  },
  events: "unparsed",
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    rescheduled,
    cancelled,
    requested,
    rejected,
    moved,
    ping,
    unparsed,
    ...refusals(documented, { header: "x-cal-signature-256", otherSecret: "another-secret" }),
    refused(documented, {
      kind: "incomplete",
      title: "refuses the literal that stands for no signature",
      headers: { "x-cal-signature-256": "no-secret-provided" },
      verdict: "header_malformed",
    }),
  ],
  outbound,
};
