import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AccountPermits } from "../../shared/gates/account-gates.ts";
import { seededRandom } from "../shared/flow/simulation.ts";
import { gateOf } from "./gate-harness.ts";

const START = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const CONSUMERS = 3;
/** Refusals that are looked at from both sides. */
const MOST_INSPECTED = 50;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: START });
});

afterEach(() => {
  vi.useRealTimers();
});

/** A provider that counts requests in sliding windows and in flight, and refuses what is too much. */
class SlidingProvider {
  readonly #accepted: { at: number; endsAt: number }[] = [];
  refused = 0;
  mostInFlight = 0;

  get sent(): number {
    return this.#accepted.length;
  }

  arrive(at: number, endsAt: number): void {
    const within = (ms: number) => this.#accepted.filter((one) => one.at >= at - ms).length;
    const inFlight = this.#accepted.filter((one) => one.endsAt > at).length;
    if (within(60_000) >= 60 || within(HOUR_MS) >= 1_000 || inFlight >= 50) {
      this.refused += 1;
      return;
    }
    this.#accepted.push({ at, endsAt });
    this.mostInFlight = Math.max(this.mostInFlight, inFlight + 1);
  }
}

/** Something that happens at a time: the earliest first, of one time the first that was planned. */
interface Event {
  readonly at: number;
  readonly happen: () => Promise<void>;
}

describe("an account that is saturated for an hour", () => {
  it("sends at least 950 through 60/min, 1,000/h and 50 in flight, without a single 429, and refusals take nothing", {
    timeout: 60_000,
  }, async () => {
    const limits = {
      windows: [
        { limit: 60, perSeconds: 60 },
        { limit: 1_000, perSeconds: 3_600 },
      ],
      concurrency: 50,
    };
    const { acquire, report, inspect } = gateOf(limits, { useWithinMs: 1_000, leaseTtlMs: 36_000 });
    const provider = new SlidingProvider();
    const random = seededRandom(12);
    const events: Event[] = [];
    const plan = (at: number, happen: Event["happen"]) => {
      const index = events.findLastIndex((event) => event.at <= at);
      events.splice(index + 1, 0, { at, happen });
    };
    let refusals = 0;

    const send = (grant: AccountPermits) => {
      const now = Date.now();
      const sentAfterMs = grant.startAfterMs.map((startMs) => startMs + Math.floor(random() * 200));
      const ends = sentAfterMs.map((afterMs) => now + afterMs + 500 + Math.floor(random() * 20_000));
      sentAfterMs.forEach((afterMs, index) => {
        const at = now + afterMs;
        plan(at, async () => provider.arrive(at, ends[index] ?? at));
      });
      plan(Math.max(...ends), async () => {
        await report(grant, { sentAfterMs });
      });
    };
    const consume = async () => {
      const before = refusals < MOST_INSPECTED ? (await inspect()).windows : null;
      const grant = await acquire(25);
      if (grant.permits > 0) {
        send(grant);
      } else {
        refusals += 1;
        expect(before === null ? null : (await inspect()).windows).toEqual(before);
      }
      const waitMs = Math.min(grant.waitMs ?? HOUR_MS, grant.deferredMs[0] ?? HOUR_MS);
      plan(Date.now() + Math.max(100, waitMs), consume);
    };
    for (let consumer = 0; consumer < CONSUMERS; consumer += 1) {
      plan(START + consumer * 37, consume);
    }
    for (let next = events.shift(); next !== undefined && next.at < START + HOUR_MS; next = events.shift()) {
      vi.setSystemTime(next.at);
      await next.happen();
    }
    expect(provider.refused).toBe(0);
    expect(provider.sent).toBeGreaterThanOrEqual(950);
    expect(provider.mostInFlight).toBeLessThanOrEqual(50);
    expect(refusals).toBeGreaterThan(0);
  });
});
