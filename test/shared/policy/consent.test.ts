import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConsentRecord } from "../../../shared/model/consent.ts";
import type { SuppressionReason } from "../../../shared/model/suppression.ts";
import { decideContact } from "../../../shared/policy/consent.ts";
import { deriveConsent, lawOf } from "../../../shared/policy/consent-state.ts";

const said = (status: ConsentRecord["status"], at: number, more: Partial<ConsentRecord> = {}) =>
  ({
    status,
    at,
    topic: null,
    actor: "subject",
    basis: "consent",
    isProven: false,
    kind: null,
    jurisdiction: null,
    ...more,
  }) as const;

const granted = said("granted", 20);
const withdrawn = said("withdrawn", 30);
const approach = { channel: "email", topic: null, essential: false, now: 1_000 } as const;
const suppressed = (reason: SuppressionReason) => ({ reason, since: 10 });

describe("whether an address may be contacted", () => {
  it.each([
    ["transactional", null, [], { allowed: true, reason: "transactional", since: null }],
    ["transactional", null, [withdrawn], { allowed: true, reason: "transactional", since: null }],
    ["marketing", null, [], { allowed: false, reason: "consent_missing", since: null }],
    ["marketing", null, [granted, withdrawn], { allowed: false, reason: "consent_withdrawn", since: 30 }],
    ["marketing", null, [granted], { allowed: true, reason: "consent_granted", since: 20 }],
    ["marketing", null, [said("requested", 20)], { allowed: false, reason: "consent_pending", since: 20 }],
  ] as const)("%s, suppression %j, consents %j: %j", (category, suppression, consents, decision) => {
    expect(decideContact({ suppression, consents }, { ...approach, category })).toEqual(decision);
  });

  it.each([
    ["bounce", false, false],
    ["stop", false, false],
    ["manual", false, false],
    ["erasure", false, false],
    ["complaint", false, true],
    ["unsubscribe", true, true],
  ] as const)("a %s ends marketing; transactional goes on: %j, an essential one: %j", (reason, plain, essential) => {
    const known = { suppression: suppressed(reason), consents: [granted] };
    const marketing = decideContact(known, { ...approach, category: "marketing" });
    expect(marketing).toEqual({ allowed: false, reason: "suppressed", since: 10 });
    const ask = { ...approach, category: "transactional" } as const;
    expect(decideContact(known, ask).allowed).toBe(plain);
    expect(decideContact(known, { ...ask, essential: true }).allowed).toBe(essential);
    expect(decideContact(known, { ...approach, category: null }).allowed, "of no category").toBe(false);
  });
});

const day = (date: string) => Date.parse(`${date}T00:00:00Z`);
const state = (records: readonly ConsentRecord[], more: Partial<Parameters<typeof deriveConsent>[1]> = {}) =>
  deriveConsent(records, { topic: "marketing", channel: "email", now: day("2030-01-01"), ...more }).status;

describe("what the ledger comes to", () => {
  it.each([
    ["granted, then withdrawn", [said("granted", 1), said("withdrawn", 2)], "withdrawn"],
    [
      "an import after a withdrawal",
      [said("withdrawn", 2), said("granted", 3, { actor: "import" })],
      "withdrawn",
    ],
    [
      "an administrator after a withdrawal",
      [said("withdrawn", 2), said("granted", 3, { actor: "admin" })],
      "withdrawn",
    ],
    ["the person after a withdrawal", [said("withdrawn", 2), said("granted", 3)], "granted"],
    [
      "an import after a withdrawal by an import",
      [said("withdrawn", 2, { actor: "import" }), said("granted", 3, { actor: "import", isProven: true })],
      "granted",
    ],
    ["both at one time", [said("granted", 5), said("withdrawn", 5)], "withdrawn"],
    ["asked for again while granted", [said("granted", 1), said("requested", 2)], "granted"],
    [
      "asked for by an import after a withdrawal",
      [said("withdrawn", 1), said("requested", 2, { actor: "import" })],
      "withdrawn",
    ],
    [
      "another topic withdrawn",
      [said("granted", 1), said("withdrawn", 2, { topic: "newsletter" })],
      "granted",
    ],
    ["this topic withdrawn", [said("granted", 1), said("withdrawn", 2, { topic: "marketing" })], "withdrawn"],
    [
      "this topic withdrawn, all granted later",
      [said("withdrawn", 2, { topic: "marketing" }), said("granted", 3)],
      "withdrawn",
    ],
    [
      "this topic withdrawn and granted",
      [said("withdrawn", 2, { topic: "marketing" }), said("granted", 3, { topic: "marketing" })],
      "granted",
    ],
    [
      "all withdrawn, this topic granted later",
      [said("withdrawn", 2), said("granted", 3, { topic: "marketing" })],
      "granted",
    ],
    ["another topic granted", [said("granted", 3, { topic: "newsletter" })], "none"],
  ] as const)("%s: %s", (_, records, status) => {
    expect(state(records)).toBe(status);
    expect(state([...records].reverse())).toBe(status);
  });

  it("expires an inquiry after six months and a purchase after two years (CASL)", () => {
    const inquiry = [said("granted", day("2026-01-01"), { kind: "implied_inquiry", jurisdiction: "CA" })];
    const purchase = [said("granted", day("2026-01-01"), { kind: "implied_purchase", jurisdiction: "CA" })];
    expect(state(inquiry, { now: day("2026-06-30") })).toBe("granted");
    expect(state(inquiry, { now: day("2026-07-02") })).toBe("expired");
    expect(state(purchase, { now: day("2027-12-31") })).toBe("granted");
    expect(state(purchase, { now: day("2028-01-01") })).toBe("expired");
    const august = [said("granted", day("2026-08-31"), { kind: "implied_inquiry", jurisdiction: "CA" })];
    expect(state(august, { now: day("2027-02-28") })).toBe("expired");
  });

  it.each([
    ["sms", "US", "express_written", "granted"],
    ["sms", "US", "express", "insufficient"],
    ["sms", null, "express", "insufficient"],
    ["email", "US", "implied_inquiry", "expired"],
    ["email", "DE", "soft_opt_in", "granted"],
    ["email", null, "soft_opt_in", "insufficient"],
    ["email", "DE", "implied_purchase", "insufficient"],
    ["email", "CA", "express", "granted"],
  ] as const)("on %s in %s a consent of the kind %s is %s", (channel, jurisdiction, kind, status) => {
    const records = [said("granted", day("2029-01-01"), { kind, jurisdiction })];
    expect(state(records, { channel })).toBe(status);
  });

  it.each([
    // the person's own consent is express, and no more than that
    ["email", "DE", {}, "granted"],
    ["email", "CA", {}, "granted"],
    ["email", null, {}, "granted"],
    ["sms", "DE", {}, "granted"],
    ["sms", "US", {}, "insufficient"],
    ["whatsapp", "US", {}, "granted"],
    // where nobody names a law, the organization answers for it
    ["sms", null, {}, "granted"],
    // another ground is no consent
    ["email", "DE", { basis: "legitimate_interest" }, "insufficient"],
    ["email", "CA", { basis: "contract", isProven: true }, "insufficient"],
    ["email", null, { basis: "contract" }, "insufficient"],
    ["sms", "US", { basis: "contract" }, "insufficient"],
    ["email", "US", { basis: "contract" }, "granted"],
    // somebody else's word takes its proof
    ["email", "FR", { actor: "import" }, "insufficient"],
    ["email", "FR", { actor: "import", isProven: true }, "granted"],
    ["email", "CA", { actor: "provider" }, "insufficient"],
    ["sms", null, { actor: "admin" }, "insufficient"],
    ["sms", null, { actor: "admin", isProven: true }, "granted"],
    ["email", "US", { actor: "import" }, "granted"],
  ] as const)("on %s in %s a consent of no kind, with %j, is %s", (channel, jurisdiction, more, status) => {
    expect(state([said("granted", day("2029-01-01"), { jurisdiction, ...more })], { channel })).toBe(status);
  });

  it("without a kind does nowhere what an express one would not do there, and a text under US law takes a written one", () => {
    const grant = fc.record({
      actor: fc.constantFrom("subject", "admin", "import", "provider"),
      basis: fc.constantFrom("consent", "contract", "legitimate_interest"),
      isProven: fc.boolean(),
      jurisdiction: fc.constantFrom("US", "CA", "DE", "GB", "CH", "AU", "BR"),
    } as const);
    const channels = fc.constantFrom("email", "sms", "whatsapp", "instagram", "slack");
    fc.assert(
      fc.property(grant, channels, (more, channel) => {
        const as = (kind: ConsentRecord["kind"]) =>
          state([said("granted", day("2029-12-31"), { ...more, kind })], { channel });
        expect(as(null) === "granted" && as("express") !== "granted").toBe(false);
        expect(as("express") === "granted" && as("express_written") !== "granted").toBe(false);
        expect(as("express_written")).toBe("granted");
        if (channel === "sms" && more.jurisdiction === "US") {
          expect([as(null), as("express")]).toEqual(["insufficient", "insufficient"]);
        }
        const isShown = more.basis === "consent" && (more.actor === "subject" || more.isProven);
        expect(isShown || more.jurisdiction === "US" || as(null) === "insufficient").toBe(true);
      }),
    );
  });

  it("is not weakened by a lesser grant that follows, nor saved by one that a law which was named since refuses", () => {
    const at = (date: string, more: Partial<ConsentRecord>) => said("granted", day(date), more);
    const written = at("2029-01-01", { kind: "express_written", jurisdiction: "US" });
    const imported = at("2029-02-01", { actor: "import" });
    expect(state([written, imported], { channel: "sms" })).toBe("granted");
    expect(state([written, said("withdrawn", day("2029-01-15")), imported], { channel: "sms" })).toBe(
      "withdrawn",
    );
    const inquiry = at("2029-02-01", { kind: "implied_inquiry", jurisdiction: "CA" });
    expect(state([at("2029-01-01", { kind: "express", jurisdiction: "CA" }), inquiry])).toBe("granted");
    expect(state([inquiry])).toBe("expired");
    const own = at("2029-01-01", {});
    const american = at("2029-02-01", { kind: "express", jurisdiction: "US" });
    expect(state([own], { channel: "sms" })).toBe("granted");
    expect(state([own, american], { channel: "sms" })).toBe("insufficient");
  });

  it("is under the law that was said with the consent that stands, a written one under that of the US", () => {
    const written = said("granted", 1, { kind: "express_written" });
    expect(lawOf([written], "marketing")).toBe("US");
    expect(lawOf([written, said("granted", 2, { jurisdiction: "DE" })], "marketing")).toBe("DE");
    expect(lawOf([written, said("withdrawn", 2)], "marketing")).toBeNull();
    expect(lawOf([said("granted", 1)], "marketing")).toBeNull();
  });

  it("is under the law that was said before, where the person gives it again without naming one", () => {
    const told = said("granted", 1, { jurisdiction: "US", topic: "newsletter" });
    expect(lawOf([told, said("withdrawn", 2), said("granted", 3)], "marketing")).toBe("US");
    expect(lawOf([told, said("granted", 3), said("granted", 2, { jurisdiction: "DE" })], "marketing")).toBe(
      "DE",
    );
  });

  it("does not depend on the order in which records are read, and ends what the person ended last", () => {
    const record = fc.record({
      status: fc.constantFrom("requested", "granted", "withdrawn"),
      at: fc.integer({ min: 1, max: 6 }),
      topic: fc.constantFrom(null, "marketing", "newsletter"),
      actor: fc.constantFrom("subject", "admin", "import", "provider"),
      basis: fc.constant("consent"),
      isProven: fc.boolean(),
      kind: fc.constant(null),
      jurisdiction: fc.constant(null),
    } as const);
    fc.assert(
      fc.property(fc.array(record, { maxLength: 8 }), (records) => {
        const ended = [...records, said("withdrawn", 7)];
        expect(state(ended)).toBe("withdrawn");
        expect(state([...ended, said("granted", 8, { actor: "import" })])).toBe("withdrawn");
        expect(state(records.toSorted((a, b) => b.at - a.at))).toBe(
          state(records.toSorted((a, b) => a.at - b.at)),
        );
      }),
    );
  });
});
