import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { QUEUES } from "../../shared/queue/consumers.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { provider, stubFetch } from "../support/sending.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});

afterEach(async () => {
  await new OutboxPlatform().clearJobs();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Delivers what waits in the queues as one batch, in no time. */
async function deliverAll(platform: OutboxPlatform) {
  return await platform.deliver(
    platform.jobs.splice(0).map(({ body }) => body),
    { queue: QUEUES.jobsNormal },
  );
}

describe("the messages to one channel", () => {
  it("wait for that channel alone, and say so, while those to others go at once", async () => {
    const platform = new OutboxPlatform();
    const channels: string[] = [];
    stubFetch(async (request) => {
      if (request.url.endsWith("chat.postMessage")) {
        const { channel } = await request.json<{ channel: string }>();
        channels.push(channel);
      }
      return Response.json({ ok: true, channel: "C0", ts: "1503435956.000247", team_id: "T1" });
    });
    const { key } = await platform.connected("slack");
    const post = (channel: string) =>
      platform.createJob(key, "slack", { input: { channel, text: "Confirmed." } });
    const busy = [await post("C1"), await post("C1"), await post("C1"), await post("C1"), await post("C1")];
    const others = [await post("C2"), await post("C3"), await post("C4")];
    await deliverAll(platform);
    expect(channels.filter((channel) => channel === "C1").length).toBeLessThan(4);
    expect(channels).toEqual(expect.arrayContaining(["C1", "C2", "C3", "C4"]));
    const states = await Promise.all([...busy, ...others].map((id) => platform.job(key, id)));
    expect(states.slice(5).map(({ status }) => status)).toEqual(["succeeded", "succeeded", "succeeded"]);
    const waiting = states.filter(({ status }) => status === "queued");
    expect(waiting.length).toBeGreaterThanOrEqual(2);
    for (const { attempts, waitingFor } of waiting) {
      expect(attempts).toBe(0);
      expect(waitingFor === null || waitingFor.reason === "key").toBe(true);
    }
    for (let round = 0; round < 8 && channels.length < 8; round += 1) {
      await platform.drainJobs();
    }
    expect(channels).toHaveLength(8);
  });
});

describe("a 429 for one recipient", () => {
  it("stops the messages to that recipient alone", async () => {
    const platform = new OutboxPlatform();
    const sent: string[] = [];
    stubFetch(async (request) => {
      if (request.method !== "POST") {
        return Response.json({ id: "106540352242922", display_phone_number: "+1 415-555-0100" });
      }
      const { to } = await request.json<{ to: string }>();
      sent.push(to);
      return to.endsWith("1")
        ? Response.json({ error: { code: 131056, message: "Pair rate limit hit" } }, { status: 400 })
        : Response.json({ messages: [{ id: `wamid.${sent.length}` }] });
    });
    const { key } = await platform.connected("whatsapp");
    const text = (to: string) =>
      platform.createJob(key, "whatsapp", { action: "message.send_text", input: { to, text: "Confirmed." } });
    const refused = await text("+14155550101");
    await deliverAll(platform);
    expect((await platform.job(key, refused)).status).toBe("queued");
    const [again, other] = [await text("+14155550101"), await text("+14155550102")];
    platform.jobs.splice(0, platform.jobs.length - 2);
    await deliverAll(platform);
    expect((await platform.job(key, other)).status).toBe("succeeded");
    expect(await platform.job(key, again)).toMatchObject({ status: "queued", attempts: 0 });
    expect(sent.filter((to) => to.endsWith("1"))).toHaveLength(1);
  });
});

describe("calls of one class", () => {
  it("wait for their own window, while those of another go on", async () => {
    const platform = new OutboxPlatform();
    const methods: string[] = [];
    stubFetch((request) => {
      methods.push(new URL(request.url).pathname.split("/").at(-1) ?? "");
      return Response.json({ ok: true, channel: "C0EXAMPLE", ts: "1503435956.000247", team_id: "T1" });
    });
    const { key } = await platform.connected("slack");
    for (let index = 0; index < 6; index += 1) {
      await platform.createJob(key, "slack");
    }
    const { example } = provider("slack").actions?.["message.update"] ?? {};
    for (let index = 0; index < 4; index += 1) {
      await platform.createJob(key, "slack", { action: "message.update", input: example });
    }
    await deliverAll(platform);
    expect(methods.filter((method) => method === "chat.update")).toHaveLength(4);
    expect(methods.filter((method) => method === "chat.postMessage").length).toBeLessThan(6);
  });
});
