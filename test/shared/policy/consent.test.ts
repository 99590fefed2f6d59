import { describe, expect, it } from "vitest";
import { decideContact } from "../../../shared/policy/consent.ts";

const granted = { status: "granted", since: 20 } as const;
const withdrawn = { status: "withdrawn", since: 30 } as const;
const suppression = { reason: "complaint", since: 10 };

describe("whether an address may be contacted", () => {
  it.each([
    ["transactional", null, null, { allowed: true, reason: "transactional", since: null }],
    ["transactional", null, withdrawn, { allowed: true, reason: "transactional", since: null }],
    ["transactional", suppression, granted, { allowed: false, reason: "suppressed", since: 10 }],
    ["marketing", null, null, { allowed: false, reason: "consent_missing", since: null }],
    ["marketing", null, withdrawn, { allowed: false, reason: "consent_withdrawn", since: 30 }],
    ["marketing", null, granted, { allowed: true, reason: "consent_granted", since: 20 }],
    ["marketing", suppression, granted, { allowed: false, reason: "suppressed", since: 10 }],
  ] as const)("%s, suppression %j, consent %j: %j", (category, suppressed, consent, decision) => {
    expect(decideContact({ category, suppression: suppressed, consent })).toEqual(decision);
  });
});
