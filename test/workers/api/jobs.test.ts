import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { exampleCredentials, exampleJob, SendingPlatform, stubFetch } from "../../support/sending.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const platform = new SendingPlatform();

afterAll(async () => await platform.clearJobs());
const DAY_MS = 86_400_000;

interface Accepted {
  readonly id: string;
  readonly status: string;
  readonly error: { readonly code: string } | null;
}

/** An organization with one active connection of a provider. */
async function tenant(provider = "resend"): Promise<{ id: string; key: string; connectionId: string }> {
  const organization = await platform.organization();
  return { ...organization, connectionId: await connect(organization.key, provider) };
}

async function connect(key: string, provider = "resend"): Promise<string> {
  stubFetch(() => Response.json({ ok: true }));
  const { body } = await platform.call<{ id: string }>("POST", "/v1/connections", {
    token: key,
    body: { provider, credentials: exampleCredentials(provider) },
  });
  return body.id;
}

function submit(key: string, more: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  return platform.call<Accepted & { code: string; errors: { path: string }[] }>("POST", "/v1/jobs", {
    token: key,
    body: { ...exampleJob("resend"), ...more },
    headers,
  });
}

it("takes no card number in a job's metadata", async () => {
  const { key } = await tenant();
  const refused = await submit(key, { metadata: { notes: ["card 4242 4242 4242 4242"] } });
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: "body.metadata.notes.0" }] } });
});

describe("a job with an Idempotency-Key", () => {
  it("commits together with the answer to it, or not at all", async () => {
    const { key } = await tenant();
    const headers = { "idempotency-key": "k1" };
    platform.database.failingOn = /update idempotency_keys/;
    expect((await submit(key, {}, headers)).status).toBe(500);
    platform.database.failingOn = null;
    const accepted = await submit(key, {}, headers);
    expect(accepted.status).toBe(202);
    const { body } = await platform.call<{ data: { id: string }[] }>("GET", "/v1/jobs", { token: key });
    expect(body.data.map(({ id }) => id)).toEqual([accepted.body.id]);
  });

  it("is one job also when the Worker dies right after the commit, without a word to the client", async () => {
    const { key } = await tenant();
    const headers = { "idempotency-key": "k1" };
    platform.database.statements.length = 0;
    const accepted = await submit(key, {}, headers);
    const committed = platform.database.statements.findIndex((sql) => sql.includes("insert into jobs"));
    expect(platform.database.statements.slice(committed).map((sql) => sql.trim().split(" (", 1)[0])).toEqual([
      "insert into jobs",
      "insert into idempotency_keys",
      expect.stringContaining("update idempotency_keys"),
    ]);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 10 * 60_000 });
    const again = await submit(key, {}, headers);
    vi.useRealTimers();
    expect(again).toMatchObject({ status: 202, body: accepted.body });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
  });

  it("is not stored by a request that lost its key to another while it was busy", async () => {
    const { key, id } = await tenant();
    const headers = { "idempotency-key": "k1" };
    // what a request that took over after a minute leaves
    platform.database.beforeBatch = async () => {
      await platform.env.DB.prepare(
        "update idempotency_keys set expires_at = expires_at + 1 where principal = ?",
      )
        .bind(id)
        .run();
    };
    expect((await submit(key, {}, headers)).status).toBe(500);
    platform.database.beforeBatch = null;
    const { body } = await platform.call<{ data: unknown[] }>("GET", "/v1/jobs", { token: key });
    expect(body.data).toEqual([]);
  });
});

describe("a job", () => {
  it("is stored and queued before it is answered", async () => {
    const { key, connectionId } = await tenant();
    platform.jobs.length = 0;
    const accepted = await submit(key, { metadata: { order: 7 }, maxAttempts: 3, priority: "high" });
    expect(accepted).toMatchObject({ status: 202, body: { status: "queued", error: null } });
    expect(platform.jobs).toEqual([{ body: { kind: "job", id: accepted.body.id }, delaySeconds: 0 }]);
    const job = await platform.call("GET", `/v1/jobs/${accepted.body.id}`, { token: key });
    expect(job).toMatchObject({
      status: 200,
      body: {
        ...exampleJob("resend"),
        id: accepted.body.id,
        connectionId,
        status: "queued",
        priority: "high",
        attempts: 0,
        maxAttempts: 3,
        metadata: { order: 7 },
        waitingFor: { gate: "queue", reason: "queued", until: expect.any(String) },
        nextAttemptAt: null,
        result: null,
        error: null,
        externalId: null,
        deliveryStatus: null,
        attemptLog: [],
      },
    });
  });

  it("is one job for one Idempotency-Key", async () => {
    const { id, key } = await tenant();
    const [first, second] = [
      await submit(key, {}, { "idempotency-key": "k" }),
      await submit(key, {}, { "idempotency-key": "k" }),
    ];
    expect(second.body).toEqual(first.body);
    expect(await platform.countJobs(id)).toBe(1);
  });

  it("waits for its time: as a delayed message when that is near, as a row when it is not", async () => {
    const { key } = await tenant();
    platform.jobs.length = 0;
    const near = await submit(key, { sendAt: new Date(Date.now() + 30_000).toISOString() });
    const sendAt = new Date(Date.now() + 366 * DAY_MS - 60_000).toISOString();
    const far = await submit(key, { sendAt });
    expect([near.body.status, far.body.status]).toEqual(["scheduled", "scheduled"]);
    expect(platform.jobs).toHaveLength(1);
    expect(platform.jobs[0]?.delaySeconds).toBeGreaterThan(25);
    expect((await platform.call("GET", `/v1/jobs/${far.body.id}`, { token: key })).body).toMatchObject({
      sendAt,
      nextAttemptAt: sendAt,
      waitingFor: { gate: "schedule", until: sendAt },
    });
    const past = await submit(key, { sendAt: new Date(Date.now() - DAY_MS).toISOString() });
    expect(past.body.status).toBe("queued");
  });

  it("goes through the connection that is named, else the only one", async () => {
    const { key, connectionId } = await tenant();
    const other = await connect(key);
    expect(await submit(key)).toMatchObject({
      status: 422,
      body: { code: "connection_ambiguous", errors: [{ path: "body.connectionId" }] },
    });
    for (const named of [connectionId, other]) {
      const { body } = await submit(key, { connectionId: named });
      expect((await platform.row("jobs", body.id))?.connection_id).toBe(named);
    }
  });

  it("goes through the platform's own credential where the organization has none", async () => {
    const { key } = await platform.organization();
    expect(await submit(key)).toMatchObject({ status: 422, body: { code: "connection_missing" } });
    const equipped = new SendingPlatform({ RESEND_API_KEY: "re_platform" });
    const { body } = await equipped.call<Accepted>("POST", "/v1/jobs", {
      token: key,
      body: exampleJob("resend"),
    });
    expect(await equipped.row("jobs", body.id)).toMatchObject({ connection_id: null, status: "queued" });
  });
});

describe("a job that is refused", () => {
  it("names the field, and nothing is stored or queued", async () => {
    const { id, key } = await tenant();
    platform.jobs.length = 0;
    const refused: [Record<string, unknown>, string, string][] = [
      [{ provider: "nobody" }, "provider_unknown", "body.provider"],
      [{ action: "nothing" }, "action_unknown", "body.action"],
      [{ action: "toString" }, "action_unknown", "body.action"],
      [{ input: undefined }, "validation_failed", "body.input"],
      [{ input: "text" }, "input_invalid", "body.input"],
      [{ priority: "urgent" }, "validation_failed", "body.priority"],
      [{ maxAttempts: 0 }, "validation_failed", "body.maxAttempts"],
      [{ maxAttempts: 21 }, "validation_failed", "body.maxAttempts"],
      [{ sendAt: "tomorrow" }, "validation_failed", "body.sendAt"],
      [{ sendAt: new Date(Date.now() + 367 * DAY_MS).toISOString() }, "validation_failed", "body.sendAt"],
      [{ metadata: { x: "y".repeat(16_000) } }, "validation_failed", "body.metadata"],
      [{ connectionId: "conn_x" }, "validation_failed", "body.connectionId"],
      [{ channel: "sms" }, "channel_not_supported", "body.channel"],
      [{ batchId: "x" }, "validation_failed", "body.batchId"],
    ];
    for (const [change, code, path] of refused) {
      const { status, body } = await submit(key, change);
      expect([status, body.code, body.errors[0]?.path]).toEqual([422, code, path]);
    }
    expect(await platform.countJobs(id)).toBe(0);
    expect(platform.jobs).toEqual([]);
  });

  it("says which actions there are", async () => {
    const { key } = await tenant();
    const { body } = await submit(key, { action: "nothing" });
    expect(body).toMatchObject({ detail: expect.stringContaining(exampleJob("resend").action) });
  });

  it("names the places in the input that its action's schema refuses", async () => {
    const { id, key } = await tenant();
    const { input } = exampleJob("resend");
    const faulty = { ...(input as object), to: 7, surprise: true };
    const { status, body } = await submit(key, { input: faulty });
    expect([status, body.code]).toEqual([422, "input_invalid"]);
    expect(body.errors.map(({ path }) => path).sort()).toEqual(["body.input.surprise", "body.input.to"]);
    expect(await platform.countJobs(id)).toBe(0);
  });

  it("is too large where a row of D1 could not hold its input", async () => {
    const { id, key } = await tenant();
    const sized = (text: string) => ({ input: { ...(exampleJob("resend").input as object), text } });
    expect(await submit(key, sized("x".repeat(1_600_000)))).toMatchObject({
      status: 413,
      body: { code: "body_too_large", errors: [{ path: "body.input" }] },
    });
    // quotes and backslashes are escaped twice on their way into the row
    expect((await submit(key, sized('"'.repeat(600_000)))).status).toBe(413);
    expect((await submit(key, sized('"'.repeat(300_000)))).status).toBe(202);
    expect((await submit(key, sized("ü".repeat(700_000)))).status).toBe(202);
    expect(await platform.countJobs(id)).toBe(2);
  });
});

describe("a job for somebody who must not be contacted", () => {
  const to = "Jane@Example.com";
  const input = { ...(exampleJob("resend").input as object), to };

  it("is blocked when it is accepted, like a message", async () => {
    const { key } = await tenant();
    await platform.call("POST", "/v1/suppressions", {
      token: key,
      body: { channel: "email", address: "jane@example.com", reason: "complaint" },
    });
    platform.jobs.length = 0;
    const { body } = await submit(key, { input });
    expect(body).toMatchObject({ status: "blocked", error: { code: "suppressed" } });
    expect(platform.jobs).toEqual([]);
    expect(await platform.row("jobs", body.id)).toMatchObject({
      channel: "email",
      address: "jane@example.com",
    });
  });

  it("is refused when it is for several, of whom one must not be: a blocked one could be retried", async () => {
    const { id, key } = await tenant();
    await platform.call("POST", "/v1/suppressions", {
      token: key,
      body: { channel: "email", address: "jane@example.com" },
    });
    for (const many of [
      { ...input, to: ["bob@example.com", to] },
      { ...input, to: "bob@example.com", bcc: to },
    ]) {
      expect(await submit(key, { input: many })).toMatchObject({
        status: 422,
        body: { code: "input_invalid", errors: [{ path: "body.input.to" }] },
      });
    }
    expect(await platform.countJobs(id)).toBe(0);
    expect(
      (await submit(key, { input: { ...input, to: ["bob@example.com", "c@example.com"] } })).status,
    ).toBe(202);
  });

  it("is refused as marketing when nobody is named whose consent could be asked for", async () => {
    const { key } = await tenant();
    expect((await submit(key, { input, category: "marketing" })).body).toMatchObject({
      status: "blocked",
      error: { code: "consent_missing" },
    });
    const many = { ...input, to: ["a@example.com", "b@example.com"] };
    expect(await submit(key, { input: many, category: "marketing" })).toMatchObject({
      status: 422,
      body: { errors: [{ path: "body.category" }] },
    });
  });

  it("is refused when one of its recipients is no address: nobody could suppress it, or consent", async () => {
    const { id, key } = await tenant();
    for (const category of ["marketing", "transactional"]) {
      const many = { ...input, to: "bob@example.com", bcc: ["bob@example.com", "jane@nowhere"] };
      expect(await submit(key, { input: many, category })).toMatchObject({
        status: 422,
        body: { code: "input_invalid", errors: [{ path: "body.input.bcc.1" }] },
      });
    }
    expect(await platform.countJobs(id)).toBe(0);
  });

  it("is refused as marketing that the provider would send later, when nothing could hold it back", async () => {
    const { key } = await tenant();
    const later = { ...input, scheduledAt: new Date(Date.now() + 3_600_000).toISOString() };
    expect(await submit(key, { input: later, category: "marketing" })).toMatchObject({
      status: 422,
      body: { errors: [{ path: "body.input.scheduledAt" }] },
    });
    expect((await submit(key, { input: later, category: "transactional" })).status).toBe(202);
  });
});
