import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRateLimit } from "../../../shared/flow/rate-limit-header.ts";

const NOW = 1_772_323_170_000;
const NOTHING = { name: null, perSeconds: null, limit: null, remaining: null, resetAfterMs: null };

describe("the RateLimit header", () => {
  it("is read in the dictionary form of the earlier drafts", () => {
    expect(parseRateLimit("limit=100, remaining=0, reset=10", NOW)).toEqual([
      { ...NOTHING, limit: 100, remaining: 0, resetAfterMs: 10_000 },
    ]);
  });

  it("is read in the structured form of the later drafts", () => {
    expect(parseRateLimit('"default";r=50;t=30', NOW)).toEqual([
      { ...NOTHING, name: "default", remaining: 50, resetAfterMs: 30_000 },
    ]);
  });

  it("gives one reading per policy, with the quota and the window of RateLimit-Policy", () => {
    expect(parseRateLimit('"burst";q=100;w=60, "a=b, c;d";q=1000;w=86400', NOW)).toEqual([
      { ...NOTHING, name: "burst", limit: 100, perSeconds: 60 },
      { ...NOTHING, name: "a=b, c;d", limit: 1_000, perSeconds: 86_400 },
    ]);
  });

  it.each([
    null,
    "",
    "soon",
    "limit=lots",
    '"default"',
    '"default";r=-1',
    "{'minute': 99}",
  ])("that says nothing known gives no reading: %j", (value) => {
    expect(parseRateLimit(value, NOW)).toEqual([]);
  });

  it("of any text throws nothing", () => {
    const alphabet = fc.constantFrom(...'limtrewq=;," 0123456789');
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: alphabet })), (value) => {
        expect(Array.isArray(parseRateLimit(value, NOW))).toBe(true);
      }),
    );
  });
});
