import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../shared/clock.ts";
import { isRefreshDue, refreshDueAt, renewalGrant } from "../../../shared/oauth2/due.ts";

const ISSUED = Date.UTC(2026, 0, 1);
const dueAfter = (life: number, rules = {}) =>
  (refreshDueAt({ issuedAt: ISSUED, expiresAt: ISSUED + life }, rules) ?? 0) - ISSUED;

describe("a token is refreshed", () => {
  it("five minutes ahead, or a quarter of its life where that is less", () => {
    expect(dueAfter(HOUR_MS)).toBe(55 * MINUTE_MS);
    expect(dueAfter(20 * MINUTE_MS)).toBe(15 * MINUTE_MS);
    expect(dueAfter(4 * MINUTE_MS)).toBe(3 * MINUTE_MS);
    expect(dueAfter(0)).toBe(0);
    expect(dueAfter(-1)).toBe(0);
  });

  it("never, where it never ends", () => {
    expect(refreshDueAt({ issuedAt: ISSUED, expiresAt: null })).toBeNull();
    expect(isRefreshDue({ issuedAt: ISSUED, expiresAt: null }, Number.MAX_SAFE_INTEGER)).toBe(false);
  });

  it("at the age that the provider asks for, and not before the age that it demands", () => {
    expect(dueAfter(30 * DAY_MS, { refreshAfterSeconds: 7 * 86_400 })).toBe(7 * DAY_MS);
    const exchange = { renew: { method: "GET", url: "https://a.example" }, minimumAgeSeconds: 86_400 };
    expect(dueAfter(60 * DAY_MS, { refreshAfterSeconds: 60, exchange })).toBe(DAY_MS);
    expect(dueAfter(HOUR_MS, { exchange })).toBe(HOUR_MS);
  });

  it("within its life, always", () => {
    const seconds = fc.nat({ max: 400 * 86_400 });
    fc.assert(
      fc.property(seconds, seconds, seconds, (life, refreshAfterSeconds, minimumAgeSeconds) => {
        const exchange = { renew: { method: "GET", url: "https://a.example" }, minimumAgeSeconds } as const;
        const due = dueAfter(life * 1_000, { refreshAfterSeconds, exchange });
        expect(due).toBeGreaterThanOrEqual(0);
        expect(due).toBeLessThanOrEqual(life * 1_000);
        expect(dueAfter(life * 1_000)).toBeGreaterThanOrEqual((life * 1_000 * 3) / 4);
      }),
    );
  });

  it("from the moment that it is due on", () => {
    const life = { issuedAt: ISSUED, expiresAt: ISSUED + HOUR_MS };
    expect(isRefreshDue(life, ISSUED + 55 * MINUTE_MS - 1)).toBe(false);
    expect(isRefreshDue(life, ISSUED + 55 * MINUTE_MS)).toBe(true);
  });
});

it("the next token comes by the refresh token, by what made the first, by an exchange, or by a person", () => {
  const all = { grants: ["authorization_code", "refresh_token", "client_credentials"] } as const;
  expect(renewalGrant(all, { grant: "authorization_code", hasRefreshToken: true })).toBe("refresh_token");
  expect(renewalGrant(all, { grant: "authorization_code", hasRefreshToken: false })).toBeNull();
  expect(renewalGrant(all, { grant: "client_credentials", hasRefreshToken: false })).toBe(
    "client_credentials",
  );
  const traded = { grants: ["authorization_code", "exchange"] } as const;
  expect(renewalGrant(traded, { grant: "exchange", hasRefreshToken: false })).toBe("exchange");
});
