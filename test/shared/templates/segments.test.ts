import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countSegments } from "../../../shared/templates/segments.ts";

describe("segments of an SMS", () => {
  it.each([
    ["an empty text", "", "GSM-7", 1, 0],
    ["160 characters are one", "a".repeat(160), "GSM-7", 1, 160],
    ["161 are two of 153", "a".repeat(161), "GSM-7", 2, 161],
    ["306 are two", "a".repeat(306), "GSM-7", 2, 306],
    ["307 are three", "a".repeat(307), "GSM-7", 3, 307],
    ["the extension table takes two septets", "€".repeat(80), "GSM-7", 1, 160],
    ["81 of them are two segments", "€".repeat(81), "GSM-7", 2, 162],
    ["an escape is not torn from its character", `${"a".repeat(152)}€${"a".repeat(152)}`, "GSM-7", 3, 306],
    ["all of the extension table is GSM-7", "\f^{}\\[~]|€", "GSM-7", 1, 20],
    ["all accents of the basic table are GSM-7", "èéùìòÇØøÅåÆæßÉÄÖÑÜ§¿äöñüà", "GSM-7", 1, 25],
    ["ç is not in it, though Ç is", "ç", "UCS-2", 1, 1],
    ["nor is the grave accent", "`", "UCS-2", 1, 1],
    ["70 characters of UCS-2 are one", "ж".repeat(70), "UCS-2", 1, 70],
    ["71 are two of 67", "ж".repeat(71), "UCS-2", 2, 71],
    ["134 are two", "ж".repeat(134), "UCS-2", 2, 134],
    ["135 are three", "ж".repeat(135), "UCS-2", 3, 135],
    ["an emoji is two units", "👍", "UCS-2", 1, 2],
    ["which are not torn apart", `${"ж".repeat(66)}👍${"ж".repeat(66)}`, "UCS-2", 3, 134],
  ] as const)("%s", (_, text, encoding, count, characters) => {
    expect(countSegments(text)).toEqual({ encoding, count, characters });
  });

  it("never hold more than they can, and never are more than tearing could cost", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "€", "ж", "👍"), { maxLength: 400 }), (parts) => {
        const { encoding, count, characters } = countSegments(parts.join(""));
        const [alone, joined] = encoding === "GSM-7" ? [160, 153] : [70, 67];
        expect(count === 1).toBe(characters <= alone);
        expect(count).toBeGreaterThanOrEqual(count === 1 ? 1 : Math.ceil(characters / joined));
        expect(count).toBeLessThanOrEqual(Math.max(1, Math.ceil(characters / (joined - 1))));
      }),
    );
  });
});
