import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { at, idOf, itemsAt } from "../../shared/model/read.ts";
import { QUEUES } from "../../shared/queue/consumers.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";

const platform = new OutboxPlatform();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  platform.jobs.length = 0;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

afterAll(async () => await platform.clearJobs());

interface View {
  readonly id: string;
  readonly status: string;
  readonly attempts: number;
  readonly address: string;
  readonly externalId: string | null;
  readonly error: { readonly code: string } | null;
}

/** What goes wrong with the requests, in their order; after these nothing does. */
type Trouble = "none" | "lost" | "unreached" | "throttled" | "refused" | "busy";

/** Resend, which acts once per key and refuses another request under a known one. */
class Resend {
  readonly requests: { readonly path: string; readonly key: string; readonly count: number }[] = [];
  /** The senders of each request's emails. */
  readonly froms: unknown[][] = [];
  /** How often each job's email was sent. */
  readonly effects = new Map<string, number>();
  private readonly answers = new Map<string, { readonly body: string; readonly answer: unknown }>();

  constructor(troubles: readonly Trouble[] = [], refusedAddress = "") {
    stubFetch(async (request) => {
      if (request.method === "GET") {
        return Response.json({ data: [] });
      }
      const body = await request.text();
      const key = request.headers.get("idempotency-key") ?? "";
      const given: unknown = JSON.parse(body);
      const emails = Array.isArray(given) ? given : [given];
      this.requests.push({ path: new URL(request.url).pathname, key, count: emails.length });
      this.froms.push(emails.map((email) => at(email, "from")));
      const trouble = troubles[this.requests.length - 1] ?? "none";
      switch (trouble) {
        case "unreached":
          return new Response("oops", { status: 502 });
        case "busy":
          return new Response("oops", { status: 503 });
        case "throttled":
          return new Response("{}", { status: 429, headers: { "retry-after": "1" } });
        case "refused":
          return Response.json({ name: "validation_error", message: "no" }, { status: 422 });
        default:
      }
      const known = this.answers.get(key);
      if (known !== undefined && known.body !== body) {
        return Response.json({ name: "invalid_idempotent_request" }, { status: 409 });
      }
      const answer = known?.answer ?? this.send(emails, Array.isArray(given), refusedAddress);
      this.answers.set(key, { body, answer });
      return trouble === "lost" ? new Response("oops", { status: 500 }) : Response.json(answer);
    });
  }

  private send(emails: readonly unknown[], isBatch: boolean, refusedAddress: string): unknown {
    const data: { id: string }[] = [];
    const errors: { index: number; message: string }[] = [];
    for (const [index, email] of emails.entries()) {
      const job = idOf(at(itemsAt(email, "tags").at(-1), "value")) ?? "";
      if (at(email, "to") === refusedAddress) {
        errors.push({ index, message: "Not this one." });
      } else {
        this.effects.set(job, (this.effects.get(job) ?? 0) + 1);
        data.push({ id: `email_${job}` });
      }
    }
    return isBatch ? { data, errors } : data[0];
  }
}

interface Scene {
  readonly key: string;
  readonly batchId: string;
  /** Its jobs in the order of the call. */
  readonly jobs: () => Promise<readonly View[]>;
}

async function bulk(count: number, more: Record<string, unknown> = {}): Promise<Scene> {
  const { key, connectionId } = await platform.connected("resend");
  const { body } = await platform.call<{ batchId: string }>("POST", "/v1/messages/bulk", {
    token: key,
    body: {
      channel: "email",
      from: "Acme <hello@acme.example>",
      subject: "Maintenance",
      text: "Tonight.",
      category: "transactional",
      connectionId,
      recipients: Array.from({ length: count }, (_, index) => ({ to: `person-${index}@example.com` })),
      ...more,
    },
  });
  const { batchId } = body;
  return {
    key,
    batchId,
    jobs: async () => {
      const path = `/v1/jobs?batchId=${batchId}&limit=200`;
      return (await platform.call<{ data: View[] }>("GET", path, { token: key })).body.data.toSorted(
        (a, b) => (a.address < b.address ? -1 : 1),
      );
    },
  };
}

async function drain(rounds = 12): Promise<void> {
  for (let round = 0; round < rounds && platform.jobs.length > 0; round += 1) {
    await platform.drainJobs();
  }
}

const statuses = async ({ jobs }: Scene) => [...new Set((await jobs()).map(({ status }) => status))];

describe("the emails of a bulk call", () => {
  it("travel in one request under one permit, and each job gets its own result", async () => {
    const resend = new Resend();
    const scene = await bulk(20);
    platform.database.rowsWritten = 0;
    await platform.drainJobs();
    expect(resend.requests).toEqual([
      { path: "/emails/batch", key: expect.stringMatching(/^set_/), count: 20 },
    ]);
    for (const { id, status, externalId } of await scene.jobs()) {
      expect([status, externalId]).toEqual(["succeeded", `email_${id}`]);
    }
    // one to claim and one to settle each, and one for the set
    expect(platform.database.rowsWritten).toBe(41);
  });

  it("travel apart where agents of theirs have settings of their own", async () => {
    const resend = new Resend();
    const { key, connectionId } = await platform.connected("resend");
    for (const agentId of ["north", "south"]) {
      const path = `/v1/agents/${agentId}/integrations/resend`;
      const config = { defaultFrom: `${agentId}@mail.example.com` };
      expect((await platform.call("PUT", path, { token: key, body: { connectionId, config } })).status).toBe(
        200,
      );
    }
    const common = { channel: "email", subject: "News", text: "Hello", category: "transactional" };
    const messages = ["north", "south", "north", "south"].map((agentId, index) => ({
      ...common,
      agentId,
      to: `person-${index}@example.com`,
    }));
    await platform.call("POST", "/v1/messages/bulk", { token: key, body: { messages } });
    await platform.drainJobs();
    expect(resend.froms.toSorted()).toEqual([
      ["north@mail.example.com", "north@mail.example.com"],
      ["south@mail.example.com", "south@mail.example.com"],
    ]);
  });

  it("fail one by one where the provider refuses one of them", async () => {
    const resend = new Resend([], "person-1@example.com");
    const scene = await bulk(3);
    await drain();
    const jobs = await scene.jobs();
    expect(jobs.map(({ status }) => status)).toEqual(["succeeded", "failed", "succeeded"]);
    expect(jobs[1]?.error).toMatchObject({ code: "validation_error" });
    expect(jobs[2]?.externalId).toBe(`email_${jobs[2]?.id}`);
    expect(resend.requests).toHaveLength(1);
  });

  it("go one by one where the provider refuses them together: nobody knows whose fault it is", async () => {
    const resend = new Resend(["refused"]);
    const scene = await bulk(3);
    await drain();
    expect(await statuses(scene)).toEqual(["succeeded"]);
    const jobs = await scene.jobs();
    expect(
      resend.requests
        .slice(1)
        .map(({ path, key }) => [path, key])
        .toSorted(),
    ).toEqual(jobs.map(({ id }) => ["/emails", id]).toSorted());
    expect(jobs.map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
  });

  it("are each under a key of their own from then on, also when an answer is lost", async () => {
    const resend = new Resend(["refused", "lost", "lost", "lost"]);
    const scene = await bulk(3);
    await drain();
    expect(await statuses(scene)).toEqual(["succeeded"]);
    expect(resend.requests.map(({ path }) => path)).toEqual(["/emails/batch", ...Array(6).fill("/emails")]);
    expect([...resend.effects.values()]).toEqual([1, 1, 1]);
  });

  it("spend no attempt on a limit, and may travel with others afterwards", async () => {
    const resend = new Resend(["throttled"]);
    const scene = await bulk(3);
    await drain();
    expect(await statuses(scene)).toEqual(["succeeded"]);
    expect(resend.requests.map(({ count }) => count)).toEqual([3, 3]);
    expect((await scene.jobs()).map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
  });

  it("go alone where they carry an attachment", async () => {
    const resend = new Resend();
    const scene = await bulk(2, { attachments: [{ filename: "a.txt", content: "QQ==" }] });
    await drain();
    expect(await statuses(scene)).toEqual(["succeeded"]);
    expect(resend.requests.map(({ path }) => path)).toEqual(["/emails", "/emails"]);
  });
});

describe("a request of several whose outcome is unknown", () => {
  it.each<Trouble>(["lost", "unreached"])("is made again as it was, under its key: %s", async (trouble) => {
    const resend = new Resend([trouble]);
    const scene = await bulk(5);
    await drain();
    expect(await statuses(scene)).toEqual(["succeeded"]);
    expect(new Set(resend.requests.map(({ key }) => key)).size).toBe(1);
    expect(resend.requests).toHaveLength(2);
    expect([...resend.effects.values()]).toEqual([1, 1, 1, 1, 1]);
  });

  it("is made again whole from the message of one of its jobs", async () => {
    const resend = new Resend(["lost"]);
    const scene = await bulk(5);
    await platform.drainJobs();
    const [one] = platform.jobs.splice(0);
    vi.setSystemTime(Date.now() + 60_000);
    await platform.deliver([one?.body], { queue: QUEUES.jobsNormal });
    expect(await statuses(scene)).toEqual(["succeeded"]);
    expect([...resend.effects.values()]).toEqual([1, 1, 1, 1, 1]);
  });

  it("is made again by the sweep where its sender died, and acts once", async () => {
    const resend = new Resend();
    const scene = await bulk(4);
    await platform.drainJobs();
    // as if the sender had died between the answer and the settlement
    for (const { id } of await scene.jobs()) {
      await platform.setJob(id, {
        status: "sending",
        attempt_log: "[]",
        finished_at: null,
        external_id: null,
      });
    }
    await platform.setJob((await scene.jobs())[0]?.id ?? "", { due_at: Date.now() });
    vi.setSystemTime(Date.now() + 200_000);
    await platform.tick();
    await drain();
    expect(await statuses(scene)).toEqual(["succeeded"]);
    expect(resend.requests.map(({ count }) => count)).toEqual([4, 4]);
    expect([...resend.effects.values()]).toEqual([1, 1, 1, 1]);
  });

  it("leaves its jobs in doubt when one of them was cancelled meanwhile, for it cannot be made again", async () => {
    const resend = new Resend(["unreached"]);
    const scene = await bulk(3);
    await platform.drainJobs();
    const [first] = await scene.jobs();
    await platform.call("POST", `/v1/jobs/${first?.id}/cancel`, { token: scene.key });
    await drain();
    const jobs = await scene.jobs();
    expect(jobs.map(({ status }) => status)).toEqual(["uncertain", "uncertain", "uncertain"]);
    expect(jobs[0]?.error).toMatchObject({ code: "canceled_in_doubt" });
    expect(jobs[1]?.error).toMatchObject({ code: "batch_incomplete" });
    expect(resend.requests).toHaveLength(1);
    expect((await platform.call("POST", `/v1/jobs/${jobs[1]?.id}/retry`, { token: scene.key })).status).toBe(
      202,
    );
    await drain();
    expect(resend.requests.at(-1)).toEqual({ path: "/emails", key: jobs[1]?.id, count: 1 });
  });

  it("leaves its jobs in doubt when the provider may have forgotten its key", async () => {
    const resend = new Resend(["lost"]);
    const scene = await bulk(3);
    await platform.drainJobs();
    vi.setSystemTime(Date.now() + 48 * 3_600_000);
    await drain();
    expect(await statuses(scene)).toEqual(["uncertain"]);
    expect(resend.requests).toHaveLength(1);
  });

  it("acts once however many consumers have its messages at the same time", async () => {
    const resend = new Resend(["lost"]);
    const scene = await bulk(6);
    await platform.drainJobs();
    vi.setSystemTime(Date.now() + 60_000);
    const messages = platform.jobs.splice(0).map(({ body }) => body);
    const halves = [messages.slice(0, 3), messages.slice(3), messages];
    await Promise.all(halves.map((half) => platform.deliver(half, { queue: QUEUES.jobsNormal })));
    await drain();
    expect(await statuses(scene)).toEqual(["succeeded"]);
    expect([...resend.effects.values()]).toEqual([1, 1, 1, 1, 1, 1]);
  });
});
