import { describe, expect, it } from "vitest";
import { type Account, reconcile, type SentWebhook } from "./demo/reconcile.ts";

const good: SentWebhook = {
  provider: "stripe",
  kind: "good",
  fate: "stored",
  events: 1,
  status: 200,
  code: null,
};
const again: SentWebhook = { ...good, kind: "repeat", fate: "duplicate" };
const forged: SentWebhook = {
  ...good,
  kind: "forge",
  fate: "refused",
  status: 401,
  code: "invalid_signature",
};
const account: Account = {
  provider: "stripe",
  stored: 1,
  duplicates: 1,
  unfinished: 0,
  rejected: 1,
  evidence: 1,
};
const sent = [good, again, forged];

describe("the demo's reconciliation", () => {
  it("finds nothing amiss when every request is accounted for", () => {
    expect(reconcile(sent, [account])).toEqual({
      lines: [{ provider: "stripe", sent: 3, accepted: 2, refused: 1, stored: 1, duplicates: 1 }],
      imbalances: [],
    });
  });

  it.each([
    ["an event that was lost", sent, { ...account, stored: 0 }, "stripe: events stored: expected 1, found 0"],
    [
      "an event that was stored twice",
      sent,
      { ...account, stored: 2 },
      "stripe: events stored: expected 1, found 2",
    ],
    ["a duplicate that was not counted", sent, { ...account, duplicates: 0 }, "stripe: duplicates counted"],
    ["an event that never settled", sent, { ...account, unfinished: 1 }, "stripe: events still in progress"],
    [
      "a refusal that was not counted",
      sent,
      { ...account, rejected: 0 },
      "stripe: refusals counted on the endpoint",
    ],
    ["a refusal without evidence", sent, { ...account, evidence: 0 }, "stripe: refusals kept as evidence"],
    [
      "a forgery that was accepted",
      [good, again, { ...forged, status: 200 }],
      account,
      "stripe: good requests accepted",
    ],
    [
      "a request that broke the platform",
      [{ ...good, status: 500 }, again, forged],
      account,
      "answered 2xx or 401",
    ],
  ])("names %s", (_, requests, found, imbalance) => {
    expect(reconcile(requests, [found]).imbalances.join("\n")).toContain(imbalance);
  });

  it("names a batch of which an event is missing", () => {
    const batch = { ...good, events: 3 };
    expect(reconcile([batch, again, forged], [account]).imbalances).toEqual([
      "stripe: events stored: expected 3, found 1",
    ]);
  });

  it("names a claim that does not hold", () => {
    const claim = { what: "bodies that came back byte for byte", expected: 2, found: 1 };
    expect(reconcile([], [], [claim]).imbalances).toEqual([
      "bodies that came back byte for byte: expected 2, found 1",
    ]);
  });
});
