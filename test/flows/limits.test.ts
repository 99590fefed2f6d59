import { abortAllDurableObjects } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Limits } from "../../shared/providers/define.ts";
import { resend } from "../../shared/providers/resend/index.ts";
import { QUEUES } from "../../shared/queue/consumers.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";

const documented = resend.limits;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});

afterEach(async () => {
  Object.assign(resend, { limits: documented });
  await new OutboxPlatform().clearJobs();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Limits in place of the documented ones, for this test. */
function limited(limits: Limits): void {
  Object.assign(resend, { limits });
}

/** Counts sends by credential; validations are answered well. */
function recordSends(
  answer: (who: string) => Response = () => Response.json({ id: "email_1" }),
): Map<string, number> {
  const sends = new Map<string, number>();
  stubFetch((request) => {
    if (request.method === "GET") {
      return Response.json({ object: "list", data: [] });
    }
    const who = request.headers.get("authorization") ?? "";
    sends.set(who, (sends.get(who) ?? 0) + 1);
    return answer(who);
  });
  return sends;
}

const total = (sends: ReadonlyMap<string, number>) =>
  [...sends.values()].reduce((sum, count) => sum + count, 0);

async function createJobs(
  platform: OutboxPlatform,
  key: string,
  count: number,
  more = {},
): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    ids.push(await platform.createJob(key, "resend", more));
  }
  return ids;
}

/** Delivers what waits in the queues as one batch, in no time. */
async function deliverAll(platform: OutboxPlatform, queue: string = QUEUES.jobsNormal) {
  return await platform.deliver(
    platform.jobs.splice(0).map(({ body }) => body),
    { queue },
  );
}

describe("the jobs of an account", () => {
  it("that have no permit wait, without an attempt or a retry of the queue, and say for what and until when", async () => {
    limited({ windows: [{ limit: 9, perSeconds: 60 }], scope: "account" });
    const platform = new OutboxPlatform();
    const sends = recordSends();
    const { key } = await platform.connected("resend");
    const ids = await createJobs(platform, key, 20);
    const { retried } = await deliverAll(platform);
    // one permit went to the proof of the credential
    expect(total(sends)).toBe(8);
    expect(retried).toEqual([]);
    const jobs = await Promise.all(ids.map((id) => platform.job(key, id)));
    const waiting = jobs.filter(({ status }) => status === "queued");
    expect(waiting).toHaveLength(12);
    for (const { attempts, waitingFor } of waiting) {
      expect(attempts).toBe(0);
      expect(waitingFor).toMatchObject({ gate: "limit", reason: "window" });
      expect(Date.parse(waitingFor?.until ?? "")).toBeGreaterThan(Date.now());
    }
  });

  it("all stop within one batch after a 429, whoever sends them, and those of another account do not", async () => {
    limited({ windows: [{ limit: 100, perSeconds: 60 }], scope: "account" });
    const platform = new OutboxPlatform();
    const throttled = new Set<string>();
    const sends = recordSends((who) =>
      throttled.has(who)
        ? new Response("{}", { status: 429, headers: { "retry-after": "30" } })
        : Response.json({ id: "email_1" }),
    );
    const [one, other] = [await platform.connected("resend"), await platform.connected("resend")];
    await createJobs(platform, one.key, 1);
    await deliverAll(platform);
    const [who = ""] = sends.keys();
    throttled.add(who);
    await createJobs(platform, one.key, 30);
    await deliverAll(platform);
    // those that were under way at once
    const sentBefore = sends.get(who) ?? 0;
    expect(sentBefore).toBeLessThanOrEqual(1 + 6);
    await createJobs(platform, one.key, 10);
    await createJobs(platform, other.key, 10);
    await deliverAll(platform);
    expect(sends.get(who)).toBe(sentBefore);
    expect(total(sends) - sentBefore).toBe(10);
  });

  it.each<readonly [form: string, (now: number) => { headers?: Record<string, string>; message?: string }]>([
    ["seconds", () => ({ headers: { "retry-after": "30" } })],
    ["an HTTP date", (now) => ({ headers: { "retry-after": new Date(now + 30_000).toUTCString() } })],
    ["ms since the epoch", (now) => ({ headers: { "retry-after": String(now + 30_000) } })],
    ["words", () => ({ message: "Too many requests. Please try again in 30 seconds." })],
  ])("wait for the time that a 429 names in %s, and come back one after the other, urgent ones first", async (_, form) => {
    vi.setSystemTime(Math.ceil(Date.now() / 1_000) * 1_000);
    limited({ windows: [{ limit: 6, perSeconds: 10 }], scope: "account" });
    const platform = new OutboxPlatform();
    const throttled = new Set<string>();
    const sends = recordSends((who) => {
      const { headers = {}, message = "" } = form(Date.now());
      return throttled.has(who)
        ? Response.json({ name: "rate_limit_exceeded", message }, { status: 429, headers })
        : Response.json({ id: "email_1" });
    });
    const [one, other] = [await platform.connected("resend"), await platform.connected("resend")];
    await createJobs(platform, one.key, 1);
    await deliverAll(platform);
    const [who = ""] = sends.keys();
    throttled.add(who);
    await createJobs(platform, one.key, 1);
    await deliverAll(platform);
    throttled.clear();
    const throttledAt = Date.now();
    const sentBefore = sends.get(who) ?? 0;
    const normal = await createJobs(platform, one.key, 8);
    await deliverAll(platform);
    const normalMessages = platform.jobs.splice(0).map(({ body }) => body);
    const high = await createJobs(platform, one.key, 2, { priority: "high" });
    await createJobs(platform, other.key, 2);
    await deliverAll(platform, QUEUES.jobsHigh);
    expect(sends.get(who)).toBe(sentBefore);
    expect(total(sends) - sentBefore).toBe(2);
    const waiting = await Promise.all(normal.map((id) => platform.job(one.key, id)));
    const times = waiting.map(({ waitingFor }) => Date.parse(waitingFor?.until ?? ""));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(throttledAt + 30_000);
    expect(new Set(times).size).toBe(8);
    const highMessages = platform.jobs.splice(0).map(({ body }) => body);
    vi.setSystemTime(throttledAt + 29_000);
    await platform.deliver(highMessages, { queue: QUEUES.jobsHigh });
    expect(sends.get(who)).toBe(sentBefore);
    vi.setSystemTime(throttledAt + 31_000);
    await platform.deliver(normalMessages, { queue: QUEUES.jobsNormal });
    await platform.deliver(highMessages, { queue: QUEUES.jobsHigh });
    const states = await Promise.all(high.map((id) => platform.job(one.key, id)));
    expect(states.map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
    expect(sends.get(who)).toBeGreaterThan(sentBefore + 2);
  });

  it("gain no permit by the eviction of their gate", async () => {
    limited({ windows: [{ limit: 9, perSeconds: 60 }], scope: "account" });
    const platform = new OutboxPlatform();
    const sends = recordSends();
    const { key } = await platform.connected("resend");
    await createJobs(platform, key, 5);
    await deliverAll(platform);
    expect(total(sends)).toBe(5);
    await abortAllDurableObjects();
    await createJobs(platform, key, 10);
    await deliverAll(platform);
    expect(total(sends)).toBe(8);
  });

  it("that are urgent go before low ones that waited longer, which go on beside them", async () => {
    limited({ windows: [{ limit: 5, perSeconds: 10 }], scope: "account" });
    const platform = new OutboxPlatform();
    const sends = recordSends();
    const { key } = await platform.connected("resend");
    const low = await createJobs(platform, key, 20, { priority: "low" });
    await deliverAll(platform, QUEUES.jobsLow);
    expect(total(sends)).toBe(4);
    const lowMessages = platform.jobs.splice(0).map(({ body }) => body);
    const [high = ""] = await createJobs(platform, key, 1, { priority: "high" });
    await deliverAll(platform, QUEUES.jobsHigh);
    expect((await platform.job(key, high)).status).toBe("queued");
    vi.setSystemTime(Date.now() + 10_600);
    const highMessages = platform.jobs.splice(0).map(({ body }) => body);
    await platform.deliver(lowMessages, { queue: QUEUES.jobsLow });
    await platform.deliver(highMessages, { queue: QUEUES.jobsHigh });
    expect((await platform.job(key, high)).status).toBe("succeeded");
    const states = await Promise.all(low.map((id) => platform.job(key, id)));
    expect(states.filter(({ status }) => status === "succeeded").length).toBeGreaterThanOrEqual(7);
  });
});

describe("two tenants of one application", () => {
  it("send no more together than it may, and those that find nothing left wait for it", async () => {
    const name = crypto.randomUUID();
    const parent = { windows: [{ limit: 12, perSeconds: 60 }], app: () => name };
    limited({ windows: [{ limit: 100, perSeconds: 60 }], parent, scope: "account" });
    const platform = new OutboxPlatform();
    const sends = recordSends();
    const [one, other] = [await platform.connected("resend"), await platform.connected("resend")];
    const ids = {
      one: await createJobs(platform, one.key, 6),
      other: await createJobs(platform, other.key, 10),
    };
    await deliverAll(platform);
    // two went to the proofs of the credentials
    expect(total(sends)).toBe(10);
    // the two ask at once: either may come first
    const jobs = await Promise.all([
      ...ids.one.map((id) => platform.job(one.key, id)),
      ...ids.other.map((id) => platform.job(other.key, id)),
    ]);
    const waiting = jobs.filter(({ status }) => status === "queued");
    expect(waiting).toHaveLength(6);
    for (const { attempts, waitingFor } of waiting) {
      expect({ attempts, waitingFor }).toMatchObject({
        attempts: 0,
        waitingFor: { gate: "limit", reason: "app" },
      });
    }
    vi.setSystemTime(Date.now() + 61_500);
    await platform.tick();
    await deliverAll(platform);
    expect(total(sends)).toBe(16);
  });
});
