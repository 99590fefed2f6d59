import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GATES, JOB_STATUSES } from "../../../shared/model/job.ts";
import { shownWaiting, statedWaiting } from "../../../shared/policy/waiting.ts";

const NOW = Date.parse("2026-11-21T08:00:00Z");
const time = fc.integer({ min: NOW - 600_000, max: NOW + 600_000 });
const waiting = fc.record({
  gate: fc.constantFrom(...GATES),
  reason: fc.constant("reason"),
  until: fc.option(time.map((ms) => new Date(ms).toISOString())),
});
const row = fc.record({
  status: fc.constantFrom(...JOB_STATUSES),
  waiting: fc.option(waiting),
  dueAt: fc.option(time),
  createdAt: time,
});

describe("what a job is shown to wait for", () => {
  it("is something with a time to come, whatever its row says, as long as it is queued or scheduled", () => {
    const waits = row.filter(({ status }) => status === "queued" || status === "scheduled");
    fc.assert(
      fc.property(waits, (job) => {
        const shown = shownWaiting({ ...job, refused: null }, { now: NOW, sweepMs: 90_000 });
        expect(shown).not.toBeNull();
        expect(shown?.until === null || Date.parse(shown?.until ?? "") > NOW).toBe(true);
      }),
    );
  });

  it("is what the row says while that holds, and then what the account says", () => {
    const refused = { gate: "limit", reason: "window", until: new Date(NOW + 2_000).toISOString() } as const;
    fc.assert(
      fc.property(row, (job) => {
        const stated = statedWaiting(job, NOW);
        const shown = shownWaiting({ ...job, refused }, { now: NOW, sweepMs: 90_000 });
        const isWaiting = job.status === "queued" || job.status === "scheduled";
        expect(shown).toEqual(stated ?? (isWaiting ? refused : null));
      }),
    );
  });
});
