import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLimits } from "./api/limits.ts";
import { findApi } from "./registry.ts";
import { type RunningTwin, startTwin } from "./server.ts";
import { bearer, everyGoodCall, goodCalls } from "./support/calls.ts";
import { type Client, createClient } from "./support/client.ts";

let twin: RunningTwin;
let client: Client;

beforeEach(async () => {
  twin = await startTwin();
  client = createClient(twin.url);
});

afterEach(() => twin.close());

const limit = (order: object) => client.order("/_twin/limits", order);

describe.each(everyGoodCall)("a rate limit of %s", (provider, call) => {
  it("answers 429 beyond it, does not act, and counts the violation", async () => {
    await limit({ provider, limit: 2, perSeconds: 60 });
    const answers = [await call(client), await call(client), await call(client)];
    expect(answers.map(({ status }) => status < 300)).toEqual([true, true, false]);
    expect(answers[2]).toMatchObject({ status: 429 });
    expect(Number(answers[2]?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await client.effects()).length).toBe(2);
    expect(await client.list("/_twin/limits")).toMatchObject([
      { provider, limit: 2, perSeconds: 60, requests: 3, violations: 1 },
    ]);
  });
});

describe("a rate limit", () => {
  it("is told in Resend's headers", async () => {
    await limit({ provider: "resend", limit: 3, perSeconds: 60 });
    const first = await goodCalls.resend(client);
    expect(Object.fromEntries(first.headers)).toMatchObject({
      "ratelimit-limit": "3",
      "ratelimit-remaining": "2",
      "ratelimit-reset": "60",
    });
  });

  it("is each account's own", async () => {
    await limit({ provider: "slack", limit: 1, perSeconds: 60 });
    await goodCalls.slack(client);
    expect((await goodCalls.slack(client, {}, bearer("xoxb-another"))).status).toBe(200);
    const [report] = await client.list("/_twin/limits?provider=slack");
    expect(report).toMatchObject({ requests: 2, violations: 0 });
    expect(Object.values(Object(report?.accounts))).toEqual([
      { requests: 1, violations: 0 },
      { requests: 1, violations: 0 },
    ]);
  });

  it("starts anew when it is set again, and ends when it is deleted", async () => {
    await limit({ provider: "slack", limit: 1, perSeconds: 60 });
    await goodCalls.slack(client);
    await limit({ provider: "slack", limit: 1, perSeconds: 60 });
    expect((await goodCalls.slack(client)).status).toBe(200);
    expect((await goodCalls.slack(client)).status).toBe(429);
    expect(await client.forget("/_twin/limits")).toBe(204);
    expect((await goodCalls.slack(client)).status).toBe(200);
    expect(await client.list("/_twin/limits")).toEqual([]);
  });

  it("is not enforced until it is ordered", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => goodCalls.resend(client)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it.each([
    ["an unknown provider", { provider: "paypal", limit: 1 }, "no provider"],
    ["a limit of nothing", { provider: "slack", limit: 0 }, "limit: must be"],
    ["a span of nothing", { provider: "slack", limit: 1, perSeconds: 0 }, "perSeconds: must be"],
  ])("is refused with %s", async (_which, order, reason) => {
    const { status, json } = await limit(order);
    expect([status, json.error]).toEqual([422, expect.stringContaining(reason)]);
  });

  it("counts in every span of its length, wherever it begins, and a refused request takes no room", () => {
    const limits = createLimits();
    const api = findApi("slack");
    limits.set("slack", { limit: 2, perSeconds: 1 });
    const allowed = (at: number) => limits.count(api, "T1", at).allowed;
    expect([0, 900, 950, 999, 1000, 1001, 1899, 1900].map(allowed)).toEqual([
      true,
      true,
      false,
      false,
      true,
      false,
      false,
      true,
    ]);
    expect(limits.list()).toMatchObject([{ requests: 8, violations: 4 }]);
  });
});
