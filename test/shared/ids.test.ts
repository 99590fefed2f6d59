import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventIdAt, ID_PREFIXES, type IdKind, idTime, isId, lowestId, newId } from "../../shared/ids.ts";

const kinds = Object.keys(ID_PREFIXES) as IdKind[];
/** Up to what 48 bits of milliseconds hold. */
const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });

describe("an id", () => {
  it("is of its kind and of no other, whatever its time", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), time, (kind, now) => {
        const id = newId(kind, now);
        expect(kinds.filter((other) => isId(other, id))).toEqual([kind]);
      }),
    );
  });

  it("tells the time at which it was made", () => {
    fc.assert(
      fc.property(time, (now) => {
        expect(idTime(newId("event", now))).toBe(now);
      }),
    );
  });

  it("sorts by time", () => {
    fc.assert(
      fc.property(time, time, (a, b) => {
        fc.pre(a < b);
        expect(newId("event", a) < newId("event", b)).toBe(true);
      }),
    );
  });

  it("sorts among those of the same time as it was made", () => {
    const ids = Array.from({ length: 1_000 }, () => newId("event", 5));
    expect(ids.toSorted()).toEqual(ids);
  });

  it("is one of its own among many of the same time", () => {
    const ids = Array.from({ length: 20_000 }, () => newId("event", 1_800_000_000_000));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each([
    "evt_",
    "evt_01m7xzgkhsfpa9gydfp7520p1",
    "evt_01m7xzgkhsfpa9gydfp7520p1wx",
    "evt_81m7xzgkhsfpa9gydfp7520p1w",
    "evt_01M7XZGKHSFPA9GYDFP7520P1W",
    "evt_01m7xzgkhsfpa9gydfp7520p1u",
    "evt-01m7xzgkhsfpa9gydfp7520p1w",
    " evt_01m7xzgkhsfpa9gydfp7520p1w",
    "evt_01m7xzgkhsfpa9gydfp7520p1w\n",
  ])("is not %j", (text) => {
    expect(isId("event", text)).toBe(false);
  });
});

describe("the ids of a body's events", () => {
  it("are derived from the first one's, which is the first: the same each time, unique, in order", () => {
    fc.assert(
      fc.property(time, (now) => {
        const first = newId("event", now);
        const ids = Array.from({ length: 300 }, (_, index) => eventIdAt(first, index));
        expect(ids[0]).toBe(first);
        expect(ids).toEqual(Array.from({ length: 300 }, (_, index) => eventIdAt(first, index)));
        expect(new Set(ids).size).toBe(300);
        expect(ids.every((id) => isId("event", id) && idTime(id) === now)).toBe(true);
        expect(ids.toSorted()).toEqual(ids);
      }),
      { numRuns: 20 },
    );
  });

  it("stay unique and of the same time where the random bits overflow", () => {
    const last = "evt_7zzzzzzzzzqzzvzzzzzzzzzzzz" as const;
    const ids = [0, 1, 2].map((index) => eventIdAt(last, index));
    expect(new Set(ids).size).toBe(3);
    expect(new Set(ids.map(idTime)).size).toBe(1);
    expect(ids.every((id) => isId("event", id))).toBe(true);
  });
});

describe("the lowest id of a time", () => {
  it("is above every id of the time before and no higher than any of its own", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 48 - 1 }), (now) => {
        const bound = lowestId("event", now);
        expect(bound > newId("event", now - 1)).toBe(true);
        expect(bound <= newId("event", now)).toBe(true);
        expect(idTime(bound)).toBe(now);
      }),
    );
  });

  it("of a time before 1970 is the lowest of all", () => {
    expect(lowestId("event", -1)).toBe(`evt_${"0".repeat(26)}`);
  });
});
