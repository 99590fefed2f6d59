import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type KnownRecipient, quietHoldOfAll, reachOf } from "../../../shared/policy/recipients.ts";

const NOON = Date.parse("2027-01-12T12:00:00Z");
const MINUTE_MS = 60_000;
const ZONES = ["UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "Asia/Tokyo"];

const rules = { quietHours: { start: "20:00", end: "09:00", channels: ["email" as const] }, timezone: "UTC" };
const recipient = (more: Partial<KnownRecipient> = {}): KnownRecipient => ({
  address: "ann@example.com",
  timezone: "UTC",
  rules,
  suppression: null,
  consents: [
    {
      status: "granted",
      at: 1,
      topic: null,
      actor: "subject",
      basis: "consent",
      isProven: false,
      kind: "express",
      jurisdiction: null,
    },
  ],
  ...more,
});
const approach = {
  channel: "email",
  category: "marketing",
  topic: null,
  essential: false,
  now: NOON,
} as const;

describe("a message to several", () => {
  it("reaches all of them, or none where one must not be reached, whatever holds another", () => {
    const kinds = {
      open: recipient(),
      doubt: recipient({ doubtSince: 1 }),
      stopped: recipient({ suppression: { reason: "stop", since: 1 } }),
    };
    fc.assert(
      fc.property(fc.array(fc.constantFrom("open", "doubt", "stopped"), { maxLength: 8 }), (names) => {
        const { kind } = reachOf(
          names.map((name) => kinds[name]),
          approach,
        );
        const worst = names.includes("stopped") ? "refused" : names.includes("doubt") ? "in_doubt" : "open";
        expect(kind).toBe(worst);
      }),
    );
  });

  it("waits until nobody has quiet hours and not a minute longer, or is told that such a time never comes", () => {
    const people = fc.array(
      fc.constantFrom(...ZONES).map((timezone) => recipient({ timezone })),
      {
        maxLength: 4,
      },
    );
    const minutes = fc.integer({ min: 0, max: 2_879 });
    fc.assert(
      fc.property(people, minutes, minutes, (recipients, after, before) => {
        const now = NOON + after * MINUTE_MS;
        const isHeld = (at: number) =>
          recipients.some(
            (one) => quietHoldOfAll([one], { ...approach, now: Math.floor(at) }).kind !== "none",
          );
        const hold = quietHoldOfAll(recipients, { ...approach, now });
        const until = hold.kind === "until" ? hold.until : now;
        const earlier = now + (before % Math.max(1, (until - now) / MINUTE_MS)) * MINUTE_MS;
        switch (hold.kind) {
          case "none":
            return !isHeld(now);
          case "until":
            return isHeld(earlier) && !isHeld(until);
          case "never":
            return isHeld(now + before * MINUTE_MS);
        }
      }),
      { numRuns: 60 },
    );
  });
});
