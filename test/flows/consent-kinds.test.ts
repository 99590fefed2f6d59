import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { clearMarketing, PHONE, setUpMarketing as setUp } from "../support/marketing.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2027-01-12T21:00:00Z"), toFake: ["Date"] });
});

afterEach(clearMarketing);

it("a consent without a kind lets no marketing text out under US law, by the check and by the gate alike", async () => {
  const { call, contactId, marketing } = await setUp();
  const say = async (more: Record<string, unknown>) => {
    vi.setSystemTime(Date.now() + 1_000);
    const said = { status: "granted", purpose: "marketing", basis: "consent", source: "form", ...more };
    expect((await call("PUT", `/v1/contacts/${contactId}/consents/sms`, said)).status).toBe(200);
    const asked = { channel: "sms", address: PHONE, category: "marketing" };
    const { reason } = (await call("POST", "/v1/consents/check", asked)).body;
    const { status, error } = await marketing("sms");
    return [reason, status, error?.code];
  };
  expect(await say({ jurisdiction: "US" })).toEqual([
    "consent_insufficient",
    "blocked",
    "consent_insufficient",
  ]);
  expect(await say({ jurisdiction: "US", kind: "express_written" })).toEqual([
    "consent_granted",
    "succeeded",
    undefined,
  ]);
});

it("an imported consent without a kind or evidence, or one on another ground, lets no marketing out where consent is needed", async () => {
  const { call } = await setUp();
  const check = async (address: string, more: Record<string, unknown>) => {
    const point = { channel: "email", address };
    const said = { status: "granted", purpose: "marketing", basis: "consent", source: "csv_import", ...more };
    expect((await call("POST", "/v1/consents", { ...said, ...point })).status).toBe(201);
    return (await call("POST", "/v1/consents/check", { ...point, category: "marketing" })).body.reason;
  };
  expect(await check("a@example.com", {})).toBe("consent_insufficient");
  expect(await check("b@example.com", { evidence: "Newsletter box, text v3" })).toBe("consent_granted");
  expect(await check("c@example.com", { kind: "express" })).toBe("consent_granted");
  expect(await check("d@example.com", { source: "form", basis: "legitimate_interest" })).toBe(
    "consent_insufficient",
  );
  expect(await check("e@example.com", { jurisdiction: "US" })).toBe("consent_granted");
});
