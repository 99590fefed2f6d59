import { describe, expect, it } from "vitest";
import { breaker, times } from "./breaker-harness.ts";
import { seededRandom } from "./simulation.ts";

const BASE_30_S = { openMs: 30_000 };

/** A breaker that opened at 0. */
function opened(settings = {}, random?: () => number, told: { providerWaitMs?: number } = {}) {
  const it = breaker(settings, random);
  it.record(it.admit(5, 0), times(5, "failure"), 0, told);
  return it;
}

describe("an open breaker", () => {
  it("reopens the way between 24 and 36 s for a base of 30 s, spread over all of it", () => {
    const random = seededRandom(1_000);
    const reopenings = Array.from({ length: 1_000 }, () => {
      const { admit } = opened(BASE_30_S, random);
      const { allowed, retryAfterMs } = admit(1, 23_000);
      expect(allowed).toBe(0);
      expect(admit(1, 37_000)).toMatchObject({ phase: "half_open", allowed: 1 });
      return 23_000 + (retryAfterMs ?? 0);
    });
    expect(Math.min(...reopenings)).toBeGreaterThanOrEqual(24_000);
    expect(Math.max(...reopenings)).toBeLessThanOrEqual(36_000);
    for (let from = 24_000; from < 36_000; from += 1_000) {
      const share = reopenings.filter((at) => at >= from && at < from + 1_000).length / 1_000;
      expect(share).toBeGreaterThan(0.04);
    }
  });

  it("lets nothing through before a Retry-After has passed", () => {
    const { admit } = opened(BASE_30_S, undefined, { providerWaitMs: 120_000 });
    expect(admit(1, 119_999)).toMatchObject({ phase: "open", allowed: 0, retryAfterMs: 1 });
    expect(admit(1, 120_000)).toMatchObject({ phase: "half_open", allowed: 1 });
  });

  it("heeds the Retry-After of calls that began before it opened, and nothing else of them", () => {
    const { admit, record, log } = breaker();
    const [first, second] = [admit(5, 0), admit(5, 0)];
    record(first, times(5, "failure"), 0);
    record(second, times(5, "success"), 10, { providerWaitMs: 300_000 });
    expect(log).toHaveLength(1);
    expect(admit(1, 300_009)).toMatchObject({ phase: "open", retryAfterMs: 1 });
  });

  it("waits twice as long at each opening in a row, 8 times the base at the fourth, 15 minutes at most", () => {
    const { admit, record, phase } = opened(BASE_30_S);
    const waits: number[] = [];
    let atMs = 0;
    for (let opening = 1; opening <= 8; opening += 1) {
      const { retryAfterMs } = admit(1, atMs);
      waits.push(retryAfterMs ?? 0);
      atMs += retryAfterMs ?? 0;
      record(admit(1, atMs), ["failure"], atMs);
      expect(phase(atMs).name).toBe("open");
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900, 900].map((seconds) => seconds * 1_000));
  });

  it("never waits longer than 15 minutes whatever the jitter", () => {
    const { admit } = opened({ openMs: 900_000 }, () => 0.999);
    expect(admit(1, 0).retryAfterMs).toBe(900_000);
  });

  it("starts with the base again after it was closed in between", () => {
    const { admit, record } = opened();
    record(admit(1, 60_000), ["failure"], 60_000);
    record(admit(2, 180_000), times(2, "success"), 180_000);
    record(admit(5, 181_000), times(5, "failure"), 181_000);
    expect(admit(1, 181_000).retryAfterMs).toBe(60_000);
  });
});

describe("a half-open breaker", () => {
  it("lets 3 probes through for 500 callers at once, and closes after 2 successes", () => {
    const { admit, record, log } = opened();
    const probes = [admit(1, 60_000), admit(1, 60_000), admit(1, 60_000)] as const;
    expect(probes.map(({ allowed }) => allowed)).toEqual([1, 1, 1]);
    for (let caller = 3; caller < 500; caller += 1) {
      expect(admit(1, 60_000)).toMatchObject({ phase: "half_open", allowed: 0, retryAfterMs: 35_000 });
    }
    record(probes[0], ["success"], 60_100);
    expect(admit(1, 60_150).allowed).toBe(0);
    record(probes[1], ["success"], 60_200);
    expect(log.map(({ from, to, reason }) => [from, to, reason])).toEqual([
      ["closed", "open", "consecutive_failures"],
      ["open", "half_open", "open_elapsed"],
      ["half_open", "closed", "probes_succeeded"],
    ]);
  });

  it("reopens at the first failed probe, and ignores the others of that generation", () => {
    const { admit, record, phase, log } = opened();
    const probes = [admit(1, 60_000), admit(1, 60_000), admit(1, 60_000)] as const;
    record(probes[0], ["failure"], 60_500);
    const reopened = phase(60_500);
    record(probes[1], ["success"], 60_600);
    record(probes[2], ["success"], 60_700);
    expect(phase(60_700)).toEqual(reopened);
    expect(log.at(-1)).toMatchObject({ to: "open", reason: "probe_failed", at: 60_500 });
  });

  it("takes a success from an older generation for nothing", () => {
    const { admit, record, phase } = opened();
    const hung = admit(1, 60_000);
    record(admit(1, 60_000), ["failure"], 60_100);
    const again = admit(1, 180_200);
    expect(again).toMatchObject({ phase: "half_open", allowed: 1 });
    record(hung, ["success"], 180_300);
    expect(phase(180_300)).toMatchObject({ name: "half_open", successes: 0 });
  });

  it("takes a hung probe for failed when its lease expires, and reopens as of then", () => {
    const { admit, log } = opened();
    admit(1, 60_000);
    expect(admit(1, 95_000)).toMatchObject({ phase: "open", allowed: 0, retryAfterMs: 120_000 });
    expect(log.at(-1)).toMatchObject({ from: "half_open", to: "open", reason: "probe_expired", at: 95_000 });
  });

  it("is ready for the next probe when nobody asked while it was open again", () => {
    const { admit, log } = opened();
    admit(1, 60_000);
    expect(admit(1, 10_000_000)).toMatchObject({ phase: "half_open", allowed: 1 });
    expect(log.slice(-2).map(({ reason, at }) => [reason, at])).toEqual([
      ["probe_expired", 95_000],
      ["open_elapsed", 215_000],
    ]);
  });

  it("is neither closed nor opened by neutral, throttled or unauthorised probes, which make room for others", () => {
    const { admit, record, phase } = opened();
    for (const outcome of ["neutral", "throttle", "auth", "neutral"] as const) {
      const probe = admit(3, 60_000);
      expect(probe.allowed).toBe(3);
      record(probe, times(3, outcome), 60_100);
      expect(phase(60_100).name).toBe("half_open");
    }
  });

  it("gets back the probes that were not sent", () => {
    const { admit, record } = opened();
    record(admit(3, 60_000), ["neutral"], 60_000, { unused: 2 });
    expect(admit(25, 60_001)).toMatchObject({ allowed: 3, retryAfterMs: 35_000 });
  });

  it("counts no outcome beyond the probes that were granted", () => {
    const { admit, record, phase } = opened();
    const probe = admit(1, 60_000);
    record(probe, times(2, "success"), 60_100);
    record({ ...probe, leaseId: "unknown" }, ["success"], 60_200);
    expect(phase(60_200)).toMatchObject({ name: "half_open", successes: 1 });
  });

  it("grants no further probe, and does not stick, when only its stored state is left", () => {
    const { admit, stored } = opened();
    admit(3, 60_000);
    expect(JSON.parse(stored())).toMatchObject({ phase: { name: "half_open", probes: [{ calls: 3 }] } });
    expect(admit(3, 60_001).allowed).toBe(0);
    expect(admit(3, 215_000).allowed).toBe(3);
  });
});

describe("a breaker that has closed again", () => {
  function recovered() {
    const it = opened();
    it.record(it.admit(2, 60_000), times(2, "success"), 60_000);
    return it;
  }

  it("lets a growing share of a block through, from a tenth to all of it in a minute", () => {
    const { admit } = recovered();
    const allowed = [0, 15_000, 30_000, 45_000, 59_999, 60_000].map((ms) => admit(100, 60_000 + ms).allowed);
    expect(allowed).toEqual([10, 32, 55, 77, 99, 100]);
    expect(admit(100, 60_000)).toMatchObject({ phase: "closed", retryAfterMs: 10_000 });
  });

  it("always lets one call of a block through", () => {
    const { admit } = recovered();
    expect(admit(1, 60_000)).toMatchObject({ allowed: 1, retryAfterMs: 0 });
    expect(admit(5, 60_000).allowed).toBe(1);
  });

  it("counts from nothing", () => {
    const { admit, record, phase } = recovered();
    record(admit(4, 61_000), times(4, "failure"), 61_000);
    expect(phase(61_000).name).toBe("closed");
  });
});
