import { describe, expect, it } from "vitest";
import { breaker, times } from "./breaker-harness.ts";

describe("a closed breaker", () => {
  it("stays closed after 4 failures and a success, and opens at 5 failures in a row", () => {
    const { admit, record, phase, log } = breaker();
    const call = admit(25, 0);
    expect(call).toMatchObject({ phase: "closed", allowed: 25, retryAfterMs: 0 });
    record(call, [...times(4, "failure"), "success", ...times(4, "failure")], 10);
    expect(phase(10).name).toBe("closed");
    record(call, ["failure"], 20);
    expect(phase(20).name).toBe("open");
    expect(log).toEqual([{ from: "closed", to: "open", reason: "consecutive_failures", note: null, at: 20 }]);
  });

  it("stays closed at 19 calls that all ended neutral", () => {
    const { admit, record, phase } = breaker();
    record(admit(19, 0), times(19, "neutral"), 10);
    expect(phase(10).name).toBe("closed");
  });

  it("opens at 10 failures among 20 calls, and not at 10 among 19 or 9 among 20", () => {
    const pattern = (failures: number, successes: number) => {
      const { admit, record, log } = breaker();
      const call = admit(30, 0);
      const mixed = Array.from({ length: Math.max(failures, successes) }, (_, i) => [
        ...times(i < successes ? 1 : 0, "success"),
        ...times(i < failures ? 1 : 0, "failure"),
      ]);
      record(call, mixed.flat(), 10);
      return log.map(({ reason }) => reason);
    };
    expect(pattern(10, 10)).toEqual(["failure_ratio"]);
    expect(pattern(10, 9)).toEqual([]);
    expect(pattern(9, 11)).toEqual([]);
  });

  it("does not count failures that are 61 s old, however idle it was in between", () => {
    const { admit, record, phase } = breaker();
    record(admit(4, 0), times(4, "failure"), 0);
    record(admit(1, 61_000), ["failure"], 61_000);
    expect(phase(61_000).name).toBe("closed");
    const ratio = breaker({ consecutiveFailures: 1_000 });
    ratio.record(ratio.admit(19, 0), times(19, "failure"), 0);
    ratio.record(ratio.admit(1, 61_000), ["failure"], 61_000);
    expect(ratio.phase(61_000).name).toBe("closed");
    ratio.record(ratio.admit(19, 62_000), times(19, "failure"), 62_000);
    expect(ratio.phase(62_000).name).toBe("open");
  });

  it("adds up the calls of a whole minute", () => {
    const { admit, record, phase } = breaker({ consecutiveFailures: 1_000 });
    for (let slice = 0; slice < 5; slice += 1) {
      record(admit(4, slice * 11_000), times(4, "failure"), slice * 11_000);
      expect(phase(slice * 11_000).name).toBe(slice < 4 ? "closed" : "open");
    }
  });

  it("counts neutral, throttled and unauthorised calls as nothing, so they do not end a run of failures either", () => {
    const { admit, record, phase } = breaker();
    const call = admit(100, 0);
    for (const outcome of ["neutral", "throttle", "auth"] as const) {
      record(call, times(30, outcome), 10);
    }
    record(call, [...times(4, "failure"), "neutral", "throttle", "auth"], 20);
    expect(phase(20).name).toBe("closed");
    record(call, ["failure"], 30);
    expect(phase(30).name).toBe("open");
  });

  it("cannot be asked for less than one call", () => {
    expect(() => breaker().admit(0, 0)).toThrow(RangeError);
  });

  it("of one account knows nothing of another account's", () => {
    const a = breaker();
    const b = breaker();
    a.record(a.admit(5, 0), times(5, "failure"), 0);
    expect(a.admit(1, 1).allowed).toBe(0);
    expect(b.admit(1, 1).allowed).toBe(1);
  });
});

describe("an isolated breaker", () => {
  it("lets nothing through until it is released, with the person's words on record", () => {
    const { admit, isolate, release, log } = breaker();
    isolate("vendor maintenance", null, 5);
    expect(admit(10, 999_999)).toMatchObject({ phase: "isolated", allowed: 0, retryAfterMs: null });
    release("maintenance over", 1_000_000);
    expect(admit(10, 1_000_000)).toMatchObject({ phase: "closed", allowed: 10 });
    expect(log).toEqual([
      { from: "closed", to: "isolated", reason: "isolated", note: "vendor maintenance", at: 5 },
      { from: "isolated", to: "closed", reason: "released", note: "maintenance over", at: 1_000_000 },
    ]);
  });

  it("ends by itself at the time given", () => {
    const { admit, isolate, log } = breaker();
    isolate("an hour of quiet", 3_600_000, 0);
    expect(admit(1, 3_599_999)).toMatchObject({ allowed: 0, retryAfterMs: 1 });
    expect(admit(1, 3_600_000)).toMatchObject({ phase: "closed", allowed: 1 });
    expect(log[1]).toMatchObject({ reason: "isolation_expired", at: 3_600_000 });
  });

  it("ignores what calls from before report", () => {
    const { admit, record, isolate, phase } = breaker();
    const call = admit(5, 0);
    isolate("stop", null, 1);
    record(call, times(5, "failure"), 2, { providerWaitMs: 1_000 });
    expect(phase(2)).toEqual({ name: "isolated", note: "stop", until: null });
  });

  it("is the only one that can be released", () => {
    const { admit, record, release, phase } = breaker();
    record(admit(5, 0), times(5, "failure"), 0);
    release("go on", 1);
    expect(phase(1).name).toBe("open");
  });
});
