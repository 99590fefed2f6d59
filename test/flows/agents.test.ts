import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OutboxPlatform } from "../support/outbox.ts";
import { exampleJob, stubFetch } from "../support/sending.ts";

const platform = new OutboxPlatform();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  platform.jobs.length = 0;
});

afterAll(async () => await platform.clearJobs());

interface Job {
  readonly connectionId: string | null;
  readonly credential: { readonly source: string; readonly agentId: string | null };
}

async function setUp() {
  const requests = stubFetch(() => Response.json({ id: "email_1", data: [] }));
  const { key } = await platform.organization();
  const call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  const connect = async (more: Record<string, unknown> = {}) => {
    const credentials = { apiKey: `re_${crypto.randomUUID()}` };
    const made = await call<{ id: string }>("POST", "/v1/connections", {
      provider: "resend",
      credentials,
      ...more,
    });
    return { id: made.body.id, ...credentials };
  };
  const job = async (more: Record<string, unknown> = {}) => {
    const made = await call<{ id: string }>("POST", "/v1/jobs", { ...exampleJob("resend"), ...more });
    return made.status === 202 ? (await call<Job>("GET", `/v1/jobs/${made.body.id}`)).body : made.body;
  };
  const use = (connectionId: string, config?: unknown) =>
    call("PUT", "/v1/agents/ann/integrations/resend", { connectionId, ...(config ? { config } : {}) });
  return { requests, key, call, connect, job, use };
}

describe("the connection of an agent", () => {
  it("goes before the organization's and after the one that is named; the job says which was taken and why", async () => {
    const { connect, job, use } = await setUp();
    const [shared, own] = [await connect(), await connect({ agentId: "ann" })];
    const integrated = await connect({ agentId: "bob" });
    const taken = (source: string, { id }: { id: string }, agentId: string | null = null) => ({
      connectionId: id,
      credential: { source, connectionId: id, agentId },
    });
    expect(await job()).toMatchObject(taken("organization", shared));
    expect(await job({ agentId: "ann" })).toMatchObject(taken("agent", own, "ann"));
    await use(integrated.id);
    expect(await job({ agentId: "ann" })).toMatchObject(taken("agent", integrated, "ann"));
    expect(await job({ agentId: "ann", connectionId: shared.id })).toMatchObject(taken("explicit", shared));
    expect(await job({ agentId: "nobody" })).toMatchObject(taken("organization", shared));
  });

  it("sends messages of its channel as well, before the organization's default", async () => {
    const { call, connect, use } = await setUp();
    const [preset, own] = [await connect(), await connect()];
    await call("PATCH", "/v1/organization", { channelDefaults: { email: preset.id } });
    await use(own.id);
    const send = async (more: object) => {
      const body = { channel: "email", to: "b@example.com", text: "Hi", subject: "Hi", ...more };
      const message = { from: "a@example.com", category: "transactional", ...body };
      const { id } = (await call<{ id: string }>("POST", "/v1/messages", message)).body;
      return (await call<Job>("GET", `/v1/jobs/${id}`)).body;
    };
    expect(await send({})).toMatchObject({ connectionId: preset.id, credential: { source: "organization" } });
    expect(await send({ agentId: "ann" })).toMatchObject({
      connectionId: own.id,
      credential: { source: "agent" },
    });
  });

  it("is sent with, the agent's settings laid over the connection's", async () => {
    const { connect, job, use, requests } = await setUp();
    const own = await connect({ config: { defaultFrom: "shop@example.com" } });
    await use(own.id, { defaultFrom: "ann@example.com" });
    const { from: _, ...input } = exampleJob("resend").input as Record<string, unknown>;
    await job({ agentId: "ann", input });
    await job({ connectionId: own.id, input });
    await platform.drainJobs();
    const sent = requests.filter(({ method }) => method === "POST");
    expect(sent.map(({ headers }) => headers.get("authorization"))).toEqual(
      Array(2).fill(`Bearer ${own.apiKey}`),
    );
    const senders = await Promise.all(sent.map(async (one) => (await one.json<{ from: string }>()).from));
    expect(senders.toSorted()).toEqual(["ann@example.com", "shop@example.com"]);
  });

  it("is not replaced by another when it was deleted or disabled: the job is refused and says so", async () => {
    const { call, connect, job, use } = await setUp();
    await connect();
    const own = await connect();
    await use(own.id);
    await call("PATCH", `/v1/connections/${own.id}`, { enabled: false });
    const refused = { code: "connection_missing", errors: [{ path: "body.agentId" }] };
    expect(await job({ agentId: "ann" })).toMatchObject(refused);
    await call("DELETE", `/v1/connections/${own.id}`);
    expect(await job({ agentId: "ann" })).toMatchObject(refused);
  });
});

describe("an agent's integrations", () => {
  it("refuse a stranger's connection, another provider's, an unknown one, and a provider that is named twice", async () => {
    const { call, connect, use } = await setUp();
    const stranger = await setUp();
    const foreign = await stranger.connect();
    await connect();
    expect(await use(foreign.id)).toMatchObject({ status: 422, body: { code: "connection_missing" } });
    const slack = await call("PUT", "/v1/agents/ann/integrations/slack", { connectionId: foreign.id });
    expect(slack.body).toMatchObject({ code: "connection_missing" });
    const twice = { integrations: [{ provider: "resend" }, { provider: "resend" }] };
    expect((await call("PUT", "/v1/agents/ann/integrations", twice)).status).toBe(422);
    expect((await call("GET", "/v1/agents/ann/integrations")).body).toEqual({ data: [] });
  });

  it("are set one by one or all at once, shown, tested and taken away; another organization sees none of them", async () => {
    const { call, connect, use } = await setUp();
    const [one, other] = [await connect(), await connect()];
    await use(one.id, { defaultFrom: "a@example.com" });
    await use(other.id);
    expect((await call("GET", "/v1/agents/ann/integrations/resend")).body).toMatchObject({
      connectionId: other.id,
      config: {},
    });
    expect((await call("POST", "/v1/agents/ann/integrations/resend/test", {})).body).toMatchObject({
      valid: true,
    });
    const stranger = await setUp();
    expect((await stranger.call("GET", "/v1/agents/ann/integrations")).body).toEqual({ data: [] });
    const replaced = await call("PUT", "/v1/agents/ann/integrations", { integrations: [] });
    expect(replaced.body).toEqual({ data: [] });
    await use(one.id);
    expect((await call("DELETE", "/v1/agents/ann/integrations/resend")).status).toBe(204);
    expect((await call("DELETE", "/v1/agents/ann/integrations/resend")).status).toBe(404);
  });
});
