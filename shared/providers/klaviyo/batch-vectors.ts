import type { BatchVector, SampleAnswer } from "../vectors.ts";
import { error } from "./answer-vectors.ts";
import { sent } from "./sample-vectors.ts";

const JANE = { email: "jane+1@example.com", channels: ["email"] };
const BEN = { email: "ben@example.com", channels: ["email"] };
const ANN = { phone: "+14155550100", channels: ["sms"] };

/** A refusal of a request for the entries at these pointers. */
function refusedAt(...pointers: readonly string[]): SampleAnswer {
  const errors = pointers.map((pointer) => ({
    id: "360c1a11-cc3b-4f6c-b1a8-3cfbacd77c2f",
    status: 400,
    code: "invalid",
    title: "Invalid input.",
    detail: "Phone number is valid but is not in a supported region for this account.",
    source: { pointer },
  }));
  return { status: 400, body: { errors } };
}

function answersOf(
  field: string,
  {
    status = 202,
    list,
    elsewhere,
  }: { readonly status?: 202 | 204; readonly list: string; readonly elsewhere: string },
): BatchVector["answers"] {
  const one = { ok: true, result: { externalId: null, result: { [field]: true } } } as const;
  return [
    { answer: { status, body: status === 204 ? null : "" }, results: [one, one] },
    // the second input has the second and the third entry
    { answer: refusedAt(`${list}/2/attributes/phone_number`), results: { blamed: { 1: "invalid" } } },
    {
      answer: refusedAt(`${list}/0`, `${list}/1/attributes/email`, `${list}/2/attributes/phone_number`),
      results: { blamed: { 0: "invalid", 1: "invalid" } },
    },
    { answer: refusedAt(`${list}/0/attributes/email`, elsewhere), results: { blamed: {} } },
    { answer: refusedAt(`${list}/3/attributes/email`), results: { blamed: {} } },
    { answer: error(400, "invalid"), results: { blamed: {} } },
  ];
}

function people(consent: "SUBSCRIBED" | "UNSUBSCRIBED") {
  const marketing = { consent };
  return [
    { type: "profile", attributes: { email: JANE.email, subscriptions: { email: { marketing } } } },
    { type: "profile", attributes: { email: BEN.email, subscriptions: { email: { marketing } } } },
    { type: "profile", attributes: { phone_number: ANN.phone, subscriptions: { sms: { marketing } } } },
  ];
}

const PEOPLE = { list: "/data/attributes/profiles/data", elsewhere: "/data/relationships/list/data/id" };
const list = { list: { data: { type: "list", id: "Y6nRLr" } } };
const inputs = [
  { listId: "Y6nRLr", profiles: [JANE] },
  { listId: "Y6nRLr", profiles: [BEN, ANN] },
];

function consents(consent: "SUBSCRIBED" | "UNSUBSCRIBED", kind: string): readonly BatchVector[] {
  return [
    {
      title: "people of one list",
      inputs,
      request: sent("POST", `${kind}s`, {
        type: kind,
        attributes: { profiles: { data: people(consent) } },
        relationships: list,
      }),
      answers: answersOf("accepted", PEOPLE),
    },
  ];
}

function memberships(method: "POST" | "DELETE", field: string): readonly BatchVector[] {
  const given = [["01A"], ["01B", "01C"]];
  return [
    {
      title: "profiles of one list",
      inputs: given.map((profileIds) => ({ listId: "Y6nRLr", profileIds })),
      request: sent(
        method,
        "lists/Y6nRLr/relationships/profiles",
        given.flat().map((id) => ({ type: "profile", id })),
      ),
      answers: answersOf(field, { status: 204, list: "/data", elsewhere: "/data/attributes" }),
    },
  ];
}

function suppressions(verb: "create" | "delete"): BatchVector[] {
  return [
    {
      title: "addresses",
      inputs: [{ emails: [JANE.email] }, { emails: [BEN.email, "ann@example.com"] }],
      request: sent("POST", `profile-suppression-bulk-${verb}-jobs`, {
        type: `profile-suppression-bulk-${verb}-job`,
        attributes: {
          profiles: {
            data: [JANE.email, BEN.email, "ann@example.com"].map((email) => ({
              type: "profile",
              attributes: { email },
            })),
          },
        },
      }),
      answers: answersOf("accepted", PEOPLE),
    },
  ];
}

/** Jobs that travel in one request, by their action. */
export const batches = {
  subscribe: consents("SUBSCRIBED", "profile-subscription-bulk-create-job"),
  unsubscribe: consents("UNSUBSCRIBED", "profile-subscription-bulk-delete-job"),
  suppress: suppressions("create"),
  unsuppress: suppressions("delete"),
  events: [
    {
      title: "events, each told once by its own job's id",
      inputs: [
        { metric: "Booked", email: JANE.email, value: 19.9, currency: "EUR" },
        { metric: "Left", externalId: "u1", time: "2026-01-01T00:00:00Z", properties: { seats: 2 } },
      ],
      request: sent("POST", "event-bulk-create-jobs", {
        type: "event-bulk-create-job",
        attributes: {
          "events-bulk-create": {
            data: [
              {
                type: "event-bulk-create",
                attributes: {
                  profile: { data: { type: "profile", attributes: { email: JANE.email } } },
                  events: {
                    data: [
                      {
                        type: "event",
                        attributes: {
                          metric: { data: { type: "metric", attributes: { name: "Booked" } } },
                          properties: {},
                          value: 19.9,
                          value_currency: "EUR",
                          unique_id: "job_0",
                        },
                      },
                    ],
                  },
                },
              },
              {
                type: "event-bulk-create",
                attributes: {
                  profile: { data: { type: "profile", attributes: { external_id: "u1" } } },
                  events: {
                    data: [
                      {
                        type: "event",
                        attributes: {
                          metric: { data: { type: "metric", attributes: { name: "Left" } } },
                          properties: { seats: 2 },
                          time: "2026-01-01T00:00:00Z",
                          unique_id: "job_1",
                        },
                      },
                    ],
                  },
                },
              },
            ],
          },
        },
      }),
      answers: [
        {
          answer: { status: 202, body: "" },
          results: Array(2).fill({ ok: true, result: { externalId: null, result: { accepted: true } } }),
        },
        {
          answer: refusedAt(
            "/data/attributes/events-bulk-create/data/1/attributes/events/data/0/attributes/time",
          ),
          results: { blamed: { 1: "invalid" } },
        },
        { answer: refusedAt("/data/attributes/events-bulk-create"), results: { blamed: {} } },
      ],
    },
  ],
  add: memberships("POST", "added"),
  remove: memberships("DELETE", "removed"),
} satisfies Record<string, readonly BatchVector[]>;
