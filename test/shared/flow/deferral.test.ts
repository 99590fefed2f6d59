import { describe, expect, it } from "vitest";
import { deferrals, NOBODY_WAITS, waitingIn } from "../../../shared/flow/deferral.ts";

const T0 = 1_700_000_000_000;
const DAY_MS = 86_400_000;

function line() {
  let state = NOBODY_WAITS;
  const ask = (
    asked: number,
    refused: number,
    atMs: number,
    rest: { waitMs?: number | null; urgent?: boolean } = {},
  ) => {
    const input = { asked, refused, waitMs: 1_000, spacingMs: 500, urgent: false, ...rest };
    const step = deferrals(state, input, T0 + atMs);
    state = step.line;
    return step.deferredMs;
  };
  return {
    ask,
    refuse: (count: number, atMs: number, rest = {}) => ask(count, count, atMs, rest),
    waiting: (atMs: number) => waitingIn(state, T0 + atMs),
    state: () => state,
  };
}

describe("those who are refused", () => {
  it("wait one behind the other, from the moment at which the next permit is to be had", () => {
    expect(line().refuse(3, 0)).toEqual([1_000, 1_500, 2_000]);
  });

  it("wait behind those who were told to wait before, and never less than the next permit takes", () => {
    const { refuse } = line();
    refuse(10, 0);
    expect(refuse(2, 900)).toEqual([5_100, 5_600]);
    expect(refuse(1, 900, { waitMs: 9_000 })).toEqual([9_000]);
    expect(refuse(1, 100_000)).toEqual([1_000]);
  });

  it("are not sent to the end again when their turn had come: they line up for the next permits", () => {
    const { ask, refuse } = line();
    refuse(10, 0);
    expect(ask(4, 2, 2_500, { waitMs: 200 })).toEqual([200, 700]);
    expect(refuse(1, 2_500, { waitMs: 200 })).toEqual([1_200]);
    expect(refuse(1, 2_500, { waitMs: 200 })).toEqual([1_700]);
    expect(refuse(1, 2_500, { waitMs: 200 })).toEqual([2_200]);
  });

  it("take no place in the line when they are urgent", () => {
    const { refuse, state } = line();
    refuse(10, 0);
    const before = state();
    expect(refuse(2, 100, { urgent: true })).toEqual([1_000, 1_000]);
    expect(state()).toBe(before);
  });

  it("are told five minutes where nobody knows how long, and a day at most", () => {
    expect(line().refuse(1, 0, { waitMs: null })).toEqual([300_000]);
    const { refuse } = line();
    expect(refuse(200_000, 0).at(-1)).toBe(DAY_MS);
    expect(refuse(2, 0)).toEqual([DAY_MS, DAY_MS]);
    expect(refuse(1, 0, { waitMs: 7 * DAY_MS, urgent: true })).toEqual([DAY_MS]);
  });

  it("come at ten thousand different times when they are ten thousand, whoever asked for them", () => {
    const { refuse } = line();
    const told = Array.from({ length: 200 }, (_, batch) => refuse(50, batch).map((ms) => batch + ms)).flat();
    expect(new Set(told).size).toBe(10_000);
    expect(Math.max(...told) - Math.min(...told)).toBe(9_999 * 500);
  });

  it("are counted until their times have come", () => {
    const { refuse, waiting } = line();
    expect(waiting(0)).toBe(0);
    refuse(10, 0);
    expect(waiting(1_000)).toBe(10);
    expect(waiting(3_500)).toBe(5);
    expect(waiting(6_000)).toBe(0);
  });

  it("lose their turn a minute after the last place was due", () => {
    const { refuse } = line();
    refuse(10, 0);
    refuse(1, 66_001);
    expect(refuse(1, 66_001)).toEqual([1_500]);
  });
});
