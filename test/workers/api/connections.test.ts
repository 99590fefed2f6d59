import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { exampleJob, SendingPlatform, stubFetch } from "../../support/sending.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const platform = new SendingPlatform();

afterAll(async () => await platform.clearJobs());
let apiKey: string;
let otherKey: string;

// accounts of the test's own: others have used up the limits of theirs
beforeEach(() => {
  apiKey = `re_${crypto.randomUUID()}`;
  otherKey = `re_${crypto.randomUUID()}`;
});

interface Connection {
  readonly id: string;
  readonly status: string;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly generation: number;
}

const good = () => Response.json({ data: [] });
const revoked = () =>
  Response.json({ statusCode: 403, name: "invalid_api_key", message: "API key is invalid" }, { status: 403 });

async function connect(key: string, answer: () => Response = good, more: Record<string, unknown> = {}) {
  stubFetch(answer);
  return await platform.call<Connection>("POST", "/v1/connections", {
    token: key,
    body: { provider: "resend", credentials: { apiKey }, ...more },
  });
}

async function queueFor(key: string, connectionId: string): Promise<string> {
  const { body } = await platform.call<{ id: string }>("POST", "/v1/jobs", {
    token: key,
    body: { ...exampleJob("resend"), connectionId },
  });
  return body.id;
}

/** Parks a job as the outbox does: looked at again in an hour. */
async function park(jobId: string, gate: string): Promise<void> {
  const waiting = JSON.stringify({ gate, reason: "error", until: null });
  await platform.setJob(jobId, { due_at: Date.now() + 3_600_000, waiting });
}

async function dueIn(jobId: string): Promise<number> {
  return Number((await platform.row("jobs", jobId))?.due_at) - Date.now();
}

describe("creating a connection", () => {
  it("asks the provider at once, with the credential, and is active when it holds", async () => {
    const { key } = await platform.organization();
    const requests = stubFetch(good);
    const created = await platform.call<Connection>("POST", "/v1/connections", {
      token: key,
      body: {
        provider: "resend",
        name: "Mail",
        credentials: { apiKey: ` ${apiKey}\n` },
        config: { locale: "de" },
        externalAccountId: "team_1",
      },
    });
    expect(created).toMatchObject({
      status: 201,
      body: {
        id: expect.stringMatching(/^conn_/),
        provider: "resend",
        name: "Mail",
        status: "active",
        error: null,
        config: { locale: "de" },
        externalAccountId: "team_1",
        generation: 1,
      },
    });
    expect(requests).toHaveLength(1);
    expect(requests[0]?.headers.get("authorization")).toBe(`Bearer ${apiKey}`);
    expect(new URL(requests[0]?.url ?? "").host).toBe("api.resend.com");
  });

  it("stores a credential that the provider refuses, in error and with the reason", async () => {
    const { key } = await platform.organization();
    const created = await connect(key, revoked);
    expect(created).toMatchObject({
      status: 201,
      body: { status: "error", error: { code: expect.any(String), message: expect.any(String) } },
    });
    const read = await platform.call("GET", `/v1/connections/${created.body.id}`, { token: key });
    expect(read.body).toEqual({ ...created.body, health: expect.objectContaining({ status: "unhealthy" }) });
  });

  it("stores one that cannot be checked at the moment, too", async () => {
    const { key } = await platform.organization();
    expect(await connect(key, () => new Response("", { status: 503 }))).toMatchObject({
      status: 201,
      body: { status: "error", error: { code: "http_503" } },
    });
  });

  it("of a provider that its owner gave up is refused, unless the deployment names it", async () => {
    const requests = stubFetch(() => Response.json({ domain: "clearbit.com" }));
    const body = { provider: "clearbit", credentials: { apiKey: `sk_${crypto.randomUUID()}` } };
    const { key } = await platform.organization();
    const refused = await platform.call("POST", "/v1/connections", { token: key, body });
    expect([refused.status, refused.body.code]).toEqual([422, "provider_deprecated"]);
    expect(refused.body.detail).toContain("people-data-labs");
    expect(requests).toHaveLength(0);
    const willing = new SendingPlatform({ DEPRECATED_PROVIDERS: '["clearbit"]' });
    const { status } = (await willing.call("POST", "/v1/connections", { token: key, body })).body;
    expect(status).toBe("active");
    const { body: shown } = await platform.call("GET", "/v1/providers/clearbit", { token: key });
    expect(shown.deprecated).toMatchObject({ successor: "people-data-labs" });
  });

  it("refuses what has not the fields of the provider's form, and stores nothing", async () => {
    const { key } = await platform.organization();
    const requests = stubFetch(good);
    const create = (body: unknown) => platform.call("POST", "/v1/connections", { token: key, body });
    expect(await create({ provider: "nobody" })).toMatchObject({
      status: 422,
      body: { code: "provider_unknown", errors: [{ path: "body.provider" }] },
    });
    for (const credentials of [undefined, {}, { apiKey: "" }]) {
      expect(await create({ provider: "resend", credentials })).toMatchObject({
        status: 422,
        body: { code: "credentials_malformed", errors: [{ path: "body.credentials.apiKey" }] },
      });
    }
    const surplus = await create({ provider: "resend", credentials: { apiKey, token: "hush" } });
    expect(surplus).toMatchObject({ status: 422, body: { errors: [{ path: "body.credentials.token" }] } });
    expect(JSON.stringify(surplus.body)).not.toContain("hush");
    expect(await create({ provider: "resend", config: { x: "y".repeat(16_000) } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: "body.config" }] },
    });
    expect(requests).toHaveLength(0);
    const { body } = await platform.call<{ data: unknown[] }>("GET", "/v1/connections", { token: key });
    expect(body.data).toEqual([]);
  });
});

describe("credentials", () => {
  it("never come back, and do not lie in the row in clear", async () => {
    const { key } = await platform.organization();
    const { body } = await connect(key);
    const answers = [
      body,
      (await platform.call("GET", `/v1/connections/${body.id}`, { token: key })).body,
      (await platform.call("GET", "/v1/connections", { token: key })).body,
      (await platform.call("PATCH", `/v1/connections/${body.id}`, { token: key, body: { name: "x" } })).body,
      (await platform.call("POST", `/v1/connections/${body.id}/validate`, { token: key })).body,
    ];
    expect(JSON.stringify(answers)).not.toContain(apiKey);
    const row = await platform.row("connections", body.id);
    expect(row).not.toBeNull();
    expect(JSON.stringify(row)).not.toContain(apiKey);
  });

  it("are replaced by a rotation, which keeps the id and asks the provider", async () => {
    const { key } = await platform.organization();
    const { body } = await connect(key);
    const before = await platform.row("connections", body.id);
    const requests = stubFetch(good);
    const rotated = await platform.call<Connection>("POST", `/v1/connections/${body.id}/rotate-credentials`, {
      token: key,
      body: { credentials: { apiKey: otherKey } },
    });
    expect(rotated).toMatchObject({ status: 200, body: { id: body.id, status: "active", generation: 2 } });
    expect(requests[0]?.headers.get("authorization")).toBe(`Bearer ${otherKey}`);
    expect((await platform.row("connections", body.id))?.credentials).not.toBe(before?.credentials);
    expect(
      await platform.call("POST", `/v1/connections/${body.id}/rotate-credentials`, { token: key, body: {} }),
    ).toMatchObject({ status: 422, body: { errors: [{ path: "body.credentials" }] } });
  });

  it("of two rotations at once, one is told that the other came first", async () => {
    const { key } = await platform.organization();
    const { body } = await connect(key);
    const both = Promise.withResolvers<void>();
    const asked = stubFetch(async () => {
      if (asked.length === 2) {
        both.resolve();
      }
      await both.promise;
      return good();
    });
    const rotate = () =>
      platform.call<Connection>("POST", `/v1/connections/${body.id}/rotate-credentials`, {
        token: key,
        body: { credentials: { apiKey: otherKey } },
      });
    const answers = await Promise.all([rotate(), rotate()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await platform.row("connections", body.id))?.generation).toBe(2);
  });
});

describe("validating a connection", () => {
  const validate = (key: string, id: string) =>
    platform.call("POST", `/v1/connections/${id}/validate`, { token: key });
  const statusOf = async (id: string) => (await platform.row("connections", id))?.status;

  it("mends it, and has the jobs that waited for it looked at again, no others", async () => {
    const { key } = await platform.organization();
    const { body } = await connect(key, revoked);
    const held = await queueFor(key, body.id);
    const scheduled = await queueFor(key, body.id);
    await park(held, "connection");
    await park(scheduled, "schedule");
    stubFetch(good);
    expect(await validate(key, body.id)).toMatchObject({ status: 200, body: { valid: true } });
    expect(await statusOf(body.id)).toBe("active");
    expect(await dueIn(held)).toBeLessThanOrEqual(0);
    expect(await dueIn(scheduled)).toBeGreaterThan(3_000_000);
  });

  it("says why the provider no longer takes it; its jobs are accepted and wait", async () => {
    const { key } = await platform.organization();
    const { body } = await connect(key);
    stubFetch(revoked);
    expect(await validate(key, body.id)).toMatchObject({
      status: 200,
      body: { valid: false, error: { code: expect.any(String), message: expect.any(String) } },
    });
    expect(await statusOf(body.id)).toBe("needs_reauth");
    expect(await queueFor(key, body.id)).toMatch(/^job_/);
  });

  it("leaves it as it is when the provider cannot say", async () => {
    const { key } = await platform.organization();
    const { body } = await connect(key);
    stubFetch(() => new Response("", { status: 500 }));
    expect(await validate(key, body.id)).toMatchObject({
      body: { valid: false, error: { code: "http_500" } },
    });
    expect(await statusOf(body.id)).toBe("active");
  });
});

describe("a connection", () => {
  it("is named, configured, disabled and enabled again", async () => {
    const { key } = await platform.organization();
    const { body } = await connect(key);
    const patch = (change: unknown) =>
      platform.call("PATCH", `/v1/connections/${body.id}`, { token: key, body: change });
    expect((await patch({ name: "New", config: { a: 1 } })).body).toMatchObject({
      name: "New",
      config: { a: 1 },
      status: "active",
    });
    expect((await patch({ enabled: false })).body).toMatchObject({ status: "disabled", name: "New" });
    await platform.call("POST", `/v1/connections/${body.id}/validate`, { token: key });
    expect((await platform.row("connections", body.id))?.status).toBe("disabled");
    expect((await patch({ enabled: true })).body).toMatchObject({ status: "active" });
    expect(await patch({ credentials: {} })).toMatchObject({
      status: 422,
      body: { errors: [{ path: "body.credentials" }] },
    });
  });

  it("comes back in error when that is how it was disabled", async () => {
    const { key } = await platform.organization();
    const { body } = await connect(key, revoked);
    const patch = (enabled: boolean) =>
      platform.call("PATCH", `/v1/connections/${body.id}`, { token: key, body: { enabled } });
    await patch(false);
    expect((await patch(true)).body).toMatchObject({ status: "error" });
  });

  it("goes with its credentials, and its waiting jobs are looked at again", async () => {
    const { key } = await platform.organization();
    const { body } = await connect(key, revoked);
    const job = await queueFor(key, body.id);
    await park(job, "connection");
    expect((await platform.call("DELETE", `/v1/connections/${body.id}`, { token: key })).status).toBe(204);
    expect(await platform.row("connections", body.id)).toBeNull();
    expect(await dueIn(job)).toBeLessThanOrEqual(0);
  });

  it("is found by provider and status", async () => {
    const { key } = await platform.organization();
    const active = await connect(key);
    const broken = await connect(key, revoked);
    const list = async (query: string) => {
      const { body } = await platform.call<{ data: Connection[] }>("GET", `/v1/connections?${query}`, {
        token: key,
      });
      return body.data.map(({ id }) => id);
    };
    expect(await list("status=active")).toEqual([active.body.id]);
    expect(await list("provider=resend")).toEqual([broken.body.id, active.body.id]);
    expect(await list("provider=stripe")).toEqual([]);
  });
});
