import { describe, expect, it } from "vitest";
import { eventIdAt, newId } from "../../shared/ids.ts";
import type { Figures, Sent } from "./figures.ts";
import type { Row } from "./orders.ts";
import { reconcile } from "./reconcile.ts";

const [first, copy, batch] = [1, 2, 3].map((time) => newId("event", time)) as [
  `evt_${string}`,
  `evt_${string}`,
  `evt_${string}`,
];
const second = eventIdAt(batch, 1);
const invoice = { kind: "invoice", provider: "stripe", externalId: "in_1", status: "paid" } as const;

const good: Sent = {
  provider: "stripe",
  sequence: 1,
  kind: "good",
  items: 1,
  effects: [invoice],
  failures: [503],
  status: 200,
  id: first,
};
const retried: Sent = { ...good, kind: "retry", id: copy, failures: [] };
const both: Sent = { ...good, provider: "sendgrid", sequence: 2, items: 2, effects: [], id: batch };
const forged: Sent = { ...good, sequence: 3, kind: "forge", items: 0, failures: [], status: 401, id: null };

const row: Row = { id: first, item: 0, status: "processed", duplicates: 1, receipts: [copy], commits: 1 };
const plain: Row = { ...row, id: batch, duplicates: 0, receipts: [], commits: 0 };
const other: Row = { ...plain, id: second, item: 1 };
const change = { kind: "invoice", provider: "stripe", externalId: "in_1", times: 1 };

const even: Figures = {
  sent: [good, retried, both, forged],
  rows: [row, plain, other],
  effects: [invoice],
  changes: [change],
  refused: 1,
  injected: {
    troubles: { "before-store": 1, "after-store": 1, "mid-handlers": 1, twice: 1, "twice-at-once": 1 },
    refusals: { d1: 1, r2: 1, queue: 1 },
    lostAnswers: 1,
    aborts: 1,
    exposed: 1,
  },
  restarts: 3,
};
const faultsOf = (change: Partial<Figures>) =>
  reconcile({ ...even, ...change }).flatMap(({ faults }) => faults);
const injectedBut = (change: Partial<Figures["injected"]>) => ({ injected: { ...even.injected, ...change } });

describe("the soak's reconciliation", () => {
  it("finds nothing amiss when everything accepted is stored once and had its effect once", () => {
    expect(faultsOf({})).toEqual([]);
    expect(reconcile(even).map(({ what }) => what)).toEqual([
      "4 webhooks = 3 accepted + 1 refused, each as it deserved",
      "4 event ids accepted = 3 stored as events + 1 counted as duplicates, each once",
      "3 events sent = 3 stored; 1 duplicates counted",
      "3 events: 3 processed, 0 not",
      "1 invoices expected = 1 there, each in its state, each written once",
      "0 delivery receipts expected = 0 there, each in its state, each written once",
      "1 events with handlers = 1 commits of them - 0 again, each for a reason that was injected",
      "1 refused = 1 counted at the endpoints, of which 0 answered 5xx before",
      "10 kinds of trouble, each at least once, and 3 restarts",
    ]);
  });

  it("takes an event whose first receipt was answered 5xx, and a second commit that had a reason", () => {
    const unknown = { ...row, id: newId("event", 0), duplicates: 2, receipts: [first, copy] };
    expect(faultsOf({ rows: [unknown, plain, other] })).toEqual([]);
    expect(faultsOf({ rows: [{ ...row, commits: 2 }, plain, other] })).toEqual([]);
  });

  it.each<[string, Partial<Figures>, string[]]>([
    [
      "an event that was lost",
      { rows: [row, plain] },
      [
        `${second}: places where it is stored: expected 1, found 0`,
        "sendgrid 2: events stored: expected 2, found 1",
      ],
    ],
    [
      "a copy that was stored as an event of its own",
      {
        rows: [
          { ...row, duplicates: 0, receipts: [] },
          { ...row, id: copy, duplicates: 0, receipts: [] },
          plain,
          other,
        ],
      },
      ["stripe 1: events stored: expected 1, found 2"],
    ],
    [
      "a receipt that was counted twice",
      { rows: [{ ...row, duplicates: 2 }, plain, other] },
      [`${first}: duplicates: expected 1, found 2`],
    ],
    [
      "a receipt that is two events'",
      { rows: [row, { ...plain, duplicates: 1, receipts: [copy] }, other] },
      [`${copy}: places where it is stored: expected 1, found 2`],
    ],
    [
      "an event that nobody sent",
      { rows: [row, plain, other, { ...plain, id: "evt_x" }] },
      ["evt_x is stored and was never accepted"],
    ],
    ["an event that is dead", { rows: [row, plain, { ...other, status: "dead" }] }, [`${second} is dead`]],
    [
      "an effect that is missing",
      { effects: [], changes: [] },
      ["missing: stripe in_1 paid", "stripe in_1: times written: expected 1, found 0"],
    ],
    [
      "an effect that was written twice",
      { changes: [{ ...change, times: 2 }] },
      ["stripe in_1: times written: expected 1, found 2"],
    ],
    [
      "an effect that is there twice",
      { effects: [invoice, invoice] },
      ["stripe in_1 paid: times there: expected 1, found 2"],
    ],
    [
      "handlers that never ran",
      { rows: [{ ...row, commits: 0 }, plain, other] },
      [`${first}: its handlers never ran`],
    ],
    [
      "handlers that ran again without a reason",
      { rows: [{ ...row, commits: 2 }, plain, other], ...injectedBut({ exposed: 0 }) },
      ["1 webhooks were handled again, and only 0 had a reason"],
    ],
    [
      "a forgery that was accepted",
      { sent: [good, retried, both, { ...forged, status: 200 }], refused: 0 },
      ["stripe, forge: answer: expected 401, found 2xx", "stripe: accepted without an id"],
    ],
    [
      "a webhook that was given up",
      { sent: [good, { ...retried, status: 503, id: null }, both, forged] },
      ["stripe, retry: answer: expected 2xx, found 503"],
    ],
    ["a refusal that was not counted", { refused: 0 }, ["counted 0, expected 1 to 1"]],
    ["a trouble that never happened", injectedBut({ aborts: 0 }), ["aborts: never happened"]],
    ["a restart too few", { restarts: 2 }, ["restarts: expected 3, found 2"]],
  ])("names %s", (_, change, faults) => {
    expect(faultsOf(change)).toEqual(expect.arrayContaining(faults));
  });
});
