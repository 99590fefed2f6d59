import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearMarketing, PHONE, setUpMarketing as setUp } from "../support/marketing.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(clearMarketing);

interface Review {
  readonly id: string;
  readonly status: string;
  readonly text: string;
  readonly decidedBy: string | null;
}

/** Jane wrote what may mean to opt out, or not. */
async function scene(words = "Don't stop the music") {
  const marketing = await setUp();
  const { call, platform } = marketing;
  await marketing.text({ Body: words });
  const reviews = async () => (await call<{ data: Review[] }>("GET", "/v1/opt-out-reviews")).body.data;
  const check = async (category = "marketing") =>
    (await call("POST", "/v1/consents/check", { channel: "sms", address: PHONE, category })).body;
  const decide = async (optOut: boolean) =>
    await call<Review>("POST", `/v1/opt-out-reviews/${(await reviews())[0]?.id}/decide`, { optOut });
  const later = async (hours: number) => {
    vi.setSystemTime(Date.now() + hours * HOUR_MS);
    await platform.tick();
    await platform.drainJobs();
  };
  return { ...marketing, reviews, check, decide, later };
}

describe("words that may mean to opt out", () => {
  it("hold marketing on that channel until somebody has read them, and nothing else", async () => {
    const { reviews, check, decide, marketing, call, later, reset, suppressions } = await scene();
    expect(await reviews()).toMatchObject([
      { status: "pending", text: "Don't stop the music", decidedBy: null },
    ]);
    expect(await check()).toMatchObject({ allowed: false, reason: "opt_out_review" });
    expect(await check("transactional")).toMatchObject({ allowed: true });
    const held = await marketing("sms");
    expect(held).toMatchObject({
      status: "queued",
      waitingFor: { gate: "consent", reason: "opt_out_review" },
      requests: [],
    });
    expect((await marketing("email")).status).toBe("succeeded");
    expect((await reset()).status).toBe("succeeded");
    expect(await suppressions()).toEqual([]);
    expect((await decide(false)).body).toMatchObject({ status: "dismissed" });
    expect(await check()).toMatchObject({ allowed: true });
    await later(5);
    expect((await call("GET", `/v1/jobs/${held.id}`)).body.status).toBe("succeeded");
  });

  it("are an opt-out once somebody says so, which START alone takes back", async () => {
    const { check, decide, marketing, text, suppressions, call, contactId } =
      await scene("I want this to stop");
    const held = await marketing("sms");
    expect((await decide(true)).body).toMatchObject({ status: "opted_out" });
    expect(await suppressions()).toMatchObject([{ address: PHONE, reason: "stop" }]);
    expect(await check()).toMatchObject({ allowed: false, reason: "suppressed" });
    const ledger = await call<{ data: unknown[] }>("GET", `/v1/contacts/${contactId}/consents`);
    expect(ledger.body.data[0]).toMatchObject({ status: "withdrawn", evidence: "I want this to stop" });
    expect((await decide(false)).status).toBe(409);
    expect(held.waitingFor?.reason).toBe("opt_out_review");
    await text({ Body: "START" });
    expect(await check()).toMatchObject({ allowed: true });
  });

  it.each([
    ["STOP", "opted_out", "suppressed"],
    ["START", "dismissed", "consent_granted"],
  ])("are answered by the person's own plain word: %s", async (word, status, reason) => {
    const { text, reviews, check } = await scene();
    await text({ Body: word });
    expect(await reviews()).toMatchObject([{ status, decidedBy: "subject" }]);
    expect((await check()).reason).toBe(reason);
  });

  it("are no opt-out any more once the person has written START", async () => {
    const { text, reviews, decide, check } = await scene("I want this to stop");
    await text({ Body: "START" });
    expect((await decide(true)).status).toBe(409);
    expect(await reviews()).toMatchObject([{ status: "dismissed", decidedBy: "subject" }]);
    expect(await check()).toMatchObject({ allowed: true });
  });

  it("are asked about once while they wait, and news that waited ten days for it is not sent", async () => {
    const { text, reviews, marketing, call, later } = await scene();
    await text({ Body: "please cancel my appointment" });
    expect(await reviews()).toHaveLength(1);
    const held = await marketing("sms");
    await later(10 * 24 + 1);
    const { body } = await call("GET", `/v1/jobs/${held.id}`);
    expect(body).toMatchObject({ status: "blocked", error: { code: "opt_out_review" } });
  });

  it("are forgotten after ninety days once somebody has decided, and kept for them until then", async () => {
    const { reviews, decide, later, check } = await scene();
    const pastMidnight = (days: number) =>
      (Math.ceil(Date.now() / DAY_MS) * DAY_MS + days * DAY_MS + 60_000 - Date.now()) / HOUR_MS;
    await later(pastMidnight(91));
    expect(await reviews()).toMatchObject([{ status: "pending", text: "Don't stop the music" }]);
    await decide(false);
    await later(pastMidnight(1));
    expect(await reviews()).toMatchObject([{ status: "dismissed", text: "" }]);
    expect((await decide(true)).status).toBe(200);
    expect(await check()).toMatchObject({ reason: "suppressed" });
  });
});
