import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFaultPlan } from "./api/faults.ts";
import { type RunningTwin, startTwin } from "./server.ts";
import { bearer, everyGoodCall, goodCalls, RESEND_KEY } from "./support/calls.ts";
import { type Client, createClient } from "./support/client.ts";

let twin: RunningTwin;
let client: Client;

beforeEach(async () => {
  twin = await startTwin();
  client = createClient(twin.url);
});

afterEach(() => twin.close());

const fault = (order: object) => client.order("/_twin/faults", order);

/** A good call that its caller may give up. */
const post = (signal: AbortSignal) =>
  client.request("POST", "/resend/emails", {
    headers: bearer(RESEND_KEY),
    json: { from: "a@example.com", to: "b@example.com", subject: "x", text: "x" },
    signal,
  });

const throttled = {
  resend: { status: 429, json: { statusCode: 429, name: "rate_limit_exceeded" } },
  twilio: { status: 429, json: { code: 20429, status: 429 } },
  slack: { status: 429, json: { ok: false, error: "ratelimited" } },
  stripe: { status: 429, json: { error: { code: "rate_limit" } } },
};

const failed = {
  resend: { status: 503, json: { statusCode: 503, name: "internal_server_error" } },
  twilio: { status: 503, json: { code: 20500, status: 503 } },
  slack: { status: 503, json: { ok: false, error: "service_unavailable" } },
  stripe: { status: 503, json: { error: { type: "api_error" } } },
};

describe.each(everyGoodCall)("a fault of %s", (provider, call) => {
  it("throttles in the provider's form, once, and the next request is accepted", async () => {
    await fault({ provider, kind: "throttle", retryAfter: { form: "seconds", seconds: 7 } });
    const answer = await call(client);
    expect(answer).toMatchObject(Object(throttled)[provider]);
    expect(answer.headers.get("retry-after")).toBe("7");
    expect(await client.effects()).toEqual([]);
    expect((await call(client)).status).toBeLessThan(300);
  });

  it("fails with the status asked for, in the provider's form, and does not act", async () => {
    await fault({ provider, kind: "error", status: 503, times: 2 });
    expect(await call(client)).toMatchObject(Object(failed)[provider]);
    expect(await call(client)).toMatchObject({ status: 503 });
    expect(await client.effects()).toEqual([]);
    expect((await call(client)).status).toBeLessThan(300);
  });

  it("loses the answer after it has acted, once", async () => {
    await fault({ provider, kind: "lose-response" });
    await expect(call(client)).rejects.toThrow("fetch failed");
    expect((await client.effects()).length).toBe(1);
    expect(await client.exchanges()).toMatchObject([{ fault: "lose-response", end: "cut", status: null }]);
  });

  it("resets the connection before it acts", async () => {
    await fault({ provider, kind: "reset" });
    await expect(call(client)).rejects.toThrow("fetch failed");
    expect(await client.effects()).toEqual([]);
    expect(await client.exchanges()).toMatchObject([{ fault: "reset", end: "cut", status: null }]);
  });
});

describe("a fault", () => {
  it("names a date in Retry-After that is not before the seconds are over", async () => {
    const before = Date.now();
    await fault({ provider: "slack", kind: "throttle", retryAfter: { form: "date", seconds: 60 } });
    const text = (await goodCalls.slack(client)).headers.get("retry-after") ?? "";
    expect(text).toMatch(/^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/);
    expect(Date.parse(text)).toBeGreaterThanOrEqual(before + 60_000);
  });

  it("puts Retry-After on an error when it is asked to, and else not", async () => {
    const retryAfter = { form: "seconds", seconds: 3 };
    await fault({ provider: "resend", kind: "error", status: 503, retryAfter });
    await fault({ provider: "resend", kind: "error" });
    expect((await goodCalls.resend(client)).headers.get("retry-after")).toBe("3");
    const second = await goodCalls.resend(client);
    expect([second.status, second.headers.get("retry-after")]).toEqual([500, null]);
  });

  it("throttles with a second in Retry-After when none is asked for, and without one for null", async () => {
    await fault({ provider: "stripe", kind: "throttle" });
    await fault({ provider: "stripe", kind: "throttle", retryAfter: null });
    expect((await goodCalls.stripe(client)).headers.get("retry-after")).toBe("1");
    const second = await goodCalls.stripe(client);
    expect([second.status, second.headers.get("retry-after")]).toEqual([429, null]);
  });

  it("hangs until the caller gives up, and does not act", async () => {
    await fault({ provider: "resend", kind: "hang" });
    const giveUp = new AbortController();
    const call = post(giveUp.signal);
    await expect.poll(() => client.exchanges()).toMatchObject([{ fault: "hang", end: "open", status: null }]);
    giveUp.abort();
    await expect(call).rejects.toThrow("aborted");
    await expect.poll(() => client.exchanges()).toMatchObject([{ end: "unanswered", status: null }]);
    expect(await client.effects()).toEqual([]);
  });

  it("answers slowly after it has acted", async () => {
    await fault({ provider: "slack", kind: "slow", delayMs: 1000 });
    const call = goodCalls.slack(client);
    await expect.poll(async () => (await client.effects()).length).toBe(1);
    expect(await client.exchanges()).toMatchObject([{ fault: "slow", end: "open" }]);
    expect((await call).json.ok).toBe(true);
    expect(await client.exchanges()).toMatchObject([{ end: "answered", status: 200 }]);
  });

  it("counts a slow answer that nobody waited for as unanswered, though the provider acted", async () => {
    await fault({ provider: "resend", kind: "slow", delayMs: 1000 });
    const giveUp = new AbortController();
    const call = post(giveUp.signal);
    await expect.poll(async () => (await client.effects()).length).toBe(1);
    giveUp.abort();
    await expect(call).rejects.toThrow("aborted");
    await expect
      .poll(() => client.exchanges(), { timeout: 5000 })
      .toMatchObject([{ end: "unanswered", status: null }]);
  });

  it("is for the requests of its path and method alone", async () => {
    await fault({ provider: "resend", kind: "error", path: "/emails", method: "post" });
    const domains = await client.request("GET", "/resend/domains", { headers: bearer(RESEND_KEY) });
    expect(domains.status).toBe(200);
    expect((await goodCalls.stripe(client)).status).toBe(200);
    expect((await goodCalls.resend(client)).status).toBe(500);
  });

  it("lasts for its time, whatever the number of requests", () => {
    const plan = createFaultPlan();
    const order = {
      times: undefined,
      status: 500,
      retryAfter: null,
      path: undefined,
      method: undefined,
    };
    plan.add({ ...order, provider: "resend", kind: "error", forMs: 500, delayMs: 1 }, 1000);
    const request = {
      method: "POST",
      path: "/emails",
      query: new URLSearchParams(),
      headers: new Headers(),
      body: new Uint8Array(),
    };
    const kinds = [1000, 1001, 1499, 1500].map((now) => plan.take("resend", request, now)?.kind);
    expect(kinds).toEqual(["error", "error", "error", undefined]);
  });

  it("comes after the one ordered before it, is listed until it is used up, and can be ended", async () => {
    await fault({ provider: "resend", kind: "error", times: 1 });
    await fault({ provider: "resend", kind: "throttle", times: 5 });
    await fault({ provider: "stripe", kind: "reset" });
    expect((await goodCalls.resend(client)).status).toBe(500);
    expect((await goodCalls.resend(client)).status).toBe(429);
    expect(await client.list("/_twin/faults?provider=resend")).toMatchObject([{ kind: "throttle", left: 4 }]);
    expect(await client.forget("/_twin/faults?provider=resend")).toBe(204);
    expect(await client.list("/_twin/faults")).toMatchObject([{ provider: "stripe" }]);
    expect((await goodCalls.resend(client)).status).toBe(200);
  });

  it("lets a retry under the same idempotency key find what was done before the answer was lost", async () => {
    await fault({ provider: "stripe", kind: "lose-response" });
    const key = { "idempotency-key": "job_1" };
    await expect(goodCalls.stripe(client, {}, key)).rejects.toThrow("fetch failed");
    const retry = await goodCalls.stripe(client, {}, key);
    expect(retry.headers.get("idempotent-replayed")).toBe("true");
    expect(await client.effects()).toMatchObject([{ id: retry.json.id, reference: "job_1" }]);
  });

  it("remembers no idempotency key for what it kept the provider from doing", async () => {
    await fault({ provider: "stripe", kind: "error" });
    const key = { "idempotency-key": "job_1" };
    expect((await goodCalls.stripe(client, {}, key)).status).toBe(500);
    const retry = await goodCalls.stripe(client, {}, key);
    expect([retry.status, retry.headers.get("idempotent-replayed")]).toEqual([200, null]);
  });

  it.each([
    ["an unknown provider", { provider: "paypal", kind: "reset" }, "Known: stripe, slack, twilio, resend"],
    ["a provider that does not answer", { provider: "github", kind: "reset" }, "Known: stripe"],
    ["an unknown kind", { provider: "resend", kind: "explode" }, "kind: must be one of throttle"],
    ["a status that is no error", { provider: "resend", kind: "error", status: 200 }, "status: must be"],
    ["an unknown field", { provider: "resend", kind: "reset", colour: "red" }, "colour"],
    ["no times", { provider: "resend", kind: "reset", times: 0 }, "times: must be"],
  ])("is refused with %s", async (_which, order, reason) => {
    const { status, json } = await fault(order);
    expect({ status, json }).toEqual({ status: 422, json: { error: expect.stringContaining(reason) } });
    expect(await client.list("/_twin/faults")).toEqual([]);
  });
});

describe("closing the twin", () => {
  it("ends the requests that hang", async () => {
    const other = await startTwin();
    const own = createClient(other.url);
    await own.order("/_twin/faults", { provider: "resend", kind: "hang" });
    const call = goodCalls.resend(own);
    await expect.poll(async () => (await own.exchanges()).length).toBe(1);
    await Promise.all([expect(call).rejects.toThrow("fetch failed"), other.close()]);
  });
});
