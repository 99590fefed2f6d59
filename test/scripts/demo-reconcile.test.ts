import { describe, expect, it } from "vitest";
import { isSettled, type Outcome, owed, type SentWebhook } from "./demo/webhooks/accounts.ts";
import { reconcile } from "./demo/webhooks/reconcile.ts";

const invoice = { kind: "invoice", provider: "stripe", externalId: "in_1", status: "paid" } as const;
const good: SentWebhook = {
  provider: "stripe",
  kind: "good",
  sequence: 1,
  expected: { refusal: null, events: 1, effects: [invoice] },
  digest: "aa",
  status: 200,
  code: null,
};
const again: SentWebhook = { ...good, kind: "repeat" };
const batch: SentWebhook = {
  ...good,
  provider: "sendgrid",
  sequence: 2,
  expected: { refusal: null, events: 2, effects: [] },
  digest: "bb",
};
const forged: SentWebhook = {
  ...good,
  kind: "forge",
  sequence: 3,
  expected: { refusal: "invalid_signature", events: 0, effects: [] },
  digest: "cc",
  status: 401,
  code: "invalid_signature",
};
const sent = [good, again, batch, forged];

const event = {
  id: "evt_1",
  provider: "stripe",
  type: "stripe.invoice.paid",
  status: "processed",
  duplicates: 1,
};
const delivered = {
  ...event,
  id: "evt_2",
  provider: "sendgrid",
  type: "sendgrid.delivered",
  duplicates: 0,
};
const opened = { ...delivered, id: "evt_3", type: "sendgrid.open" };
const outcome: Outcome = {
  counters: [
    { provider: "stripe", rejected: { invalid_signature: 1 } },
    { provider: "sendgrid", rejected: {} },
  ],
  rejections: [{ provider: "stripe", reason: "invalid_signature" }],
  events: [event, delivered, opened],
  digests: new Map([
    ["evt_1", "aa"],
    ["evt_2", "bb"],
    ["evt_3", "bb"],
  ]),
  effects: [invoice],
};

const faultsOf = (requests: readonly SentWebhook[], found: Outcome) =>
  reconcile(requests, found).flatMap(({ faults }) => faults);

describe("the demo's reconciliation", () => {
  it("finds nothing amiss when everything is accounted for", () => {
    const balances = reconcile(sent, outcome);
    expect(balances.flatMap(({ faults }) => faults)).toEqual([]);
    expect(balances.map(({ what }) => what).slice(0, 3)).toEqual([
      "4 requests = 3 accepted + 1 refused, each as it deserved",
      "4 events accepted = 3 stored + 1 counted as duplicates",
      "refused 1 = 1 counted at the endpoints = 1 kept as evidence",
    ]);
  });

  const but = (change: Partial<Outcome>): Outcome => ({ ...outcome, ...change });
  it.each<[string, Outcome, string[]]>([
    [
      "an event that was lost",
      but({ events: [event, delivered] }),
      ["sendgrid: events stored: expected 2, found 1"],
    ],
    [
      "a duplicate that was stored as an event",
      but({
        events: [{ ...event, duplicates: 0 }, { ...event, id: "evt_4", duplicates: 0 }, delivered, opened],
        digests: new Map([...outcome.digests, ["evt_4", "aa"]]),
      }),
      ["stripe: events stored: expected 1, found 2", "stripe: duplicates counted: expected 1, found 0"],
    ],
    [
      "a duplicate that was counted at another sender",
      but({ events: [{ ...event, duplicates: 0 }, { ...delivered, duplicates: 1 }, opened] }),
      [
        "stripe: duplicates counted: expected 1, found 0",
        "sendgrid: duplicates counted: expected 0, found 1",
      ],
    ],
    [
      "an event that never settled",
      but({ events: [{ ...event, status: "received" }, delivered, opened] }),
      ["stripe.invoice.paid evt_1 is received"],
    ],
    [
      "an event that is dead",
      but({ events: [{ ...event, status: "dead" }, delivered, opened] }),
      ["stripe.invoice.paid evt_1 is dead"],
    ],
    [
      "a refusal that was counted under another reason",
      but({ counters: [{ provider: "stripe", rejected: { stale_timestamp: 1 } }] }),
      [
        "stripe, invalid_signature: counted at the endpoint: expected 1, found 0",
        "stripe, stale_timestamp: counted at the endpoint: expected 0, found 1",
      ],
    ],
    [
      "a refusal without evidence",
      but({ rejections: [] }),
      ["stripe, invalid_signature: kept as evidence: expected 1, found 0"],
    ],
    [
      "a body that came back changed",
      but({ digests: new Map([...outcome.digests, ["evt_1", "xx"]]) }),
      [
        "stripe, good: the bytes sent do not come back",
        "stripe.invoice.paid evt_1: its bytes were never sent",
      ],
    ],
    ["an effect that is missing", but({ effects: [] }), ["missing: stripe in_1 paid"]],
    [
      "an effect in another state",
      but({ effects: [{ ...invoice, status: "open" }] }),
      ["missing: stripe in_1 paid", "not expected: stripe in_1 open"],
    ],
    ["an effect that came twice", but({ effects: [invoice, invoice] }), ["there twice: stripe in_1 paid"]],
  ])("names %s", (_, found, faults) => {
    expect(faultsOf(sent, found).sort()).toEqual(faults.sort());
  });

  it.each<[string, SentWebhook, SentWebhook, string[]]>([
    [
      "a forgery that was accepted",
      forged,
      { ...forged, status: 200, code: null },
      ["stripe, forge: answer: expected 401 invalid_signature, found 200"],
    ],
    [
      "a forgery that was refused for another reason",
      forged,
      { ...forged, code: "stale_timestamp" },
      ["stripe, forge: answer: expected 401 invalid_signature, found 401 stale_timestamp"],
    ],
    [
      "a good request that was refused",
      good,
      { ...good, status: 401, code: "invalid_signature" },
      ["stripe, good: answer: expected 2xx, found 401 invalid_signature"],
    ],
    [
      "a request that broke the platform",
      batch,
      { ...batch, status: 500, code: "internal" },
      [
        "requests accepted or refused: expected 4, found 3",
        "sendgrid, good: answer: expected 2xx, found 500 internal",
      ],
    ],
    [
      "a request without an answer",
      batch,
      { ...batch, status: null },
      [
        "requests accepted or refused: expected 4, found 3",
        "sendgrid, good: answer: expected 2xx, found no answer",
      ],
    ],
  ])("names %s", (_, before, after, faults) => {
    const requests = sent.map((webhook) => (webhook === before ? after : webhook));
    expect(faultsOf(requests, outcome)).toEqual(expect.arrayContaining(faults));
  });

  it("is not deceived by a forgery accepted and a good one refused, which leave the sums alone", () => {
    const swapped = [
      good,
      { ...again, status: 401, code: "invalid_signature" },
      batch,
      { ...forged, status: 200, code: null },
    ];
    expect(reconcile(swapped, outcome)[0]?.faults).toHaveLength(2);
  });
});

describe("what the platform owes", () => {
  it("counts an original and its copies once, whichever of them was accepted", () => {
    expect(owed(sent)).toEqual({ stored: 3, duplicates: 1 });
    expect(owed([{ ...good, status: 503 }, again])).toEqual({ stored: 1, duplicates: 0 });
  });

  it("is settled when all of it is there, final and counted, and not before", () => {
    expect(isSettled(sent, outcome)).toBe(true);
    const unsettled: Partial<Outcome>[] = [
      { events: [event, delivered] },
      { events: [{ ...event, duplicates: 0 }, delivered, opened] },
      { events: [{ ...event, status: "failed" }, delivered, opened] },
      { counters: [] },
      { rejections: [] },
    ];
    for (const change of unsettled) {
      expect(isSettled(sent, { ...outcome, ...change }), JSON.stringify(change)).toBe(false);
    }
  });
});
