import { describe, expect, it } from "vitest";
import { balanceText, differs, tally } from "./demo/balance.ts";
import { inLanes } from "./demo/lanes.ts";
import { formatTable } from "./demo/table.ts";

describe("the demo's text", () => {
  it("sets numbers right, text left, and no blanks at a line's end", () => {
    expect(
      formatTable(
        ["sender", "sent", "why"],
        [
          ["stripe", 9, "stale"],
          ["x", 10, ""],
        ],
      ).split("\n"),
    ).toEqual(["sender  sent  why", "──────  ────  ─────", "stripe     9  stale", "x         10"]);
  });

  it("names under each sum what does not come out even", () => {
    const balances = [
      { what: "1 = 1", faults: differs("one", 1, 1) },
      { what: "2 = 3", faults: differs("two", 2, 3) },
    ];
    expect(balanceText(balances)).toBe("✔ 1 = 1\n✘ 2 = 3\n    two: expected 2, found 3");
  });

  it("tallies equal words", () => {
    expect(tally(["a", "b", "a"])).toBe("a ×2, b");
  });
});

describe("lanes", () => {
  it("run at most so many steps at once and keep the order of the items", async () => {
    let running = 0;
    let most = 0;
    const doubled = await inLanes([5, 1, 4, 2, 3], 2, async (item) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < item; turn += 1) {
        await Promise.resolve();
      }
      running -= 1;
      return item * 2;
    });
    expect(doubled).toEqual([10, 2, 8, 4, 6]);
    expect(most).toBe(2);
  });

  it("fail when a step fails", async () => {
    await expect(inLanes([1], 2, () => Promise.reject(new Error("step")))).rejects.toThrow("step");
  });
});
