import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { at } from "../../shared/model/read.ts";
import { QUEUES } from "../../shared/queue/consumers.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";

const platform = new OutboxPlatform();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  platform.jobs.length = 0;
});

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await platform.clearJobs();
});

const LARGE = "x".repeat(1_400_000);
const input = { from: "hello@acme.example", to: "ann@example.com", subject: "Plans", html: LARGE };

/** The ids of the jobs whose email Resend took. */
function resend(): string[] {
  const sent: string[] = [];
  stubFetch(async (request) => {
    if (request.method === "GET") {
      return Response.json({ data: [] });
    }
    expect(at(await request.json(), "html")).toHaveLength(LARGE.length);
    sent.push(request.headers.get("idempotency-key") ?? "");
    return Response.json({ id: `email_${sent.length}` });
  });
  return sent;
}

describe("jobs with inputs of more than a megabyte", () => {
  it("are loaded no more at a time than fit into an isolate, the others after them, and none is left", async () => {
    const sent = resend();
    const { key } = await platform.connected("resend");
    const ids: string[] = [];
    for (let index = 0; index < 6; index += 1) {
      const id = await platform.createJob(key, "resend");
      await platform.setJob(id, { input: JSON.stringify(input) });
      ids.push(id);
    }
    const messages = platform.jobs.splice(0).map(({ body }) => body);
    vi.setSystemTime(Date.now() + 2_000);
    platform.database.statements.length = 0;
    await platform.deliver(messages, { queue: QUEUES.jobsNormal });
    const loads = platform.database.statements.filter((sql) => sql.includes("octet_length"));
    expect(loads).toHaveLength(2);
    // one waited for the limit of two a second
    await platform.drainJobs();
    expect(sent.toSorted()).toEqual(ids);
    // all have ended: the same messages bring nothing back
    await platform.deliver(messages, { queue: QUEUES.jobsNormal });
    expect(platform.jobs).toEqual([]);
  });

  it("are swept and listed without loading what they would send", async () => {
    resend();
    const { key } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    platform.jobs.length = 0;
    vi.setSystemTime(Date.now() + 200_000);
    platform.database.statements.length = 0;
    await platform.tick();
    expect(platform.jobs).toHaveLength(1);
    await platform.setJob(id, { status: "dead" });
    const { body } = await platform.call<{ data: { id: string }[] }>("GET", "/v1/jobs", { token: key });
    expect(body.data.map((job) => job.id)).toEqual([id]);
    const reads = platform.database.statements.filter((sql) => /^select .*from "jobs"/i.test(sql));
    expect(reads.length).toBeGreaterThan(2);
    expect(reads.filter((sql) => sql.includes('"input"'))).toEqual([]);
  });
});
