import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Attempt } from "../../../shared/model/job.ts";
import type { Outcome } from "../../../shared/model/outcome.ts";
import { keyForgotten, keyUsedAt, logged, looksOnly, surelyDidNotAct } from "../../../shared/policy/doubt.ts";
import { settle } from "../../../shared/policy/settlement.ts";

const HOUR_MS = 3_600_000;
const holder = { provider: "resend", connectionId: null };

function attempt(outcome: string, at = 0, httpStatus: number | null = null): Attempt {
  return { ...holder, at: new Date(at).toISOString(), outcome, httpStatus, durationMs: 1, reason: null };
}

/** A provider that acts once per key while it remembers it. */
class KeyedProvider {
  effects = 0;
  private rememberedUntil = 0;

  private readonly lifetimeMs: number;

  constructor(lifetimeMs: number) {
    this.lifetimeMs = lifetimeMs;
  }

  act(now: number): void {
    if (now >= this.rememberedUntil) {
      this.effects += 1;
      this.rememberedUntil = now + this.lifetimeMs;
    }
  }
}

const outcomes: Record<
  string,
  { readonly acts: boolean; readonly outcome: Outcome; readonly status: number | null }
> = {
  lost: { acts: true, outcome: refusal("retry"), status: null },
  unreached: { acts: false, outcome: refusal("retry"), status: null },
  failed: { acts: true, outcome: refusal("retry"), status: 500 },
  busy: { acts: false, outcome: refusal("retry"), status: 503 },
  throttled: { acts: false, outcome: refusal("throttle"), status: 429 },
  unauthorised: { acts: false, outcome: refusal("reauthorise"), status: 401 },
  died: { acts: true, outcome: refusal("retry"), status: null },
};

function refusal(kind: "retry" | "throttle" | "reauthorise"): Outcome {
  return { kind, code: "code", message: "Message.", retryAfterMs: null } as Outcome;
}

describe("a provider that forgets keys", () => {
  it("acts at most once whatever happens to the tries, and however long the job waits between them", () => {
    const step = fc.record({
      happens: fc.constantFrom(...Object.keys(outcomes)),
      heldHours: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.constantFrom("resend" as const, "hold" as const, "lookup" as const),
        (steps, onUncertain) => {
          const action = { idempotency: "key" as const, keyLifetimeSeconds: 86_400, onUncertain };
          const provider = new KeyedProvider(86_400_000);
          let log: Attempt[] = [];
          let attempts = 0;
          let now = 1_767_225_600_000;
          for (const { happens, heldHours } of steps) {
            if (keyForgotten(action, keyUsedAt(log, holder), now)) {
              break;
            }
            const { acts, outcome, status } = outcomes[happens] ?? {
              acts: false,
              outcome: refusal("retry"),
              status: null,
            };
            if (acts) {
              provider.act(now);
            }
            attempts += 1;
            log = logged(log, attempt(happens === "died" ? "interrupted" : outcome.kind, now, status));
            const next = settle(
              { attempts, maxAttempts: 20, keyUsedAt: keyUsedAt(log, holder) },
              action,
              outcome,
              {
                now,
                random: () => 0.5,
              },
            );
            if (next.nextAttemptAt === null) {
              expect(["dead", "uncertain"]).toContain(next.status);
              break;
            }
            attempts = next.attempts;
            now = next.nextAttemptAt + heldHours * HOUR_MS;
          }
          expect(provider.effects).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("a job whose provider can be asked", () => {
  const asked = { idempotency: "none", lookup: {} } as const;

  it("is looked up, and not sent, after a try that is in doubt or was interrupted, whatever came to hold it since", () => {
    for (const outcome of ["uncertain", "interrupted"]) {
      expect(looksOnly(asked, [attempt("retry", 1, 503), attempt(outcome, 2)])).toBe(true);
      expect(looksOnly(asked, [attempt(outcome, 2), attempt("throttle", 3)])).toBe(true);
    }
  });

  it("is sent where no try may have acted, a person wants it, or a key makes the same request safe", () => {
    expect(looksOnly(asked, [])).toBe(false);
    expect(looksOnly(asked, [attempt("throttle", 1), attempt("retry", 2, 503)])).toBe(false);
    expect(looksOnly(asked, [attempt("uncertain", 1), attempt("redriven", 2)])).toBe(false);
    expect(looksOnly({ ...asked, idempotency: "key" }, [attempt("interrupted", 1)])).toBe(false);
  });

  it("is never looked up where nobody can be asked", () => {
    expect(looksOnly({ idempotency: "none" }, [attempt("uncertain", 1)])).toBe(false);
  });
});

describe("the time at which a key was first used", () => {
  it("is that of the first try that may have acted, for the connection that holds the key", () => {
    expect(keyUsedAt([attempt("throttle", 1), attempt("refused", 2)], holder)).toBeNull();
    expect(keyUsedAt([attempt("retry", 1, 503), attempt("retry", 2, 500), attempt("retry", 3)], holder)).toBe(
      2,
    );
    expect(keyUsedAt([attempt("interrupted", 4)], { provider: "sendgrid", connectionId: null })).toBeNull();
    expect(keyUsedAt([attempt("interrupted", 4)], { provider: "resend", connectionId: "conn_1" })).toBeNull();
  });

  it("begins anew when a person had the job sent again in spite of the doubt", () => {
    expect(keyUsedAt([attempt("retry", 1), attempt("redriven", 5)], holder)).toBeNull();
    expect(keyUsedAt([attempt("retry", 1), attempt("redriven", 5), attempt("retry", 7)], holder)).toBe(7);
  });

  it("outlives a log that is full of tries that did nothing", () => {
    let log = [attempt("retry", 1)];
    for (let count = 2; count < 100; count += 1) {
      log = logged(log, attempt("throttle", count));
    }
    expect(log).toHaveLength(20);
    expect(keyUsedAt(log, holder)).toBe(1);
    expect(log.at(-1)?.at).toBe(new Date(99).toISOString());
  });
});

describe("a job that surely did not act", () => {
  it.each(["refused", "throttle", "reauthorise"])("met nothing but answers like %s", (outcome) => {
    expect(surelyDidNotAct([attempt(outcome), attempt("retry", 1, 503)])).toBe(true);
  });

  it.each(["ok", "uncertain", "interrupted", "retry"])("met no %s", (outcome) => {
    expect(surelyDidNotAct([attempt("throttle"), attempt(outcome), attempt("redriven")])).toBe(false);
  });
});
