import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CloudEvent } from "../../shared/inbound/cloud-event.ts";
import { clearDestinations } from "../support/delivering.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";
import { bytes, svixHeaders } from "../support/sign.ts";
import { createEndpoint } from "../support/webhooks.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(async () => {
  await clearDestinations();
  await new OutboxPlatform().clearJobs();
});

const RESEND_SECRET = `whsec_${btoa("0123456789abcdef01234567")}`;

/** An organization with Resend connected; `answer` is what Resend says to a send. */
async function setUp({ subscribes = ["causeway.*"] }: { subscribes?: readonly string[] } = {}) {
  const queued: { id: string }[] = [];
  const queue = {
    async sendBatch(messages: Iterable<MessageSendRequest>) {
      queued.push(...[...messages].map(({ body }) => body as { id: string }));
    },
  };
  const platform = new OutboxPlatform({ DELIVERY_QUEUE: queue as unknown as Queue });
  let answer: () => Response = () => Response.json({ id: crypto.randomUUID() });
  stubFetch((request) =>
    request.method === "POST" ? answer() : Response.json({ object: "list", data: [] }),
  );
  const connected = await platform.connected("resend");
  const { key } = connected;
  if (subscribes.length > 0) {
    await platform.call("POST", "/v1/destinations", {
      token: key,
      body: { url: "https://app.example.com/hooks", events: subscribes },
    });
  }
  const told = async () => {
    const { body } = await platform.call<{ data: (CloudEvent & { endpointId: null })[] }>(
      "GET",
      "/v1/events?provider=causeway",
      { token: key },
    );
    return body.data;
  };
  return {
    platform,
    ...connected,
    queued,
    told,
    answerWith: (next: () => Response) => {
      answer = next;
    },
  };
}

async function receive(platform: OutboxPlatform, key: string, event: unknown): Promise<void> {
  const endpoint = await createEndpoint(platform, key, { provider: "resend", secret: RESEND_SECRET });
  const body = bytes(JSON.stringify(event));
  const id = `msg_${crypto.randomUUID()}`;
  const headers = await svixHeaders(body, {
    secret: RESEND_SECRET,
    id,
    at: Math.floor(Date.now() / 1_000),
  });
  await platform.fetch(endpoint.path, { method: "POST", headers, body });
  const messages = platform.queue.take().map((message) => message.body);
  await platform.deliver(messages);
  await platform.deliver(messages, { attempts: 2 });
}

describe("what happens to a job", () => {
  it.each([
    ["succeeded", () => Response.json({ id: "message-1" })],
    ["failed", () => Response.json({ name: "validation_error", message: "no" }, { status: 422 })],
  ])("is an event for who subscribes: %s", async (status, answer) => {
    const { platform, key, told, queued, answerWith } = await setUp();
    answerWith(answer);
    const jobId = await platform.createJob(key, "resend", { metadata: { order: "7" } });
    await platform.drainJobs();
    const [event, ...others] = await told();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      type: `causeway.job.${status}`,
      subject: jobId,
      source: "/causeway",
      endpointId: null,
      data: { jobId, provider: "resend", metadata: { order: "7" } },
    });
    expect(queued).toHaveLength(1);
  });

  it("is written nowhere while nobody subscribes", async () => {
    const { platform, key, told } = await setUp({ subscribes: ["stripe.*", "causeway.message.*"] });
    await platform.createJob(key, "resend");
    await platform.drainJobs();
    expect(await told()).toEqual([]);
  });

  it("is told to nobody while it may still succeed", async () => {
    const { platform, key, told, answerWith } = await setUp();
    answerWith(() => new Response("down", { status: 500 }));
    await platform.createJob(key, "resend");
    await platform.drainJobs();
    expect(await told()).toEqual([]);
  });
});

describe("a job whose sender died", () => {
  it("is told of when nobody knows whether it was sent", async () => {
    const platform = new OutboxPlatform();
    stubFetch(() => Response.json({ sid: "SM1", status: "active", friendly_name: "Acme" }));
    const { key } = await platform.connected("twilio");
    await platform.call("POST", "/v1/destinations", {
      token: key,
      body: { url: "https://app.example.com/hooks", events: ["causeway.job.*"] },
    });
    const jobId = await platform.createJob(key, "twilio");
    await platform.setJob(jobId, { status: "sending", claimed_at: Date.now(), attempts: 1, due_at: null });
    vi.setSystemTime(Date.now() + 300_000);
    await platform.tick();
    expect((await platform.job(key, jobId)).status).toBe("uncertain");
    const { body } = await platform.call<{ data: CloudEvent[] }>("GET", "/v1/events?provider=causeway", {
      token: key,
    });
    expect(body.data.map(({ type, subject }) => [type, subject])).toEqual([
      ["causeway.job.uncertain", jobId],
    ]);
  });
});

describe("a connection whose credential the provider refuses", () => {
  it("is told of once, however many of its jobs met it", async () => {
    const { platform, key, connectionId, told, answerWith } = await setUp();
    answerWith(() => Response.json({ name: "invalid_api_key", message: "no" }, { status: 401 }));
    for (let count = 0; count < 3; count += 1) {
      await platform.createJob(key, "resend");
    }
    await platform.drainJobs();
    await platform.drainJobs();
    const events = await told();
    expect(events.map(({ type, subject }) => [type, subject])).toEqual([
      ["causeway.connection.needs_reauth", connectionId],
    ]);
  });
});

describe("a breaker", () => {
  it("that opens is told of to the organization whose jobs showed it", async () => {
    const { platform, key, told, answerWith } = await setUp({ subscribes: ["causeway.breaker.*"] });
    answerWith(() => new Response("down", { status: 500 }));
    for (let count = 0; count < 8; count += 1) {
      await platform.createJob(key, "resend");
    }
    for (let round = 0; round < 4; round += 1) {
      await platform.drainJobs();
    }
    const events = await told();
    expect(events.map(({ type }) => type)).toContain("causeway.breaker.opened");
    expect(events[0]).toMatchObject({ data: { provider: "resend", scope: "account" } });
  });
});

describe("a message", () => {
  it.each([
    ["email.delivered", "causeway.message.delivered"],
    ["email.bounced", "causeway.message.bounced"],
  ])("that a receipt of type %s speaks of is told of once, though its batch came twice", async (type, expected) => {
    const { platform, key, told } = await setUp();
    const data = { email_id: "message-1", to: ["ann@example.com"], bounce: { type: "Permanent" } };
    await receive(platform, key, { type, created_at: new Date().toISOString(), data });
    expect((await told()).map((event) => [event.type, event.subject])).toEqual([[expected, "message-1"]]);
  });
});
