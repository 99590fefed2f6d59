import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { resend } from "../../shared/providers/resend/index.ts";
import { QUEUES } from "../../shared/queue/consumers.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";

const documented = resend.limits;
const CALL_MS = 100;

let platform: OutboxPlatform;
let emails: number;

beforeEach(() => {
  platform = new OutboxPlatform();
  emails = 0;
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  Object.assign(resend, { limits: { windows: [{ limit: 200, perSeconds: 1 }], scope: "account" } });
  stubFetch(async (request) => {
    if (request.method === "GET") {
      return Response.json({ object: "list", data: [] });
    }
    const endsAt = Date.now() + CALL_MS;
    await scheduler.wait(0);
    // calls that are made at once end at once
    vi.setSystemTime(Math.max(Date.now(), endsAt));
    emails += 1;
    return Response.json({ id: `email_${emails}` });
  });
});

afterEach(async () => {
  Object.assign(resend, { limits: documented });
  await platform.clearJobs();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function createJobs(key: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    ids.push(await platform.createJob(key, "resend"));
  }
  return ids;
}

const deliverAll = () =>
  platform.deliver(
    platform.jobs.splice(0).map(({ body }) => body),
    { queue: QUEUES.jobsNormal },
  );

describe("a full batch", () => {
  it("claims no more than can be sent while its permits hold, for what is given back costs two rows", async () => {
    const { key } = await platform.connected("resend");
    await createJobs(key, 1);
    await platform.drainJobs();
    const ids = await createJobs(key, 40);
    vi.setSystemTime(Date.now() + 2_000);
    await deliverAll();
    const rows = await Promise.all(ids.map((id) => platform.row("jobs", id)));
    const sent = rows.filter((row) => row?.status === "succeeded");
    const left = rows.filter((row) => row?.status === "queued");
    // six at once, in half of the second that the limit counts in
    expect([sent.length, left.length]).toEqual([36, 4]);
    expect(left.map((row) => [row?.claimed_at, row?.attempts])).toEqual(Array(4).fill([null, 0]));
    expect(platform.jobs).toHaveLength(4);
    await platform.drainJobs();
    expect(emails).toBe(41);
  });
});
