import { describe, expect, it } from "vitest";
import { isFresh, parseTimestamp } from "../../../shared/signatures/timestamp.ts";
import { BODY, SECRET, SIGNED_AT } from "./vectors/vector.ts";
import { verdictOn } from "./verify.ts";

const SIGNATURE = "4fbb9d9248bc6f726f646db1c754aa2bf9d1e13fd03932aff15653151fc33ebe";

function verify(headers: Record<string, string>, unit: "s" | "ms" | "iso" = "s", now = SIGNED_AT) {
  return verdictOn(
    {
      scheme: {
        kind: "hmac",
        algorithm: "sha256",
        signature: { from: { header: "x-signature" }, encoding: "hex" },
        timestamp: { from: { header: "x-timestamp" }, unit },
        content: [{ timestamp: true }, ".", { body: "raw" }],
      },
      secret: SECRET,
      now,
    },
    { headers: { "x-signature": SIGNATURE, ...headers }, body: BODY },
  );
}

const malformed: readonly ["s" | "ms" | "iso", string][] = [
  ["s", ""],
  ["s", "yesterday"],
  ["s", "12abc"],
  ["s", "1.5"],
  ["s", "1767225600.0"],
  ["s", "-1767225600"],
  ["s", "+1767225600"],
  ["s", "1e9"],
  ["s", "0x69"],
  ["s", "1 767 225 600"],
  ["s", "١٧٦٧٢٢٥٦٠٠"],
  ["s", "1767225600000"],
  ["s", "2026-01-01T00:00:00Z"],
  ["s", "1767225600, 1767225600"],
  ["ms", "1767225600"],
  ["ms", "1767225600000000"],
  ["ms", "1767225600000.5"],
  ["ms", "NaN"],
  ["iso", "1767225600"],
  ["iso", "2026-01-01"],
  ["iso", "2026-01-01T00:00:00"],
  ["iso", "2026-01-01 00:00:00Z"],
  ["iso", "2026-01-01T00:00:00.Z"],
  ["iso", "2026-02-29T00:00:00Z"],
  ["iso", "2026-13-01T00:00:00Z"],
  ["iso", "2026-01-00T00:00:00Z"],
  ["iso", "2026-01-01T25:00:00Z"],
  ["iso", "2026-01-01T00:00:00+0100"],
  ["iso", "Thu, 01 Jan 2026 00:00:00 GMT"],
];

const wellFormed: readonly ["s" | "ms" | "iso", string, number][] = [
  ["s", "0", 0],
  ["s", "1767225600", SIGNED_AT],
  ["ms", "1767225600123", SIGNED_AT + 123],
  ["iso", "2026-01-01T00:00:00Z", SIGNED_AT],
  ["iso", "2026-01-01t00:00:00z", SIGNED_AT],
  ["iso", "2026-01-01T01:00:00+01:00", SIGNED_AT],
  ["iso", "2025-12-31T19:00:00.5-05:00", SIGNED_AT + 500],
  ["iso", "2026-01-01T00:00:00.1234567Z", SIGNED_AT + 123],
  ["iso", "2024-02-29T00:00:00Z", 1_709_164_800_000],
];

describe("A timestamp", () => {
  it.each(malformed)("declared in %s is malformed, not stale, as %j", async (unit, text) => {
    expect(parseTimestamp(text, unit)).toBeNull();
  });

  it.each(wellFormed)("declared in %s reads %s as %i", (unit, text, at) => {
    expect(parseTimestamp(text, unit)?.at).toBe(at);
  });

  it("is as precise as it is written", () => {
    expect(parseTimestamp("1767225600", "s")?.stepMs).toBe(1000);
    expect(parseTimestamp("1767225600000", "ms")?.stepMs).toBe(1);
    expect(parseTimestamp("2026-01-01T00:00:00Z", "iso")?.stepMs).toBe(1000);
    expect(parseTimestamp("2026-01-01T00:00:00.0Z", "iso")?.stepMs).toBe(1);
  });

  it("that is malformed is refused as such before its signature is looked at", async () => {
    for (const text of ["", "12abc", "1.5", "1767225600000", "1767225600, 1767225600"]) {
      expect(await verify({ "x-timestamp": text })).toMatchObject({
        reason: "timestamp_malformed",
        step: "timestamp",
        expected: "seconds since 1970 in digits",
      });
    }
  });

  it("that is missing is named", async () => {
    expect(await verify({})).toMatchObject({
      reason: "header_missing",
      step: "header",
      expected: 'header "x-timestamp"',
    });
  });

  it("that is stale is refused as such even under a forged signature, which it says nothing about", async () => {
    const forged = { "x-timestamp": "1767225600", "x-signature": "00".repeat(32) };
    const genuine = { "x-timestamp": "1767225600" };
    const later = SIGNED_AT + 301_000;
    expect(await verify(forged, "s", later)).toEqual(await verify(genuine, "s", later));
  });

  it("is signed as sent, not as a number", async () => {
    expect(await verify({ "x-timestamp": "1767225600" })).toMatchObject({ ok: true });
    expect(await verify({ "x-timestamp": "01767225600" })).toMatchObject({ reason: "invalid_signature" });
  });

  it("in whole seconds is measured in whole seconds", () => {
    const rule = { from: { header: "x" }, unit: "s", pastSeconds: 300, futureSeconds: 300 } as const;
    const instant = { at: SIGNED_AT, stepMs: 1000 } as const;
    expect(isFresh(instant, rule, SIGNED_AT + 300_999)).toBe(true);
    expect(isFresh(instant, rule, SIGNED_AT + 301_000)).toBe(false);
    expect(isFresh(instant, rule, SIGNED_AT - 300_000)).toBe(true);
    expect(isFresh(instant, rule, SIGNED_AT - 300_001)).toBe(false);
  });

  it("in milliseconds is measured to the millisecond", () => {
    const rule = { from: { header: "x" }, unit: "ms", pastSeconds: 300, futureSeconds: 60 } as const;
    const instant = { at: SIGNED_AT, stepMs: 1 } as const;
    expect(isFresh(instant, rule, SIGNED_AT + 300_000)).toBe(true);
    expect(isFresh(instant, rule, SIGNED_AT + 300_001)).toBe(false);
    expect(isFresh(instant, rule, SIGNED_AT - 60_000)).toBe(true);
    expect(isFresh(instant, rule, SIGNED_AT - 60_001)).toBe(false);
  });

  it("is never fresh by a clock that gives no time", () => {
    const rule = { from: { header: "x" }, unit: "ms", pastSeconds: 300, futureSeconds: 300 } as const;
    expect(isFresh({ at: SIGNED_AT, stepMs: 1 }, rule, Number.NaN)).toBe(false);
  });
});
