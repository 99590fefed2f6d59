import { createExecutionContext } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { keepRegistered } from "../../shared/connections/keep-registered.ts";
import type { Id } from "../../shared/ids.ts";
import { createContext } from "../../workers/context.ts";
import { checkRegistrations } from "../../workers/cron/jobs/check-registrations.ts";
import { TestPlatform } from "../support/platform.ts";
import { exampleCredentials, stubFetch } from "../support/sending.ts";
import { bytes, svixHeaders } from "../support/sign.ts";
import { createEndpoint, events } from "../support/webhooks.ts";

afterEach(async () => {
  vi.unstubAllGlobals();
  // the schedule of another test would ask after them
  await new TestPlatform().env.DB.prepare("delete from endpoints where connection_id is not null").run();
});

interface Webhook {
  readonly id: string;
  endpoint: string;
  events: readonly string[];
  status: "enabled" | "disabled";
  readonly signing_secret: string;
}

interface EndpointView {
  readonly id: string;
  readonly url: string;
  readonly connectionId: string | null;
  readonly registration: {
    readonly externalId: string | null;
    readonly error: { code: string } | null;
  } | null;
  readonly secrets: readonly { readonly expiresAt: string | null }[];
}

/** Resend's API, as far as it concerns webhooks; `fails` makes it answer so. */
class FakeResend {
  readonly webhooks: Webhook[] = [];
  readonly seen: string[] = [];
  fails: { status: number; body: unknown } | null = null;
  #count = 0;

  readonly answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (pathname !== "/webhooks" && !pathname.startsWith("/webhooks/")) {
      return Response.json({ object: "list", data: [] });
    }
    this.seen.push(`${request.method} ${pathname}`);
    if (this.fails !== null) {
      return Response.json(this.fails.body, { status: this.fails.status });
    }
    const id = pathname.split("/")[2];
    const found = this.webhooks.findIndex((webhook) => webhook.id === id);
    switch (request.method) {
      case "GET":
        return Response.json({ object: "list", has_more: false, data: this.webhooks });
      case "POST": {
        this.#count += 1;
        const made: Webhook = {
          ...(await request.json<Pick<Webhook, "endpoint" | "events">>()),
          id: `webhook-${this.#count}`,
          status: "enabled",
          signing_secret: `whsec_${btoa(`the secret of webhook ${this.#count}`)}`,
        };
        this.webhooks.push(made);
        return Response.json({ object: "webhook", id: made.id, signing_secret: made.signing_secret });
      }
      case "PATCH":
        Object.assign(this.webhooks[found] ?? {}, await request.json());
        return Response.json({ object: "webhook", id });
      default:
        this.webhooks.splice(found, 1);
        return Response.json({ object: "webhook", id, deleted: true });
    }
  };
}

async function setUp() {
  const resend = new FakeResend();
  stubFetch(resend.answer);
  const platform = new TestPlatform();
  const { key } = await platform.organization();
  const call = <T = EndpointView>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  const connection = await call("POST", "/v1/connections", {
    provider: "resend",
    credentials: exampleCredentials("resend"),
  });
  const connectionId = connection.body.id;
  const create = (body: Record<string, unknown> = {}) =>
    call<EndpointView & { code: string; detail: string; errors: { path: string }[] }>(
      "POST",
      "/v1/endpoints",
      {
        provider: "resend",
        connectionId,
        ...body,
      },
    );
  const check = () => checkRegistrations(createContext(platform.env, createExecutionContext()));
  const view = async (id: string) => (await call("GET", `/v1/endpoints/${id}`)).body;
  return { resend, platform, key, call, create, check, view, connectionId };
}

/** What Resend sends, signed with the secret of one of its webhooks. */
async function delivery(platform: TestPlatform, webhook: Webhook | undefined): Promise<number> {
  if (webhook === undefined) {
    throw new Error("Resend has no webhook.");
  }
  const body = bytes('{"type":"email.sent","created_at":"2026-01-01T00:00:00Z","data":{"email_id":"1"}}');
  const headers = await svixHeaders(body, {
    secret: webhook.signing_secret,
    id: `msg_${crypto.randomUUID()}`,
    at: Math.floor(Date.now() / 1000),
  });
  const path = new URL(webhook.endpoint).pathname;
  return (await platform.fetch(path, { method: "POST", headers, body })).status;
}

describe("an endpoint with a connection", () => {
  it("has its webhook made at the provider, whose requests verify with nothing pasted", async () => {
    const { resend, platform, key, create, connectionId } = await setUp();
    const created = await create({ events: ["resend.email.*"] });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      connectionId,
      registration: { externalId: "webhook-1", error: null },
      secrets: [{ expiresAt: null }],
    });
    expect(resend.webhooks).toMatchObject([{ endpoint: created.body.url, status: "enabled" }]);
    const types = resend.webhooks[0]?.events ?? [];
    expect(types).toContain("email.bounced");
    expect(types.every((type) => type.startsWith("email."))).toBe(true);
    expect(JSON.stringify(created.body)).not.toContain(resend.webhooks[0]?.signing_secret);

    expect(await delivery(platform, resend.webhooks[0])).toBe(200);
    await platform.drain();
    expect(await events(platform, key)).toMatchObject([{ type: "resend.email.sent" }]);
  });

  it("is asked after at the provider, which is changed only where something is wrong", async () => {
    const { resend, create, check } = await setUp();
    await create();
    resend.seen.length = 0;
    expect(await check()).toBe(0);
    expect(resend.seen).toEqual(["GET /webhooks"]);
  });

  it("has its webhook switched on again when the provider disabled it, under the same secret", async () => {
    const { resend, platform, create, check, view } = await setUp();
    const { body } = await create();
    Object.assign(resend.webhooks[0] ?? {}, {
      status: "disabled",
      endpoint: "https://elsewhere.example.com",
    });
    expect(await check()).toBe(1);
    expect(resend.webhooks).toMatchObject([{ id: "webhook-1", status: "enabled", endpoint: body.url }]);
    expect((await view(body.id)).secrets).toHaveLength(1);
    expect(await delivery(platform, resend.webhooks[0])).toBe(200);
  });

  it("gets another webhook when the provider lost its own; the old secret holds for what is under way", async () => {
    const { resend, platform, create, check, view } = await setUp();
    const { body } = await create();
    const [lost] = resend.webhooks.splice(0);
    expect(await check()).toBe(1);
    expect(resend.webhooks).toMatchObject([{ id: "webhook-2" }]);
    const { registration, secrets } = await view(body.id);
    expect(registration?.externalId).toBe("webhook-2");
    expect(secrets.map(({ expiresAt }) => expiresAt === null)).toEqual([true, false]);
    expect(await delivery(platform, resend.webhooks[0])).toBe(200);
    expect(await delivery(platform, lost)).toBe(200);
  });

  it("gets one other webhook also where three see to it at once", async () => {
    const { resend, create, platform } = await setUp();
    const { id } = (await create()).body;
    const context = createContext(platform.env, createExecutionContext());
    const row = await context.env.DB.prepare("select org_id from endpoints where id = ?")
      .bind(id)
      .first<{ org_id: Id<"organization"> }>();
    resend.webhooks.length = 0;
    const endpoint = { organizationId: row?.org_id ?? "org_", id: id as Id<"endpoint"> } as const;
    const did = await Promise.all([1, 2, 3].map(() => keepRegistered(endpoint, context)));
    expect(did.toSorted()).toEqual(["created", "nothing", "nothing"]);
    expect(resend.webhooks).toHaveLength(1);
  });

  it("replaces a webhook for its URL whose secret nobody knows", async () => {
    const { resend, platform, create, check, view } = await setUp();
    const { body } = await create();
    // as after a crash between the provider's answer and our write
    await platform.env.DB.prepare("update endpoints set registration = ?, secrets = '[]' where id = ?")
      .bind(JSON.stringify({ externalId: null, error: null, checkedAt: 0 }), body.id)
      .run();
    expect(await check()).toBe(1);
    expect(resend.webhooks).toMatchObject([{ id: "webhook-2", endpoint: body.url }]);
    expect((await view(body.id)).secrets).toHaveLength(1);
  });

  it("tells the provider which types it wants from now on", async () => {
    const { resend, create, call } = await setUp();
    const { body } = await create();
    await call("PATCH", `/v1/endpoints/${body.id}`, { events: ["resend.email.bounced"] });
    expect(resend.webhooks).toMatchObject([{ id: "webhook-1", events: ["email.bounced"] }]);
  });

  it("shows why its webhook could not be made, and has it made as soon as it can be", async () => {
    const { resend, create, check, view } = await setUp();
    resend.fails = { status: 403, body: { statusCode: 403, name: "restricted_api_key", message: "no" } };
    const { body, status } = await create();
    expect(status).toBe(201);
    expect(body.registration).toMatchObject({ externalId: null, error: { code: expect.any(String) } });
    resend.fails = null;
    expect(await check()).toBe(1);
    expect((await view(body.id)).registration).toMatchObject({ externalId: "webhook-1", error: null });
  });

  it("keeps what it knows while the provider fails", async () => {
    const { resend, create, check, view } = await setUp();
    const { body } = await create();
    resend.fails = { status: 500, body: "down" };
    expect(await check()).toBe(0);
    expect((await view(body.id)).registration).toMatchObject({
      externalId: "webhook-1",
      error: { code: expect.any(String) },
    });
    resend.fails = null;
    expect(await check()).toBe(0);
    expect((await view(body.id)).registration).toMatchObject({ externalId: "webhook-1", error: null });
    expect(resend.webhooks).toHaveLength(1);
  });

  it("takes its webhook away at the provider when it is deleted", async () => {
    const { resend, create, call } = await setUp();
    const { body } = await create();
    expect((await call("DELETE", `/v1/endpoints/${body.id}`)).status).toBe(204);
    expect(resend.webhooks).toEqual([]);
  });

  it("must name a connection of its own organization and provider, and no secret", async () => {
    const { platform, create, call } = await setUp();
    const stranger = await platform.organization();
    const theirs = await platform.call<{ id: string }>("POST", "/v1/connections", {
      token: stranger.key,
      body: { provider: "resend", credentials: exampleCredentials("resend") },
    });
    const refused = [
      await create({ connectionId: theirs.body.id }),
      await create({ provider: "stripe" }),
      await create({ secret: `whsec_${btoa("0123456789abcdef01234567")}` }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([422, 422, 422]);
    const slack = await call("POST", "/v1/connections", {
      provider: "slack",
      credentials: exampleCredentials("slack"),
    });
    const unable = await create({ provider: "slack", connectionId: slack.body.id });
    expect(unable.status).toBe(422);
    expect(JSON.stringify(unable.body)).toContain("by hand");
  });

  it("leaves endpoints that a person set up alone", async () => {
    const { resend, platform, key, check } = await setUp();
    await createEndpoint(platform, key);
    expect(await check()).toBe(0);
    expect(resend.seen).toEqual([]);
  });
});
