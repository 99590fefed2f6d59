import { describe, expect, it } from "vitest";
import { zonedToMs } from "../../../shared/model/zoned-time.ts";

describe("a local time in its zone", () => {
  it.each([
    ["2026-01-18T12:30:00.0000000", "UTC", "2026-01-18T12:30:00.000Z"],
    ["2026-01-18T12:30:00", "Europe/Berlin", "2026-01-18T11:30:00.000Z"],
    ["2026-07-18T12:30:00", "Europe/Berlin", "2026-07-18T10:30:00.000Z"],
    ["2026-07-18", "America/New_York", "2026-07-18T04:00:00.000Z"],
    ["2026-03-28T23:30:00", "Pacific/Auckland", "2026-03-28T10:30:00.000Z"],
  ])("%s in %s is %s", (local, zone, utc) => {
    const ms = zonedToMs(local, zone);
    expect(ms === null ? null : new Date(ms).toISOString()).toBe(utc);
  });

  it("is one on each side of a change of the clocks, and of an hour that comes twice either", () => {
    expect(zonedToMs("2026-03-29T01:59:59", "Europe/Berlin")).toBe(Date.parse("2026-03-29T00:59:59Z"));
    expect(zonedToMs("2026-03-29T03:00:00", "Europe/Berlin")).toBe(Date.parse("2026-03-29T01:00:00Z"));
    const twice = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"].map((text) => Date.parse(text));
    expect(twice).toContain(zonedToMs("2026-10-25T02:30:00", "Europe/Berlin"));
  });

  it.each([
    ["2026-01-18T12:30:00", "Nowhere/Else"],
    ["2026-13-01T00:00:00", "UTC"],
    ["2026-01-18T12:30:00+01:00", "UTC"],
    ["tomorrow", "UTC"],
  ])("is nothing where %s in %s is none", (local, zone) => {
    expect(zonedToMs(local, zone)).toBeNull();
  });
});
