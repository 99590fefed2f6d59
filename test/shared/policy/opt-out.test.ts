import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConsentRecord } from "../../../shared/model/consent.ts";
import { OPT_OUT_SCOPES } from "../../../shared/model/opt-out.ts";
import { SUPPRESSION_REASONS } from "../../../shared/model/suppression.ts";
import { decideContact } from "../../../shared/policy/consent.ts";
import { type OptOutState, optOutState, optOutSteps } from "../../../shared/policy/opt-out.ts";

const NOW = Date.UTC(2026, 0, 1);

const record = fc.record<ConsentRecord>({
  status: fc.constantFrom("requested", "granted", "withdrawn"),
  at: fc.integer({ min: 0, max: 9 }),
  topic: fc.constantFrom(null, "marketing", "newsletter"),
  actor: fc.constantFrom("subject", "admin", "import", "provider"),
  basis: fc.constantFrom("consent", "legitimate_interest", "contract"),
  kind: fc.constant(null),
  isProven: fc.boolean(),
  jurisdiction: fc.constant(null),
});
const suppression = fc.option(
  fc.record({ reason: fc.constantFrom(...SUPPRESSION_REASONS), since: fc.constant(1) }),
);
const state = fc.constantFrom<OptOutState>(
  { kind: "marketing" },
  { kind: "everything" },
  { kind: "unsaid" },
  { kind: "untold" },
  { kind: "agreed", since: 1 },
);

describe("what other senders are told of an opt-out", () => {
  it("never says of somebody that they agreed whom the gates refuse all marketing", () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 6 }), suppression, (consents, stopped) => {
        const known = { consents, suppression: stopped };
        const { kind } = optOutState(known, { channel: "email", now: NOW });
        const approach = { channel: "email", category: "marketing", essential: false, now: NOW } as const;
        const decisions = ["marketing", "newsletter", "product_updates"].map((topic) =>
          decideContact(known, { ...approach, topic }),
        );
        const allowed = decisions.filter((one) => one.allowed);
        expect(kind === "agreed" && allowed.length === 0).toBe(false);
        // nor of somebody who ended a topic, for others know none of them
        const ended = decisions.filter(({ reason }) => reason === "consent_withdrawn");
        expect(kind === "agreed" && ended.length > 0).toBe(false);
        // nor of somebody that they left who still gets some
        expect((kind === "marketing" || kind === "everything") && allowed.length > 0).toBe(false);
      }),
    );
  });

  it("comes to what holds, whatever came before, and is told once", () => {
    fc.assert(
      fc.property(fc.array(state, { minLength: 1, maxLength: 8 }), (states) => {
        const there = new Set<string>();
        let known: (typeof OPT_OUT_SCOPES)[number] | null = null;
        for (const one of states) {
          const steps = optOutSteps(known, one);
          for (const scope of steps.tell) {
            expect(there.has(scope)).toBe(false);
            there.add(scope);
          }
          for (const scope of steps.takeBack) {
            expect(there.delete(scope)).toBe(true);
          }
          known = steps.known;
          expect(optOutSteps(known, one)).toEqual({ tell: [], takeBack: [], known });
          expect(there.size).toBe(known === null ? 0 : OPT_OUT_SCOPES.indexOf(known) + 1);
          expect(one.kind === "marketing" || one.kind === "everything" ? known : one.kind).toBe(one.kind);
        }
      }),
    );
  });

  it("is taken back as to marketing by the person's own word alone", () => {
    expect(optOutSteps("everything", { kind: "unsaid" })).toEqual({
      tell: [],
      takeBack: ["everything"],
      known: "marketing",
    });
    expect(optOutSteps("everything", { kind: "agreed", since: 1 })).toEqual({
      tell: [],
      takeBack: ["marketing", "everything"],
      known: null,
    });
  });
});
