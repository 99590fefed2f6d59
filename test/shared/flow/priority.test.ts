import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dividePermits, PRIORITIES } from "../../../shared/flow/priority.ts";

const BUSY = { high: 1_000, normal: 1_000, low: 1_000 };

describe("permits that are contested", () => {
  it("go 7 to high, 2 to normal and 1 to low of every ten", () => {
    for (let turn = 0; turn < 10; turn += 1) {
      expect(dividePermits({ permits: 10, waiting: BUSY, turn }).granted).toEqual({
        high: 7,
        normal: 2,
        low: 1,
      });
    }
  });

  it("keep these shares when they come one at a time", () => {
    const sums = { high: 0, normal: 0, low: 0 };
    let turn = 0;
    for (let permit = 0; permit < 100; permit += 1) {
      const step = dividePermits({ permits: 1, waiting: BUSY, turn });
      turn = step.turn;
      for (const priority of PRIORITIES) {
        sums[priority] += step.granted[priority];
      }
    }
    expect(sums).toEqual({ high: 70, normal: 20, low: 10 });
  });

  it("go to high before normal before low where a turn's own class has nothing waiting", () => {
    const divide = (waiting: { high: number; normal: number; low: number }) =>
      dividePermits({ permits: 10, waiting, turn: 0 }).granted;
    expect(divide({ high: 0, normal: 100, low: 100 })).toEqual({ high: 0, normal: 9, low: 1 });
    expect(divide({ high: 1, normal: 2, low: 100 })).toEqual({ high: 1, normal: 2, low: 7 });
    expect(divide({ high: 0, normal: 0, low: 100 })).toEqual({ high: 0, normal: 0, low: 10 });
  });

  it("starve no class that waits: it gets one of any ten in a row", () => {
    const depth = fc.nat(50);
    fc.assert(
      fc.property(
        fc.record({ high: depth, normal: depth, low: depth }),
        fc.nat(100),
        fc.nat(1_000),
        (waiting, permits, turn) => {
          const { granted } = dividePermits({ permits, waiting, turn });
          const total = granted.high + granted.normal + granted.low;
          expect(total).toBe(Math.min(permits, waiting.high + waiting.normal + waiting.low));
          for (const priority of PRIORITIES) {
            expect(granted[priority]).toBeLessThanOrEqual(waiting[priority]);
            expect(granted[priority]).toBeGreaterThanOrEqual(
              Math.min(waiting[priority], Math.floor(total / 10)),
            );
          }
        },
      ),
    );
  });
});
