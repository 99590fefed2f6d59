import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonLists } from "../../../shared/db/json-rows.ts";

const LIMIT = 1_000_000;
const bytesOf = (text: string) => new TextEncoder().encode(text).byteLength;

describe("rows cut into lists", () => {
  it("are all there, in order, in lists that stay below a megabyte of UTF-8", () => {
    const row = fc
      .tuple(fc.constantFrom("a", "é", "漢", "🔑", '"', "\\", "\u0001", "\u0000"), fc.nat(150_000))
      .map(([letter, count]) => [letter.repeat(Math.floor(count / letter.length))]);
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
        const lists = jsonLists(rows);
        expect(lists.flatMap((list) => JSON.parse(list) as unknown[])).toEqual(rows);
        const single = lists.filter((list) => (JSON.parse(list) as unknown[]).length === 1);
        const several = lists.filter((list) => !single.includes(list));
        expect(several.every((list) => bytesOf(list) <= LIMIT)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it("fill a list up to the limit and no further", () => {
    const half = ["x".repeat(LIMIT / 2 - 6)];
    expect(jsonLists([half, half]).map(bytesOf)).toEqual([LIMIT - 1]);
    expect(jsonLists([half, ["x".repeat(LIMIT / 2 - 5)]])).toHaveLength(2);
  });

  it("are no list where there are none, and one of its own for a row above the limit", () => {
    expect(jsonLists([])).toEqual([]);
    expect(jsonLists([[1], ["x".repeat(LIMIT)], [2]])).toHaveLength(3);
  });
});
