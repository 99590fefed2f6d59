import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { at } from "../../shared/model/read.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";

const platform = new OutboxPlatform();

let startAt = Date.now();

beforeEach(() => {
  // the breaker of all accounts has forgotten the failures of the test before
  startAt += 4 * 3_600_000;
  vi.useFakeTimers({ toFake: ["Date"], now: startAt });
  platform.jobs.length = 0;
});

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await platform.clearJobs();
});

interface Requests {
  readonly sends: Request[];
  readonly lookups: Request[];
}

/** Slack, which posts what it is given and loses the answer; `history` is what it then shows. */
function slack(history: (posted: unknown) => Response): Requests {
  const made: Requests = { sends: [], lookups: [] };
  let posted: unknown = null;
  stubFetch(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/api/auth.test") {
      return Response.json({ ok: true, team_id: `T${crypto.randomUUID()}` });
    }
    if (pathname === "/api/conversations.history") {
      made.lookups.push(request);
      return history(posted);
    }
    made.sends.push(request);
    posted = at(await request.json(), "metadata");
    return new Response("oops", { status: 502 });
  });
  return made;
}

const TS = "1767225601.000200";
const shown = (metadata: unknown) => Response.json({ ok: true, messages: [{ ts: TS, metadata }] });
const empty = () => Response.json({ ok: true, messages: [] });

const toChannel = { action: "message.post", input: { channel: "C0EXAMPLE", text: "Hi" } };

/** A job whose answer was lost, waiting for its lookup. */
async function lost(
  more: Record<string, unknown> = toChannel,
): Promise<{ key: string; id: string; connectionId: string }> {
  const { key, connectionId } = await platform.connected("slack");
  const id = await platform.createJob(key, "slack", more);
  await platform.drainJobs();
  return { key, id, connectionId };
}

describe("a job whose answer was lost, where the provider can be asked", () => {
  it("waits for that without an attempt, as one delayed message, and says so", async () => {
    const { sends, lookups } = slack(shown);
    const { key, id } = await lost();
    expect(await platform.job(key, id)).toMatchObject({
      status: "queued",
      attempts: 1,
      waitingFor: { gate: "retry", reason: "lookup", until: expect.any(String) },
    });
    expect(platform.jobs).toEqual([{ body: { kind: "job", id }, delaySeconds: expect.any(Number) }]);
    expect([sends.length, lookups.length]).toEqual([1, 0]);
  });

  it("has succeeded with the provider's id when it is found by its reference", async () => {
    const { sends, lookups } = slack(shown);
    const { key, id } = await lost();
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({
      status: "succeeded",
      attempts: 1,
      externalId: TS,
      error: null,
      waitingFor: null,
      attemptLog: [
        { outcome: "uncertain", httpStatus: 502 },
        { outcome: "ok", httpStatus: 200 },
      ],
    });
    expect([sends.length, lookups.length]).toEqual([1, 1]);
  });

  it.each([
    ["finds nothing", "lookup_found_nothing", empty],
    [
      "finds another job's",
      "lookup_found_nothing",
      () => shown({ event_type: "causeway_job", event_payload: { job_id: "job_1" } }),
    ],
    ["may not look", "lookup_failed", () => Response.json({ ok: false, error: "missing_scope" })],
  ])("stays uncertain, unsent, when the lookup %s", async (_, code, history) => {
    const { sends, lookups } = slack(history);
    const { key, id, connectionId } = await lost();
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({
      status: "uncertain",
      attempts: 1,
      externalId: null,
      waitingFor: null,
      error: { code, retryable: false },
    });
    expect(platform.jobs).toEqual([]);
    expect([sends.length, lookups.length]).toEqual([1, 1]);
    const { body } = await platform.call("GET", `/v1/connections/${connectionId}`, { token: key });
    expect(body).toMatchObject({ status: "active" });
    await platform.call("POST", `/v1/jobs/${id}/retry`, { token: key });
    await platform.drainJobs();
    expect(sends).toHaveLength(2);
  });

  it.each<readonly [what: string, meets: () => Response, waitsMs: number | null]>([
    ["a 429", () => Response.json({}, { status: 429, headers: { "retry-after": "40" } }), 40_000],
    ["a 503", () => new Response("busy", { status: 503, headers: { "retry-after": "3600" } }), 3_600_000],
    ["a failure", () => new Response("oops", { status: 500 }), null],
    [
      "no answer",
      () => {
        throw new TypeError("network");
      },
      null,
    ],
  ])("waits without an attempt and is looked for again where the look met %s, when it says", async (_, meets, waitsMs) => {
    let looks = 0;
    const { sends, lookups } = slack((posted) => {
      looks += 1;
      return looks === 1 ? meets() : shown(posted);
    });
    const { key, id } = await lost();
    await platform.drainJobs();
    const waiting = await platform.job(key, id);
    expect(waiting).toMatchObject({
      status: "queued",
      attempts: 1,
      waitingFor: { gate: "retry", reason: "lookup" },
      error: { code: "lookup_failed", retryable: true },
    });
    const until = Date.parse(waiting.waitingFor?.until ?? "");
    expect(until - Date.now()).toBeGreaterThanOrEqual(waitsMs ?? 20_000);
    expect(await platform.call("POST", `/v1/jobs/${id}/cancel`, { token: key })).toMatchObject({
      status: 409,
    });
    vi.setSystemTime(until);
    await platform.tick();
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({
      status: "succeeded",
      attempts: 1,
      externalId: TS,
      error: null,
    });
    expect([sends.length, lookups.length]).toEqual([1, 2]);
  });

  it("stays uncertain, unsent, once ten looks in a few hours came to nothing", async () => {
    const { sends, lookups } = slack(() => new Response("oops", { status: 500 }));
    const { key, id } = await lost();
    const begun = Date.now();
    for (let round = 0; round < 12; round += 1) {
      await platform.drainJobs();
      const { waitingFor } = await platform.job(key, id);
      vi.setSystemTime(Math.max(Date.now(), Date.parse(waitingFor?.until ?? new Date().toISOString())));
      await platform.tick();
    }
    expect(await platform.job(key, id)).toMatchObject({
      status: "uncertain",
      attempts: 1,
      waitingFor: null,
      error: { code: "lookup_failed", retryable: false },
    });
    expect([sends.length, lookups.length]).toEqual([1, 10]);
    expect(Date.now() - begun).toBeLessThan(6 * 3_600_000);
  });

  it("stays uncertain at once where it would have to wait for more than a day", async () => {
    const { lookups } = slack(() => Response.json({}, { status: 429, headers: { "retry-after": "90000" } }));
    const { key, id } = await lost();
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({
      status: "uncertain",
      error: { code: "lookup_failed" },
    });
    expect(platform.jobs).toEqual([]);
    expect(lookups).toHaveLength(1);
  });

  it("closes its account to everybody for as long as a 429 to the lookup says", async () => {
    const { sends } = slack(() =>
      Response.json({ ok: false }, { status: 429, headers: { "retry-after": "40" } }),
    );
    const { key } = await lost();
    await platform.drainJobs();
    // the next look comes when the account is open again
    platform.jobs.length = 0;
    const second = await platform.createJob(key, "slack", toChannel);
    await platform.drainJobs();
    expect(sends).toHaveLength(1);
    expect(await platform.job(key, second)).toMatchObject({
      status: "queued",
      attempts: 0,
      waitingFor: { gate: "limit", reason: "blocked" },
    });
  });

  it("cannot be cancelled meanwhile: it may have been sent", async () => {
    slack(shown);
    const { key, id } = await lost();
    const canceled = await platform.call("POST", `/v1/jobs/${id}/cancel`, { token: key });
    expect(canceled).toMatchObject({ status: 409, body: { code: "job_not_cancelable" } });
    await platform.drainJobs();
    expect((await platform.job(key, id)).status).toBe("succeeded");
  });

  it("is looked for, too, where its sender died", async () => {
    const { sends, lookups } = slack(shown);
    const { key } = await platform.connected("slack");
    const id = await platform.createJob(key, "slack", toChannel);
    await platform.drainJobs();
    platform.jobs.length = 0;
    // as if the sender had died between the request and the settlement
    await platform.setJob(id, {
      status: "sending",
      attempt_log: "[]",
      claimed_at: Date.now(),
      waiting: null,
    });
    vi.setSystemTime(Date.now() + 120_000);
    await platform.tick();
    expect(await platform.job(key, id)).toMatchObject({ status: "queued", waitingFor: { reason: "lookup" } });
    vi.setSystemTime(Date.now() + 20_000);
    await platform.tick();
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({ status: "succeeded", externalId: TS });
    expect([sends.length, lookups.length]).toEqual([1, 1]);
  });

  it("is not asked for where a channel's name leaves nothing to ask", async () => {
    const { sends, lookups } = slack(shown);
    const { key, id } = await lost({ action: "message.post", input: { channel: "#general", text: "Hi" } });
    await platform.drainJobs();
    expect((await platform.job(key, id)).status).toBe("uncertain");
    expect([sends.length, lookups.length]).toEqual([1, 0]);
  });

  it("is looked for though its recipient was suppressed since: that takes nothing back", async () => {
    slack(shown);
    const { key, id } = await lost();
    await platform.setJob(id, { channel: "sms", address: "+14155550100" });
    await platform.call("POST", "/v1/suppressions", {
      token: key,
      body: { channel: "sms", address: "+14155550100" },
    });
    await platform.drainJobs();
    expect((await platform.job(key, id)).status).toBe("succeeded");
  });
});

/** Stripe, whose first answer is as told; `found` is what its search then shows. */
function stripe(first: () => Response, found: (reference: string) => readonly unknown[]): Requests {
  const made: Requests = { sends: [], lookups: [] };
  stubFetch((request) => {
    const url = new URL(request.url);
    if (url.pathname.endsWith("/search")) {
      made.lookups.push(request);
      const reference = /:'(\w+)'/.exec(url.searchParams.get("query") ?? "")?.[1] ?? "";
      return Response.json({ object: "search_result", data: found(reference) });
    }
    if (request.method === "GET") {
      return Response.json({ object: "balance" });
    }
    made.sends.push(request);
    return first();
  });
  return made;
}

const ofJob = (reference: string) => [{ id: "cus_1", metadata: { causeway_job: reference } }];

describe("a job of a provider that keeps an answer under its key", () => {
  it("is looked for instead of sent again where the kept answer is a failure", async () => {
    const failure = () =>
      Response.json({ error: {} }, { status: 500, headers: { "stripe-should-retry": "false" } });
    const { sends, lookups } = stripe(failure, ofJob);
    const { key } = await platform.connected("stripe");
    const id = await platform.createJob(key, "stripe", { action: "customer.create", input: {} });
    await platform.drainJobs();
    const waiting = await platform.job(key, id);
    expect(waiting).toMatchObject({ status: "queued", waitingFor: { reason: "lookup" } });
    // longer than a delayed message should wait: a parked row
    expect(platform.jobs).toEqual([]);
    vi.setSystemTime(Date.parse(waiting.waitingFor?.until ?? ""));
    await platform.tick();
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({ status: "succeeded", externalId: "cus_1" });
    expect([sends.length, lookups.length]).toEqual([1, 1]);
  });

  it.each([
    ["found: it has succeeded", ofJob, "succeeded"],
    ["not found: it is uncertain", () => [], "uncertain"],
  ])("is looked for, never sent, once the key may be forgotten; %s", async (_, found, status) => {
    const { sends, lookups } = stripe(() => new Response("oops", { status: 500 }), found);
    const { key } = await platform.connected("stripe");
    const id = await platform.createJob(key, "stripe", { action: "customer.create", input: {} });
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({ status: "queued", waitingFor: { gate: "retry" } });
    vi.setSystemTime(Date.now() + 25 * 3_600_000);
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({ status, attempts: 1 });
    expect([sends.length, lookups.length]).toEqual([1, 1]);
  });
});
