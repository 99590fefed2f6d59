import { describe, expect, it } from "vitest";
import {
  at,
  dateToMs,
  idOf,
  integerOf,
  millisecondsToMs,
  nameOf,
  secondsToMs,
} from "../../../shared/model/read.ts";

describe("at", () => {
  it("follows a path through objects and arrays", () => {
    expect(at({ a: [{ b: 1 }] }, "a", 0, "b")).toBe(1);
    expect(at(7)).toBe(7);
  });

  it("finds nothing where the path leaves the data, and nothing that was inherited", () => {
    const value = { a: { b: null }, t: "text" };
    for (const path of [["x"], ["a", "b", "c"], ["t", "length"], ["constructor"], ["a", "toString"]]) {
      expect(at(value, ...path)).toBeUndefined();
    }
    expect(at(null, "a")).toBeUndefined();
    expect(at([], 0)).toBeUndefined();
  });
});

describe("names, ids and integers", () => {
  it("are null unless the value is one", () => {
    for (const value of [undefined, null, "", {}, [], true, Number.NaN, "x".repeat(513)]) {
      expect([nameOf(value), idOf(value), integerOf(value)]).toEqual([null, null, null]);
    }
    expect(nameOf("x".repeat(512))).toHaveLength(512);
  });

  it("take a whole number as an id in digits, but none that JSON may have rounded", () => {
    expect([idOf(42), idOf("42"), idOf(4.2), idOf(2 ** 53)]).toEqual(["42", "42", null, null]);
    expect([integerOf(42), integerOf("42"), integerOf(4.2)]).toEqual([42, null, null]);
  });
});

describe("times", () => {
  it("are read from seconds, with a fraction or without, as a number or in digits", () => {
    expect(secondsToMs(1_767_225_600)).toBe(1_767_225_600_000);
    expect(secondsToMs("1749416383.500000")).toBe(1_749_416_383_500);
    expect(secondsToMs(1.0006)).toBe(1001);
    expect(millisecondsToMs("1767225600123")).toBe(1_767_225_600_123);
  });

  it("are read from ISO 8601 and RFC 2822 dates", () => {
    expect(dateToMs("2026-01-01T01:00:00+01:00")).toBe(1_767_225_600_000);
    expect(dateToMs("Thu, 01 Jan 2026 00:00:00 +0000")).toBe(1_767_225_600_000);
  });

  it("are null for anything else", () => {
    for (const value of [
      null,
      "",
      "1e3",
      "-1",
      -1,
      " 1",
      "0x10",
      Number.NaN,
      Number.POSITIVE_INFINITY,
      [5],
      true,
    ]) {
      expect([secondsToMs(value), millisecondsToMs(value)]).toEqual([null, null]);
    }
    for (const value of ["yesterday", "2026", "2026-13-01T00:00:00Z", 1_767_225_600, null]) {
      expect(dateToMs(value)).toBeNull();
    }
  });

  it("are null where RFC 3339 cannot write them", () => {
    expect(secondsToMs(253_402_300_799)).toBe(253_402_300_799_000);
    expect(secondsToMs(253_402_300_800)).toBeNull();
    expect(dateToMs("1969-12-31T23:59:59Z")).toBeNull();
  });
});
