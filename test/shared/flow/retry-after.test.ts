import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_WAIT_MS, parseReset, parseRetryAfter } from "../../../shared/flow/retry-after.ts";

const NOW = Date.UTC(2026, 1, 28, 23, 59, 30);

describe("Retry-After", () => {
  it.each([
    ["0", 0],
    ["30", 30_000],
    [" 30 ", 30_000],
    ["120.6", 121_000],
    ["315360000", MAX_WAIT_MS],
    ["99999999999999999999", MAX_WAIT_MS],
  ])("in seconds is rounded up and bounded: %j", (value, ms) => {
    expect(parseRetryAfter(value, NOW)).toBe(ms);
  });

  it.each([
    "Sun, 01 Mar 2026 00:00:00 GMT",
    "Sunday, 01-Mar-26 00:00:00 GMT",
    "Sun Mar  1 00:00:00 2026",
  ])("as an HTTP date is read in all three forms: %s", (value) => {
    expect(parseRetryAfter(value, NOW)).toBe(30_000);
  });

  it("as a date in the past asks for no wait, and 10 years ahead for a day", () => {
    expect(parseRetryAfter("Sun, 06 Nov 1994 08:49:37 GMT", NOW)).toBe(0);
    expect(parseRetryAfter("Fri, 29 Feb 2036 00:00:00 GMT", NOW)).toBe(MAX_WAIT_MS);
  });

  it("with a two-digit year more than 50 years ahead means the past one", () => {
    expect(parseRetryAfter("Sunday, 06-Nov-94 08:49:37 GMT", NOW)).toBe(0);
    expect(parseRetryAfter("Friday, 06-Nov-76 08:49:37 GMT", NOW)).toBe(MAX_WAIT_MS);
  });

  it("as a moment in seconds or ms since the epoch is understood", () => {
    expect(parseRetryAfter(String(NOW / 1_000 + 12), NOW)).toBe(12_000);
    expect(parseRetryAfter(String(NOW + 12_345), NOW)).toBe(12_345);
  });

  it.each([
    null,
    "",
    "soon",
    "-5",
    "1e3",
    "0x10",
    "5 s",
    "Infinity",
    "2026-03-01",
    "Sun, 31 Feb 2026 00:00:00 GMT",
    "Sun, 01 Mar 2026 24:00:00 GMT",
    "Sun, 01 Mar 2026 00:60:00 GMT",
    "Sun, 01 Mar 2026 00:00:00 CET",
    "sun, 01 mar 2026 00:00:00 gmt",
    "Sun, 1 Mar 2026 00:00:00 GMT",
  ])("that says nothing known is null: %j", (value) => {
    expect(parseRetryAfter(value, NOW)).toBeNull();
  });
});

describe("a reset header", () => {
  it.each([
    ["10", 10_000],
    ["0.25", 250],
    [String(NOW / 1_000 + 60), 60_000],
    [String(NOW + 1_500), 1_500],
    [String(NOW / 1_000 - 60), 0],
    ["6m0s", 360_000],
    ["1s", 1_000],
    ["250ms", 250],
    ["1h2m3.5s", 3_723_500],
    ["12µs", 1],
    ["1d", 86_400_000],
    ["400d", MAX_WAIT_MS],
    ["Sun, 01 Mar 2026 00:00:00 GMT", 30_000],
    ["2026-03-01T00:00:00Z", 30_000],
    ["2026-03-01T01:00:01.5+01:00", 31_500],
  ])("is read whatever the provider's form: %s", (value, ms) => {
    expect(parseReset(value, NOW)).toBe(ms);
  });

  it.each([
    null,
    "",
    "tomorrow",
    "6 minutes",
    "5x",
    "2026-13-01T00:00:00Z",
    "-1",
  ])("that says nothing known is null: %j", (value) => {
    expect(parseReset(value, NOW)).toBeNull();
  });
});

describe("any header text", () => {
  it("gives null or a whole number of ms from 0 to a day", () => {
    const alphabet = fc.constantFrom(..."0123456789.-:, GMTZdhmsSunFeb");
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: alphabet }), fc.nat().map(String)), (value) => {
        for (const ms of [parseRetryAfter(value, NOW), parseReset(value, NOW)]) {
          expect(ms === null || (Number.isInteger(ms) && ms >= 0 && ms <= MAX_WAIT_MS)).toBe(true);
        }
      }),
    );
  });
});
