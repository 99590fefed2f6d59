import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOUR_MS } from "../../../shared/clock.ts";
import { type Activity, learn } from "../../../shared/policy/silence.ts";

const START = Date.UTC(2026, 0, 5);

/** Looks once an hour for `hours`, while events come in the hours that `comes` says. */
function watch(
  hours: number,
  comes: (hour: number) => boolean,
  from: Activity | null = null,
  at = 0,
): Activity | null {
  let activity = from;
  for (let hour = at; hour < at + hours; hour += 1) {
    const time = START + hour * HOUR_MS;
    const arrivals = comes(hour) ? { firstAt: time - 1_000, lastAt: time - 500 } : null;
    activity = learn(activity, arrivals, time);
  }
  return activity;
}

const always = () => true;
const never = () => false;
/** Working days, from eight to six. */
const office = (hour: number) => Math.floor(hour / 24) % 7 < 5 && hour % 24 >= 8 && hour % 24 < 18;

describe("an endpoint that used to receive and stopped", () => {
  it("is silent after an hour where something came every hour", () => {
    const known = watch(24 * 14, always);
    expect(watch(1, never, known, 24 * 14)?.isSilent).toBe(false);
    expect(watch(3, never, known, 24 * 14)?.isSilent).toBe(true);
  });

  it("is silent only after more than a weekend where weekends are quiet", () => {
    const friday = 24 * 7 * 3 + 24 * 4 + 18;
    const known = watch(friday, office);
    expect(watch(62, never, known, friday)?.isSilent).toBe(false);
    expect(watch(100, never, known, friday)?.isSilent).toBe(true);
  });

  it("is no more silent as soon as something comes", () => {
    const silent = watch(10, never, watch(24 * 14, always), 24 * 14);
    expect(silent?.isSilent).toBe(true);
    expect(watch(1, always, silent, 24 * 14 + 10)?.isSilent).toBe(false);
  });

  it("is not judged before a week and more was seen, nor when it hardly ever received", () => {
    expect(watch(200, never, watch(24 * 7, always), 24 * 7)?.isSilent).toBe(false);
    expect(watch(24 * 60, (hour) => hour % (24 * 12) === 0)?.isSilent).toBe(false);
    expect(watch(100, never)).toBeNull();
  });

  it("is never silent while it keeps to its own rhythm", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (every) => {
        let activity: Activity | null = null;
        for (let hour = 0; hour < 24 * 60; hour += 1) {
          activity = watch(1, (one) => one % every === 0, activity, hour);
          expect(activity?.isSilent ?? false).toBe(false);
        }
      }),
      { numRuns: 20 },
    );
  });
});
