import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasLoneSurrogate } from "../../../workers/api/json.ts";

/** As encoders that write ASCII alone do. */
function escaped(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) =>
    text.charCodeAt(at).toString(16).padStart(4, "0"),
  );
  return `"${units.map((unit) => `\\u${unit}`).join("")}"`;
}

describe("half a surrogate pair in JSON", () => {
  it("is found wherever it stands, and a whole pair is none", () => {
    const unit = fc.constantFrom("a", "\\", '"', "\n", "\u00e9", "\ud83d", "\ude00", "ud800");
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        expect(hasLoneSurrogate(JSON.stringify(text))).toBe(!text.isWellFormed());
        expect(hasLoneSurrogate(escaped(text))).toBe(!text.isWellFormed());
      }),
    );
  });
});
