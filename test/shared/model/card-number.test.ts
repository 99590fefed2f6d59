import { describe, expect, it } from "vitest";
import { cardNumberPaths, holdsCardNumber } from "../../../shared/model/card-number.ts";

/** Published test numbers of each length and network. */
const CARDS = [
  "4222222222222",
  "30569309025904",
  "378282246310005",
  "4242424242424242",
  "5555555555554444",
  "6011111111111117",
  "135412345678911",
  "6205500000000000004",
];

describe("a card number", () => {
  it("is found bare, in groups, and within a sentence", () => {
    for (const card of CARDS) {
      expect(holdsCardNumber(card)).toBe(true);
      expect(holdsCardNumber(`paid with ${card}, thanks`)).toBe(true);
      for (const separator of [" ", "-", ".", " - "]) {
        expect(holdsCardNumber(card.replaceAll(/(\d{4})(?=\d)/g, `$1${separator}`))).toBe(true);
      }
    }
  });

  it("is found right after other digits, and in wide digits", () => {
    expect(holdsCardNumber("order 20260117 4242 4242 4242 4242 12/27")).toBe(true);
    expect(holdsCardNumber("４２４２４２４２４２４２４２４２")).toBe(true);
  });

  it("is not seen in digits whose check digit is wrong, or of another length", () => {
    for (const text of ["4242424242424241", "424242424242", "42424242424242424242", "", "no digits"]) {
      expect(holdsCardNumber(text)).toBe(false);
    }
  });

  it("is not seen in times and dates", () => {
    // both pass the check digit
    for (const text of ["1749416383009", "1749416383000009"]) {
      expect(holdsCardNumber(text)).toBe(false);
    }
    expect(holdsCardNumber("2026-01-17T09:30:00.123Z")).toBe(false);
  });

  it("is found wherever it hides in a value, and told by its place alone", () => {
    const value = {
      name: "Jane",
      metadata: { note: "4242424242424242", other: ["x", "5555-5555-5555-4444"], "4242 4242 4242 4242": "1" },
      amount: 4242,
    };
    expect(cardNumberPaths(value)).toEqual([["metadata"], ["metadata", "note"], ["metadata", "other", 1]]);
    expect(cardNumberPaths(null)).toEqual([]);
  });
});
