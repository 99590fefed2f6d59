import { describe, expect, it } from "vitest";
import { shownPreview } from "../../../shared/approvals/shown.ts";

describe("what a question shows", () => {
  it("is all of it where there is room", () => {
    expect(shownPreview("a".repeat(2_500))).toBe("a".repeat(2_500));
    expect(shownPreview("")).toBe("");
  });

  it.each([0, 1, 2, 3])("says that there is more, and tears no character apart: %i before it", (before) => {
    const shown = shownPreview("a".repeat(before) + "😀".repeat(1_300));
    expect(shown.length).toBeLessThanOrEqual(2_500);
    expect(shown).toMatch(/😀 …$/u);
    expect(shown.isWellFormed()).toBe(true);
  });
});
