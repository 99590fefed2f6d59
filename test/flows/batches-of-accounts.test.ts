import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createDatabase } from "../../shared/db/client.ts";
import { claimJobs, releaseJobs } from "../../shared/db/queries/job-sending.ts";
import type { Id } from "../../shared/ids.ts";
import { resend } from "../../shared/providers/resend/index.ts";
import { QUEUES } from "../../shared/queue/consumers.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";

const documented = resend.limits;
/** Of a busy machine: nothing here asserts how long it takes. */
const PATIENCE = { timeout: 30_000 };

let platform: OutboxPlatform;

beforeEach(() => {
  platform = new OutboxPlatform();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  Object.assign(resend, { limits: { windows: [{ limit: 200, perSeconds: 1 }], scope: "account" } });
});

afterEach(async () => {
  Object.assign(resend, { limits: documented });
  await platform.clearJobs();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Answers sends as told by who sends them; looks are answered well. */
function answerSends(answer: (who: string) => Response | Promise<Response>): void {
  stubFetch((request) =>
    request.method === "GET"
      ? Response.json({ object: "list", data: [] })
      : answer(request.headers.get("authorization") ?? ""),
  );
}

async function createJobs(key: string, count: number, more = {}): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    ids.push(await platform.createJob(key, "resend", more));
  }
  return ids;
}

const deliverAll = () =>
  platform.deliver(
    platform.jobs.splice(0).map(({ body }) => body),
    { queue: QUEUES.jobsNormal },
  );

const sent = () => Response.json({ id: "email_1" });

/** The first statement that matches fails, and no other. */
class Once extends RegExp {
  hits = 0;

  override test(sql: string): boolean {
    const isHit = this.hits === 0 && super.test(sql);
    this.hits += isHit ? 1 : 0;
    return isHit;
  }
}

describe("an account that hangs", () => {
  it("keeps no other's calls waiting unsent: while it holds the connections, they go on in another invocation", async () => {
    Object.assign(resend, { limits: { windows: [{ limit: 200, perSeconds: 60 }], scope: "account" } });
    const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
    let [slow, quick] = ["", 0];
    answerSends(async (who) => {
      slow ||= who;
      if (who === slow) {
        await until;
      } else {
        quick += 1;
        vi.setSystemTime(Date.now() + (quick === 3 ? 1_500 : 0));
      }
      return sent();
    });
    const [one, other] = [await platform.connected("resend"), await platform.connected("resend")];
    const hanging = await createJobs(one.key, 12);
    const others = await createJobs(other.key, 40);
    const delivery = deliverAll();
    // what was not sent is queued again before the one that hangs has ended
    await vi.waitUntil(() => platform.jobs.length > 0, PATIENCE);
    expect(quick).toBeLessThan(3 + 6);
    letGo();
    await delivery;
    for (let round = 0; round < 5 && platform.jobs.length > 0; round += 1) {
      await platform.drainJobs();
    }
    for (const [key, ids] of [
      [one.key, hanging],
      [other.key, others],
    ] as const) {
      for (const id of ids) {
        expect(await platform.job(key, id)).toMatchObject({ status: "succeeded", attempts: 1 });
      }
    }
  });
});

describe("a 429", () => {
  it("stops the account's other sends of the batch, too, whatever their priority", async () => {
    let sends = 0;
    answerSends(() => {
      sends += 1;
      return sends === 1 ? new Response("{}", { status: 429, headers: { "retry-after": "30" } }) : sent();
    });
    const { key } = await platform.connected("resend");
    await createJobs(key, 15);
    const high = await createJobs(key, 15, { priority: "high" });
    await deliverAll();
    // those that were under way at once
    expect(sends).toBeLessThanOrEqual(2 * 6);
    expect(await platform.job(key, high.at(-1) ?? "")).toMatchObject({
      status: "queued",
      attempts: 0,
      waitingFor: { gate: "limit" },
    });
  });
});

describe("an account whose sends cannot be settled", () => {
  it("does not end the invocation while others are being sent to", async () => {
    const settling = new Once("update jobs set status = row");
    let first = "";
    answerSends(async (who) => {
      first ||= who;
      if (who !== first) {
        await vi.waitUntil(() => settling.hits > 0, PATIENCE);
      }
      return sent();
    });
    const [one, other] = [await platform.connected("resend"), await platform.connected("resend")];
    const [lost = ""] = await createJobs(one.key, 1);
    const [id = ""] = await createJobs(other.key, 1);
    platform.database.failingOn = settling;
    await deliverAll();
    expect(await platform.job(other.key, id)).toMatchObject({ status: "succeeded", attempts: 1 });
    expect(await platform.job(one.key, lost)).toMatchObject({ status: "sending" });
  });
});

describe("a connection whose credential cannot be read", () => {
  it("holds its own jobs, says so, and stops nobody else's of the batch", async () => {
    answerSends(sent);
    const [one, other] = [await platform.connected("resend"), await platform.connected("resend")];
    const [held = ""] = await createJobs(one.key, 1);
    const [id = ""] = await createJobs(other.key, 1);
    const path = "select credentials from connections where id = ?";
    const { DB } = platform.env;
    const kept = await DB.prepare(path).bind(one.connectionId).first<string>("credentials");
    const write = async (text: unknown) =>
      await DB.prepare("update connections set credentials = ? where id = ?")
        .bind(text, one.connectionId)
        .run();
    await write("none");
    await deliverAll();
    expect(await platform.job(other.key, id)).toMatchObject({ status: "succeeded" });
    expect(await platform.job(one.key, held)).toMatchObject({
      status: "queued",
      attempts: 0,
      waitingFor: { gate: "connection", reason: "unreadable" },
    });
    await write(kept);
    vi.setSystemTime(Date.now() + 2 * 3_600_000);
    await platform.tick();
    await platform.drainJobs();
    expect(await platform.job(one.key, held)).toMatchObject({ status: "succeeded" });
  });
});

describe("an input that this version no longer takes", () => {
  it("fails its own job, and none that would have travelled with it", async () => {
    answerSends(() => Response.json({ data: [{ id: "email_1" }, { id: "email_2" }] }));
    const { key, connectionId } = await platform.connected("resend");
    const recipients = ["ann", "ben", "cyd"].map((name) => ({ to: `${name}@example.com` }));
    const words = { channel: "email", from: "hello@acme.example", subject: "S", text: "T" };
    const body = { ...words, category: "transactional", connectionId, recipients };
    const { body: bulk } = await platform.call<{ batchId: string }>("POST", "/v1/messages/bulk", {
      token: key,
      body,
    });
    const path = `/v1/jobs?batchId=${bulk.batchId}`;
    const list = async () =>
      (await platform.call<{ data: { id: string; status: string }[] }>("GET", path, { token: key })).body
        .data;
    const [odd] = await list();
    await platform.setJob(odd?.id ?? "", { input: "{}" });
    await deliverAll();
    expect((await list()).map(({ status }) => status)).toEqual(["failed", "succeeded", "succeeded"]);
    expect((await platform.job(key, odd?.id ?? "")).error).toMatchObject({ code: "adapter_error" });
  });
});

describe("a job that another consumer claimed since", () => {
  it("is not given back by the one that was taken for dead", async () => {
    answerSends(sent);
    const { key } = await platform.connected("resend");
    const [id = ""] = await createJobs(key, 1);
    const db = createDatabase(platform.env.DB);
    const claim = async (now: number) =>
      await claimJobs(db, [id as Id<"job">], { now, leaseMs: 90_000, agedBefore: 0 });
    const before = await claim(Date.now());
    await platform.setJob(id, { status: "queued" });
    await claim(Date.now() + 90_000);
    await releaseJobs(db, before);
    expect(await platform.job(key, id)).toMatchObject({ status: "sending", attempts: 2 });
  });
});
