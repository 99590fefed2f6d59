import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Admission, admitRequests, NEW_REQUEST_COUNT } from "../../../shared/flow/request-count.ts";
import { answeredRequest, NO_LEASE, takeRequest } from "../../../shared/flow/request-lease.ts";

const T0 = 1_700_000_000_000;
const PERIOD_MS = 10_000;

/** A limiter with isolates around it; an ask takes its time on the way there and back, and its answer may be lost. */
function world(limit: number, isolates: number) {
  let now = T0;
  let state = NEW_REQUEST_COUNT;
  let asks = 0;
  const leases = Array.from({ length: isolates }, () => NO_LEASE);
  const onTheWay: { at: number; run: () => void }[] = [];
  /** Admitted requests by the period that they were made in. */
  const used = new Map<number, number>();
  const use = (period: number) => used.set(period, (used.get(period) ?? 0) + 1);
  const leaseOf = (isolate: number) => leases[isolate] ?? NO_LEASE;

  const settle = (until: number) => {
    for (;;) {
      const next = onTheWay.toSorted((a, b) => a.at - b.at).find(({ at }) => at <= until);
      if (next === undefined) {
        break;
      }
      onTheWay.splice(onTheWay.indexOf(next), 1);
      now = Math.max(now, next.at);
      next.run();
    }
    now = Math.max(now, until);
  };

  return {
    used,
    asks: () => asks,
    pass: (ms: number) => settle(now + ms),
    /** The verdict where it is known at once. */
    request(isolate: number, { there = 0, back = 0, lost = false } = {}) {
      const taken = takeRequest(leaseOf(isolate), now);
      leases[isolate] = taken.lease;
      if (taken.kind === "admitted") {
        expect(now).toBeLessThan(taken.lease.period + PERIOD_MS);
        use(taken.lease.period);
        return taken.verdict;
      }
      asks += 1;
      const { wish } = taken;
      const askedAt = now;
      const verdicts: ReturnType<typeof answeredRequest>["verdict"][] = [];
      const answered = (answer: Admission) => {
        const step = answeredRequest(leaseOf(isolate), { wish, answer, askedAt });
        leases[isolate] = step.lease;
        verdicts.push(step.verdict);
      };
      const arrive = () => {
        const step = admitRequests(state, { limit, periodMs: PERIOD_MS, ...wish }, now);
        state = step.state;
        if (step.result.admitted) {
          use(step.result.period);
        }
        if (!lost) {
          onTheWay.push({ at: now + back, run: () => answered(step.result) });
        }
      };
      onTheWay.push({ at: now + there, run: arrive });
      settle(now);
      return verdicts[0];
    },
  };
}

const step = fc.record({
  isolate: fc.nat(4),
  requests: fc.integer({ min: 1, max: 40 }),
  passMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 300, max: 11_000 })),
  there: fc.nat(400),
  back: fc.nat(1_500),
  lost: fc.boolean(),
});

describe("requests that isolates lease of one limit", () => {
  it("are never more than the limit in a period, however many isolates ask, late or in vain", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_200 }),
        fc.array(step, { minLength: 5, maxLength: 60 }),
        (limit, steps) => {
          const { request, pass, used } = world(limit, 5);
          for (const { isolate, requests, passMs, ...way } of steps) {
            for (let count = 0; count < requests; count += 1) {
              request(isolate, way);
            }
            pass(passMs);
          }
          pass(5_000);
          expect(Math.max(...used.values())).toBeLessThanOrEqual(limit);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("are just the limit where one isolate makes them, each told how many are left", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        // all of it within one period
        fc.array(fc.nat(20), { minLength: 450, maxLength: 450 }),
        (limit, pauses) => {
          const { request, pass } = world(limit, 1);
          let admitted = 0;
          for (const [index, ms] of pauses.entries()) {
            const verdict = request(0);
            admitted += verdict?.admitted ? 1 : 0;
            expect(verdict?.remaining).toBe(Math.max(0, limit - index - 1));
            pass(ms);
          }
          expect(admitted).toBe(limit);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("are all there for others a second after an isolate stopped, but those that it held", () => {
    const { request, pass } = world(1_000, 2);
    for (let count = 0; count < 100; count += 1) {
      request(0);
    }
    pass(1_000);
    let admitted = 100;
    for (let count = 0; count < 1_000; count += 1) {
      admitted += request(1)?.admitted ? 1 : 0;
    }
    expect(admitted).toBeLessThanOrEqual(1_000);
    expect(admitted).toBeGreaterThan(1_000 - 16);
  });

  it("cost one call for many while they come fast, and one each while they come slowly", () => {
    const fast = world(1_000, 1);
    for (let count = 0; count < 450; count += 1) {
      fast.request(0);
      fast.pass(20);
    }
    expect(fast.asks()).toBeLessThan(45);
    const slow = world(1_000, 1);
    for (let count = 0; count < 9; count += 1) {
      slow.request(0);
      slow.pass(1_100);
    }
    expect(slow.asks()).toBe(9);
  });
});
