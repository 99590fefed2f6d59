import { type ActionVectors, ANSWERED_AT, type OptOutVector, SAMPLE_REFERENCE } from "../vectors.ts";
import { batches } from "./batch-vectors.ts";
import { done, sent } from "./sample-vectors.ts";

const EMAIL = "jane+1@example.com";
const subscribed = { title: "nobody", input: { profiles: [] }, path: "profiles" };

export const profileActions: Readonly<Record<string, ActionVectors>> = {
  "profile.upsert": {
    requests: [
      {
        title: "names the person, and empties what is null",
        input: {
          email: EMAIL,
          phone: "+14155550100",
          externalId: "u1",
          firstName: "Zoë",
          title: null,
          location: { city: "Köln" },
          properties: { plan: "pro" },
        },
        request: sent("POST", "profile-import", {
          type: "profile",
          attributes: {
            email: EMAIL,
            phone_number: "+14155550100",
            external_id: "u1",
            first_name: "Zoë",
            title: null,
            location: { city: "Köln" },
            properties: { plan: "pro" },
          },
        }),
      },
    ],
    invalid: [
      { title: "nobody named", input: { firstName: "Zoë" }, path: "email" },
      { title: "a number without its country", input: { phone: "5551234" }, path: "phone" },
    ],
    results: [
      {
        title: "made",
        status: 201,
        body: { data: { type: "profile", id: "01H", attributes: { email: EMAIL, phone_number: null } } },
        result: { externalId: "01H", result: { id: "01H", email: EMAIL, phone: null } },
      },
    ],
  },
  "profile.find": {
    requests: [
      {
        title: "asks by email, whose plus sign is no space",
        input: { email: EMAIL },
        request: sent("GET", "profiles?filter=equals(email%2C%22jane%2B1%40example.com%22)"),
      },
      {
        title: "asks by an id in which a quotation mark ends nothing",
        input: { externalId: 'a"b' },
        request: sent("GET", "profiles?filter=equals(external_id%2C%22a%5C%22b%22)"),
      },
    ],
    invalid: [
      { title: "nobody named", input: {}, path: "email" },
      { title: "two people", input: { email: EMAIL, externalId: "u1" }, path: "email" },
    ],
    results: [
      {
        title: "found",
        status: 200,
        body: { data: [{ type: "profile", id: "01H", attributes: { email: EMAIL } }] },
        result: { externalId: "01H", result: { id: "01H", email: EMAIL, phone: null } },
      },
      {
        title: "not there",
        status: 200,
        body: { data: [] },
        result: { externalId: null, result: { id: null, email: null, phone: null } },
      },
    ],
  },
  "profiles.subscribe": {
    batches: batches.subscribe,
    requests: [
      {
        title: "says which channels, of a consent that was given before",
        input: {
          listId: "Y6nRLr",
          source: "Fair",
          profiles: [{ email: EMAIL, phone: "+14155550100", channels: ["email", "sms"] }],
          consentedAt: "2025-06-01T00:00:00Z",
        },
        request: sent("POST", "profile-subscription-bulk-create-jobs", {
          type: "profile-subscription-bulk-create-job",
          attributes: {
            custom_source: "Fair",
            profiles: {
              data: [
                {
                  type: "profile",
                  attributes: {
                    email: EMAIL,
                    phone_number: "+14155550100",
                    subscriptions: {
                      email: { marketing: { consent: "SUBSCRIBED", consented_at: "2025-06-01T00:00:00Z" } },
                      sms: { marketing: { consent: "SUBSCRIBED", consented_at: "2025-06-01T00:00:00Z" } },
                    },
                  },
                },
              ],
            },
            historical_import: true,
          },
          relationships: { list: { data: { type: "list", id: "Y6nRLr" } } },
        }),
      },
    ],
    invalid: [
      subscribed,
      {
        title: "a text to somebody without a number",
        input: { profiles: [{ email: EMAIL, channels: ["sms"] }] },
        path: "profiles.0.phone",
      },
      {
        title: "1,001 people",
        input: { profiles: Array(1_001).fill({ email: EMAIL, channels: ["email"] }) },
        path: "profiles",
      },
    ],
    results: [done("accepted", 202)],
  },
  "profiles.unsubscribe": {
    batches: batches.unsubscribe,
    requests: [
      {
        title: "leaves out the list where none is named",
        input: { profiles: [{ email: EMAIL, channels: ["email"] }] },
        request: sent("POST", "profile-subscription-bulk-delete-jobs", {
          type: "profile-subscription-bulk-delete-job",
          attributes: {
            profiles: {
              data: [
                {
                  type: "profile",
                  attributes: {
                    email: EMAIL,
                    subscriptions: { email: { marketing: { consent: "UNSUBSCRIBED" } } },
                  },
                },
              ],
            },
          },
        }),
      },
    ],
    invalid: [
      subscribed,
      {
        title: "101 people",
        input: { profiles: Array(101).fill({ email: EMAIL, channels: ["email"] }) },
        path: "profiles",
      },
    ],
    results: [done("accepted", 202)],
  },
  "profiles.suppress": {
    batches: batches.suppress,
    requests: [
      {
        title: "names the addresses",
        input: { emails: [EMAIL] },
        request: sent("POST", "profile-suppression-bulk-create-jobs", {
          type: "profile-suppression-bulk-create-job",
          attributes: { profiles: { data: [{ type: "profile", attributes: { email: EMAIL } }] } },
        }),
      },
    ],
    invalid: [{ title: "no address", input: { emails: ["jane"] }, path: "emails.0" }],
    results: [done("accepted", 202)],
  },
  "profiles.unsuppress": {
    batches: batches.unsuppress,
    requests: [
      {
        title: "names the addresses",
        input: { emails: [EMAIL] },
        request: sent("POST", "profile-suppression-bulk-delete-jobs", {
          type: "profile-suppression-bulk-delete-job",
          attributes: { profiles: { data: [{ type: "profile", attributes: { email: EMAIL } }] } },
        }),
      },
    ],
    invalid: [{ title: "no address", input: { emails: [] }, path: "emails" }],
    results: [done("accepted", 202)],
  },
  "event.create": {
    batches: batches.events,
    requests: [
      {
        title: "is told once, by the job's id",
        input: { metric: "Booked", email: EMAIL, value: 19.9, currency: "EUR", time: "2026-01-01T00:00:00Z" },
        request: sent("POST", "events", {
          type: "event",
          attributes: {
            metric: { data: { type: "metric", attributes: { name: "Booked" } } },
            profile: { data: { type: "profile", attributes: { email: EMAIL } } },
            properties: {},
            value: 19.9,
            value_currency: "EUR",
            time: "2026-01-01T00:00:00Z",
            unique_id: SAMPLE_REFERENCE,
          },
        }),
      },
    ],
    invalid: [
      { title: "nobody named", input: { metric: "Booked" }, path: "email" },
      {
        title: "a currency of nothing",
        input: { metric: "Booked", email: EMAIL, currency: "EUR" },
        path: "value",
      },
    ],
    results: [done("accepted", 202)],
  },
};

const person = { email: EMAIL, channels: ["email"] };
const phone = { phone: "+14155550100", channels: ["sms"] };
const consentedAt = new Date(ANSWERED_AT).toISOString();

export const optOuts: readonly OptOutVector[] = [
  {
    channel: "email",
    scope: "marketing",
    address: EMAIL,
    tell: { action: "profiles.unsubscribe", input: { profiles: [person] } },
    takeBack: { action: "profiles.subscribe", input: { profiles: [person], consentedAt } },
  },
  {
    channel: "email",
    scope: "everything",
    address: EMAIL,
    tell: { action: "profiles.suppress", input: { emails: [EMAIL] } },
    takeBack: { action: "profiles.unsuppress", input: { emails: [EMAIL] } },
  },
  {
    channel: "sms",
    scope: "marketing",
    address: phone.phone,
    tell: { action: "profiles.unsubscribe", input: { profiles: [phone] } },
    takeBack: { action: "profiles.subscribe", input: { profiles: [phone], consentedAt } },
  },
];
