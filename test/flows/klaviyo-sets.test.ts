import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { at, itemsAt, nameOf } from "../../shared/model/read.ts";
import { QUEUES } from "../../shared/queue/consumers.ts";
import { type JobView, OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";
import { emailOf, refusal, refusedEntries } from "../twin/providers/klaviyo/refusals.ts";

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

interface Asked {
  readonly path: string;
  readonly data: unknown;
  /** The addresses, in their order. */
  readonly people: readonly string[];
}

const PEOPLE = "/data/attributes/profiles/data";

/** Klaviyo, which refuses a request whole as its twin does; `answer` may say otherwise. */
function klaviyo(answer: (asked: Asked, count: number) => Response | null = () => null): Asked[] {
  const requests: Asked[] = [];
  stubFetch(async (request) => {
    if (request.method === "GET") {
      return Response.json({ data: [{ type: "account", id: "AbC123" }] });
    }
    const data = at(await request.json(), "data");
    const profiles = itemsAt(data, "attributes", "profiles", "data");
    const people = profiles.map((one) => nameOf(at(one, "attributes", "email")) ?? "");
    const asked = { path: new URL(request.url).pathname.slice("/api/".length), data, people };
    requests.push(asked);
    const faults = refusedEntries(PEOPLE, profiles, emailOf);
    const own = faults.length === 0 ? null : refusal(400, ...faults);
    return (
      answer(asked, requests.length) ??
      (own === null ? new Response(null, { status: 202 }) : Response.json(own.body, { status: 400 }))
    );
  });
  return requests;
}

interface Scene {
  readonly key: string;
  readonly connectionId: string;
  readonly ids: string[];
  subscribe(email: string, more?: Record<string, unknown>): Promise<void>;
  send(action: string, input: unknown): Promise<void>;
  jobs(): Promise<readonly JobView[]>;
}

async function scene(): Promise<Scene> {
  const { key, connectionId } = await platform.connected("klaviyo");
  const ids: string[] = [];
  const send = async (action: string, input: unknown) => {
    ids.push(await platform.createJob(key, "klaviyo", { action, connectionId, input }));
  };
  return {
    key,
    connectionId,
    ids,
    send,
    subscribe: async (email, more = {}) =>
      await send("profiles.subscribe", {
        listId: "Y6nRLr",
        profiles: [{ email, channels: ["email"] }],
        ...more,
      }),
    jobs: async () => await Promise.all(ids.map(async (id) => await platform.job(key, id))),
  };
}

async function subscribed(emails: readonly string[]): Promise<Scene> {
  const made = await scene();
  for (const email of emails) {
    await made.subscribe(email);
  }
  return made;
}

async function drain(rounds = 12): Promise<void> {
  for (let round = 0; round < rounds && platform.jobs.length > 0; round += 1) {
    await platform.drainJobs();
  }
}

const statuses = async ({ jobs }: Scene) => (await jobs()).map(({ status }) => status);
const FIVE = ["a", "b", "c", "d", "e"].map((name) => `${name}@example.com`);

describe("jobs that Klaviyo takes together", () => {
  it("travel in one request whatever call made them, and cost no row more than alone", async () => {
    const requests = klaviyo();
    const made = await subscribed(FIVE);
    platform.database.rowsWritten = 0;
    await platform.drainJobs();
    expect(requests.map(({ path, people }) => [path, people.toSorted()])).toEqual([
      ["profile-subscription-bulk-create-jobs", FIVE],
    ]);
    expect(platform.database.rowsWritten).toBe(10);
    for (const { status, attempts, error } of await made.jobs()) {
      expect([status, attempts, error]).toEqual(["succeeded", 1, null]);
    }
  });

  it("go apart where what the request says of all of them differs, or who they are about is the same", async () => {
    const requests = klaviyo();
    const made = await subscribed(["a@example.com", "b@example.com", "A@example.com"]);
    await made.subscribe("c@example.com", { listId: "Other" });
    await made.subscribe("d@example.com", { consentedAt: "2025-06-01T00:00:00Z" });
    await made.send("profiles.unsubscribe", { profiles: [{ email: "a@example.com", channels: ["email"] }] });
    const other = await subscribed(["z@example.com"]);
    await drain();
    expect([...(await statuses(made)), ...(await statuses(other))]).toEqual(Array(7).fill("succeeded"));
    expect(requests.map(({ people }) => people.length).toSorted()).toEqual([1, 1, 1, 1, 1, 2]);
    for (const { people } of requests) {
      expect(new Set(people.map((one) => one.toLowerCase())).size).toBe(people.length);
    }
  });

  it("are as many as the endpoint takes: people count, not jobs", async () => {
    const requests = klaviyo();
    const made = await scene();
    for (const name of ["a", "b", "c"]) {
      const emails = Array.from({ length: 40 }, (_, index) => `${name}${index}@example.com`);
      await made.send("profiles.suppress", { emails });
    }
    await drain();
    expect(await statuses(made)).toEqual(Array(3).fill("succeeded"));
    expect(requests.map(({ people }) => people.length).toSorted()).toEqual([40, 80]);
  });

  it("fail alone where they are named, while the others go again together without them", async () => {
    const requests = klaviyo();
    const made = await subscribed([...FIVE, "bad@refused.example"]);
    await drain();
    const jobs = await made.jobs();
    expect(jobs.map(({ status }) => status)).toEqual([...Array(5).fill("succeeded"), "failed"]);
    expect(requests.map(({ people }) => people.length)).toEqual([6, 5]);
    expect(jobs[5]?.error).toMatchObject({ code: "invalid", retryable: false });
    expect(jobs[5]?.attemptLog).toMatchObject([{ outcome: "refused", httpStatus: 400 }]);
    expect(jobs.map(({ attempts }) => attempts)).toEqual(Array(6).fill(1));
    expect(jobs[0]?.attemptLog).toMatchObject([
      { outcome: "refused", reason: "refused_with_others" },
      { outcome: "ok" },
    ]);
  });

  it("go one by one where nobody is named, or others are blamed time and again", async () => {
    const requests = klaviyo(({ people }, count) =>
      count === 1 || people.length === 1
        ? null
        : Response.json(
            { errors: [{ code: "invalid", detail: "No list.", source: { pointer: "/data/relationships" } }] },
            { status: 400 },
          ),
    );
    const made = await subscribed([...FIVE, "bad@refused.example"]);
    await drain();
    expect(await statuses(made)).toEqual([...Array(5).fill("succeeded"), "failed"]);
    expect(requests.map(({ people }) => people.length)).toEqual([6, 5, 1, 1, 1, 1, 1]);

    vi.unstubAllGlobals();
    const blaming = klaviyo(({ people }) =>
      people.length === 1
        ? null
        : Response.json(
            { errors: [{ code: "invalid", source: { pointer: `${PEOPLE}/0/attributes/email` } }] },
            { status: 400 },
          ),
    );
    const unlucky = await subscribed([...FIVE, "f@example.com", "g@example.com", "h@example.com"]);
    await drain(30);
    expect((await statuses(unlucky)).toSorted()).toEqual([
      ...Array(4).fill("failed"),
      ...Array(4).fill("succeeded"),
    ]);
    expect(blaming.map(({ people }) => people.length)).toEqual([8, 7, 6, 5, 1, 1, 1, 1]);
  });

  it("go by themselves when an answer is lost, and none waits for another that was cancelled", async () => {
    const requests = klaviyo((_, count) => (count === 1 ? new Response("oops", { status: 502 }) : null));
    const made = await subscribed(FIVE);
    await platform.drainJobs();
    const canceled = `/v1/jobs/${made.ids[0]}/cancel`;
    expect((await platform.call("POST", canceled, { token: made.key })).status).toBe(200);
    await drain();
    expect(await statuses(made)).toEqual(["uncertain", ...Array(4).fill("succeeded")]);
    expect(requests.map(({ people }) => people.length)).toEqual([5, 1, 1, 1, 1]);
  });

  it("spend no attempt on a limit, and travel together afterwards", async () => {
    const throttled = { status: 429, headers: { "retry-after": "1" } };
    const requests = klaviyo((_, count) => (count === 1 ? new Response("{}", throttled) : null));
    const made = await subscribed(FIVE);
    await drain();
    expect((await made.jobs()).map(({ status, attempts }) => [status, attempts])).toEqual(
      Array(5).fill(["succeeded", 1]),
    );
    expect(requests.map(({ people }) => people.length)).toEqual([5, 5]);
  });

  it("are each sent once however many consumers have their messages", async () => {
    const requests = klaviyo();
    const made = await subscribed(FIVE);
    const bodies = platform.jobs.splice(0).map(({ body }) => body);
    vi.setSystemTime(Date.now() + 2_000);
    const parts = [bodies.slice(0, 3), bodies.slice(1), bodies];
    await Promise.all(parts.map((part) => platform.deliver(part, { queue: QUEUES.jobsNormal })));
    await drain();
    expect(await statuses(made)).toEqual(Array(5).fill("succeeded"));
    expect(requests.flatMap(({ people }) => people).toSorted()).toEqual(FIVE);
  });

  it("are added to a list together", async () => {
    const requests = klaviyo();
    const made = await scene();
    for (const profileId of ["01A", "01B", "01C"]) {
      await made.send("list.add_profiles", { listId: "Y6nRLr", profileIds: [profileId] });
    }
    await drain();
    expect(await statuses(made)).toEqual(Array(3).fill("succeeded"));
    expect(requests).toMatchObject([{ path: "lists/Y6nRLr/relationships/profiles" }]);
    expect(itemsAt(requests, 0, "data")).toHaveLength(3);
  });
});

describe("events for Klaviyo", () => {
  it.each([
    [23, Array(23).fill("events")],
    [24, ["event-bulk-create-jobs"]],
  ])("travel together from as many on as the stricter limit is worth: %i", async (count, paths) => {
    const requests = klaviyo();
    const made = await scene();
    for (let index = 0; index < count; index += 1) {
      await made.send("event.create", { metric: "Booked", email: "a@example.com" });
    }
    await drain(4);
    expect(requests.map(({ path }) => path)).toEqual(paths);
    expect(await statuses(made)).toEqual(Array(count).fill("succeeded"));
    const said = JSON.stringify(requests);
    expect(made.ids.every((id) => said.includes(id))).toBe(true);
  });
});
