import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inTime, type Lanes } from "../../../shared/flow/lanes.ts";

const terms: Lanes = { lanes: 6, callMs: 100, useWithinMs: 500, promptMs: 30 };
const atOnce = (count: number) => Array<number>(count).fill(0);
const held = (flags: readonly boolean[]) => flags.filter(Boolean).length;

describe("permits that can be used in time", () => {
  it("are those whose turn comes while they hold", () => {
    expect(held(inTime(atOnce(40), terms))).toBe(36);
    expect(held(inTime(atOnce(40), { ...terms, callMs: 501 }))).toBe(6);
    expect(held(inTime(atOnce(40), { ...terms, callMs: 0 }))).toBe(40);
    // three of them are booked for later moments, and by then a lane is free
    expect(inTime([0, 0, 200, 400, 600], { ...terms, lanes: 1, callMs: 200 })).toEqual([
      ...[true, true, false, true, true],
    ]);
  });

  it("are never more than so many calls at once can make, and of few there is none too late", () => {
    const term = fc.integer({ min: 0, max: 2_000 });
    fc.assert(
      fc.property(
        fc.array(term, { maxLength: 60 }).map((times) => times.toSorted((a, b) => a - b)),
        fc.record({ lanes: fc.integer({ min: 1, max: 8 }), callMs: term, useWithinMs: term, promptMs: term }),
        (startAfterMs, given) => {
          const flags = inTime(startAfterMs, given);
          expect(flags.slice(0, given.lanes).every(Boolean)).toBe(true);
          const last = Math.max(0, ...startAfterMs) + Math.max(given.useWithinMs, given.promptMs);
          const most = given.lanes * (1 + last / Math.max(1, given.callMs));
          expect(given.callMs === 0 || held(flags) <= most).toBe(true);
          expect(held(inTime(startAfterMs, { ...given, callMs: 0 }))).toBe(startAfterMs.length);
        },
      ),
    );
  });
});
