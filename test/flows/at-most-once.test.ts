import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
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

/** Twilio, which sends every message that it is given, and answers as told. */
function twilio(answer: () => Response | Promise<Response>): Request[] {
  const messages: Request[] = [];
  stubFetch((request) => {
    if (request.method === "GET") {
      return Response.json({ sid: "AC1", status: "active" });
    }
    messages.push(request);
    return answer();
  });
  return messages;
}

const sms = { action: "sms.send", input: { to: "+14155550100", from: "+15005550006", body: "Hi" } };

/** All that may bring a job's message again: queues, several consumers, the sweep of the next hours. */
async function insist(id: string): Promise<void> {
  const message = { kind: "job", id };
  await Promise.all(
    [1, 2, 3, 4, 5].map(() => platform.deliver([message, message], { queue: QUEUES.jobsNormal })),
  );
  for (let hour = 0; hour < 3; hour += 1) {
    vi.setSystemTime(Date.now() + 3_600_000);
    await platform.tick();
    await platform.drainJobs();
  }
}

describe("a text message, which its provider would send as often as it is asked", () => {
  it("is sent once when its answer is lost, whatever comes again", async () => {
    const messages = twilio(() => new Response("oops", { status: 502 }));
    const { key } = await platform.connected("twilio");
    const id = await platform.createJob(key, "twilio", sms);
    await platform.drainJobs();
    await insist(id);
    expect(messages).toHaveLength(1);
    expect(await platform.job(key, id)).toMatchObject({ status: "uncertain", attempts: 1 });
  });

  it("is sent once when nothing can be settled after the answer, whatever comes again", async () => {
    const messages = twilio(() => Response.json({ sid: "SM1", status: "queued" }, { status: 201 }));
    const { key } = await platform.connected("twilio");
    const id = await platform.createJob(key, "twilio", sms);
    platform.database.failingOn = /update jobs set status = row/;
    await platform.drainJobs();
    platform.database.failingOn = null;
    expect((await platform.job(key, id)).status).toBe("sending");
    await insist(id);
    expect(messages).toHaveLength(1);
    expect(await platform.job(key, id)).toMatchObject({
      status: "uncertain",
      attempts: 1,
      attemptLog: [{ outcome: "interrupted" }],
    });
  });
});
