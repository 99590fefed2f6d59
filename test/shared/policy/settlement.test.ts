import { describe, expect, it } from "vitest";
import type { Outcome, OutcomeKind } from "../../../shared/model/outcome.ts";
import { type Repeatability, settle } from "../../../shared/policy/settlement.ts";

const NOW = 1_767_225_600_000;
const HOUR_MS = 3_600_000;
const clock = { now: NOW, random: () => 0.5 };
const first = { attempts: 1, maxAttempts: 8, keyUsedAt: NOW };
const withKey: Repeatability = { idempotency: "key", keyLifetimeSeconds: 86_400, onUncertain: "resend" };
const without: Repeatability = { idempotency: "none", onUncertain: "hold" };

function outcome(kind: Exclude<OutcomeKind, "ok">, retryAfterMs: number | null = null): Outcome {
  return { kind, code: "some_code", message: "What the provider said.", retryAfterMs } as Outcome;
}

describe("what follows from a try", () => {
  it("ends a job that succeeded, without an error", () => {
    expect(settle(first, without, { kind: "ok" }, clock)).toEqual({
      status: "succeeded",
      attempts: 1,
      nextAttemptAt: null,
      waiting: null,
      error: null,
    });
  });

  it("ends a job that the provider refused for good, and never tries it again", () => {
    const next = settle(first, withKey, outcome("refused"), clock);
    expect(next).toMatchObject({
      status: "failed",
      nextAttemptAt: null,
      error: { code: "some_code", retryable: false },
    });
  });

  it("tries again after 2^attempt seconds within a quarter either way, an hour at most", () => {
    for (const [attempts, seconds] of [
      [1, 2],
      [2, 4],
      [5, 32],
      [7, 128],
    ] as const) {
      for (const random of [0, 0.999]) {
        const next = settle({ ...first, attempts }, without, outcome("retry"), {
          now: NOW,
          random: () => random,
        });
        const waitMs = (next.nextAttemptAt ?? 0) - NOW;
        expect(waitMs).toBeGreaterThanOrEqual(seconds * 750);
        expect(waitMs).toBeLessThanOrEqual(seconds * 1_250);
      }
    }
    const late = settle({ attempts: 30, maxAttempts: 99, keyUsedAt: NOW }, without, outcome("retry"), clock);
    expect((late.nextAttemptAt ?? 0) - NOW).toBeLessThanOrEqual(HOUR_MS);
  });

  it("waits as long as Retry-After says instead", () => {
    const next = settle(first, without, outcome("retry", 120_000), clock);
    expect(next).toMatchObject({
      status: "queued",
      nextAttemptAt: NOW + 120_000,
      waiting: { gate: "retry" },
    });
  });

  it("is dead when its attempts are used up", () => {
    const next = settle({ ...first, attempts: 8 }, without, outcome("retry"), clock);
    expect(next).toMatchObject({ status: "dead", nextAttemptAt: null, error: { retryable: true } });
  });

  it("spends no attempt on a rate limit, however often it is met", () => {
    const next = settle({ ...first, attempts: 8 }, without, outcome("throttle", 30_000), clock);
    expect(next).toMatchObject({
      status: "queued",
      attempts: 7,
      nextAttemptAt: NOW + 30_000,
      waiting: { gate: "limit", until: new Date(NOW + 30_000).toISOString() },
    });
  });

  it("spends no attempt on a credential that no longer holds, and waits for the connection", () => {
    const next = settle(first, without, outcome("reauthorise"), clock);
    expect(next).toMatchObject({ status: "queued", attempts: 0, waiting: { gate: "connection" } });
  });

  it("holds a job in doubt where a second call could act twice", () => {
    const next = settle(first, without, outcome("uncertain"), clock);
    expect(next).toMatchObject({ status: "uncertain", nextAttemptAt: null, attempts: 1 });
  });

  it("holds a job in doubt whose lookup found nothing: finding nothing proves nothing", () => {
    const next = settle(first, { idempotency: "none", onUncertain: "lookup" }, outcome("uncertain"), clock);
    expect(next.status).toBe("uncertain");
  });

  it("has the provider asked later what a job in doubt came to, where it can be asked", () => {
    const lookup = { afterSeconds: 90 };
    const next = settle(
      first,
      { idempotency: "none", onUncertain: "lookup", lookup },
      outcome("uncertain"),
      clock,
    );
    const until = NOW + 90_000;
    expect(next).toMatchObject({
      status: "queued",
      attempts: 1,
      nextAttemptAt: until,
      waiting: { gate: "retry", reason: "lookup", until: new Date(until).toISOString() },
    });
  });

  it("sends a job in doubt again where its action says that this is safe", () => {
    expect(settle(first, withKey, outcome("uncertain"), clock).status).toBe("queued");
  });

  it("does not try again once the provider forgot the idempotency key", () => {
    const old = { attempts: 2, maxAttempts: 8, keyUsedAt: NOW - 23 * HOUR_MS };
    expect(settle(old, withKey, outcome("retry", 30 * 60_000), clock).status).toBe("queued");
    expect(settle(old, withKey, outcome("retry", HOUR_MS), clock)).toMatchObject({
      status: "uncertain",
      error: { code: "idempotency_key_expired" },
    });
  });
});
