import { afterEach, beforeEach, expect, it, vi } from "vitest";
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

it("a job that a slow sender and the one who took it over both sent, under one key, is told of once", async () => {
  const { promise: late, resolve: answer } = Promise.withResolvers<Response>();
  let sends = 0;
  stubFetch(async (request) => {
    if (request.method === "GET") {
      return Response.json({ data: [] });
    }
    sends += 1;
    return sends === 1 ? await late : Response.json({ id: "email_1" });
  });
  const { key } = await platform.connected("resend");
  const body = { url: "https://destination.example/hook", events: ["causeway.job.*"] };
  await platform.call("POST", "/v1/destinations", { token: key, body });
  const id = await platform.createJob(key, "resend");
  vi.setSystemTime(Date.now() + 2_000);
  const messages = platform.jobs.splice(0).map((message) => message.body);
  const slow = platform.deliver(messages, { queue: QUEUES.jobsNormal });
  await vi.waitUntil(() => sends === 1);
  // its lease is over
  vi.setSystemTime(Date.now() + 200_000);
  await platform.tick();
  for (let round = 0; round < 3 && sends === 1; round += 1) {
    await platform.drainJobs();
    vi.setSystemTime(Date.now() + 200_000);
    await platform.tick();
  }
  expect(await platform.job(key, id)).toMatchObject({ status: "succeeded", attempts: 2 });
  answer(Response.json({ id: "email_1" }));
  await slow;
  const path = "/v1/events?provider=causeway";
  const told = await platform.call<{ data: { type: string }[] }>("GET", path, { token: key });
  expect(told.body.data.map(({ type }) => type)).toEqual(["causeway.job.succeeded"]);
});
