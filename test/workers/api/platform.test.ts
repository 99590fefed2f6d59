import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { PROBLEMS } from "../../../shared/errors.ts";
import { counting } from "../../shared/gates/objects.ts";
import { ADMIN_TOKEN, TestPlatform } from "../../support/platform.ts";
import { createEndpoint, events, push } from "../../support/webhooks.ts";

afterEach(() => {
  vi.useRealTimers();
});

const platform = new TestPlatform();

function later(ms: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
}

describe("an API key", () => {
  it("stops to work when it expires, and within five seconds of its revocation", async () => {
    const { id, key } = await platform.organization();
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const path = `/v1/organizations/${id}/keys`;
    const made = await platform.call<{ id: string; key: string }>("POST", path, {
      token: ADMIN_TOKEN,
      body: { name: "short", expiresAt },
    });
    const spare = await platform.call<{ id: string; key: string }>("POST", "/v1/keys", {
      token: key,
      body: { name: "spare" },
    });
    const status = async (token: string) => (await platform.call("GET", "/v1/events", { token })).status;
    expect([await status(made.body.key), await status(spare.body.key)]).toEqual([200, 200]);
    await platform.call("DELETE", `/v1/keys/${spare.body.id}`, { token: key });
    later(5_000);
    expect(await status(spare.body.key)).toBe(401);
    later(61_000);
    expect(await status(made.body.key)).toBe(401);
  });

  it("is stored as its hash alone", async () => {
    const { id, key } = await platform.organization();
    const rows = await platform.env.DB.prepare("select * from keys where org_id = ?").bind(id).all();
    expect(JSON.stringify(rows.results)).not.toContain(key);
    expect(rows.results[0]).toMatchObject({ hint: key.slice(0, 9) });
  });

  it("cannot make a key that may do more than itself", async () => {
    const { id } = await platform.organization();
    const weak = await platform.key(id, ["keys:write", "events:read"]);
    const make = (scopes?: string[]) =>
      platform.call("POST", "/v1/keys", {
        token: weak,
        body: { name: "x", ...(scopes === undefined ? {} : { scopes }) },
      });
    expect((await make()).status).toBe(403);
    expect((await make(["events:write"])).status).toBe(403);
    expect((await make(["events:read"])).status).toBe(201);
  });

  it("has its own limit of requests, told in headers, which ends with its period", async () => {
    const limited = new TestPlatform({ API_LIMIT_PER_10_SECONDS: "5" });
    const [one, two] = [await platform.organization(), await platform.organization()];
    const get = (token: string) => limited.call("GET", "/v1/events", { token });
    for (let n = 4; n >= 0; n -= 1) {
      expect((await get(one.key)).headers.get("ratelimit-remaining")).toBe(String(n));
    }
    const refused = await get(one.key);
    expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited" } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.headers.get("ratelimit-limit")).toBe("5");
    expect((await get(two.key)).status).toBe(200);
    later(10_001);
    expect((await get(one.key)).status).toBe(200);
  });

  it("asks for several requests at once where many come, and admits exactly its limit all the same", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const limiter = counting(env.REQUEST_LIMITER);
    const busy = new TestPlatform({ API_LIMIT_PER_10_SECONDS: "120", REQUEST_LIMITER: limiter.binding });
    const { key } = await platform.organization();
    const get = () => busy.call("GET", "/v1/providers/resend", { token: key });
    for (let n = 119; n >= 0; n -= 1) {
      const { status, headers } = await get();
      expect([status, headers.get("ratelimit-remaining")]).toEqual([200, String(n)]);
    }
    expect(limiter.calls()).toBeLessThan(60);
    expect((await get()).status).toBe(429);
  });
});

describe("an organization's settings", () => {
  it("are changed field by field, and what does not fit is named", async () => {
    const { key } = await platform.organization();
    const patch = (body: unknown) => platform.call("PATCH", "/v1/organization", { token: key, body });
    const good = {
      timezone: "Europe/Berlin",
      quietHours: { start: "22:00", end: "07:30" },
      retentionDays: 90,
      redirectUrls: ["https://app.example/done", "http://localhost:3000/done"],
      defaultFrom: { email: "Acme <hello@acme.example>" },
      channelDefaults: null,
      messageDefaults: null,
    };
    expect(await patch(good)).toMatchObject({ status: 200, body: good });
    expect(await patch({ retentionDays: 30 })).toMatchObject({ body: { ...good, retentionDays: 30 } });
    const bad: [string, unknown][] = [
      ["timezone", "Mars/Olympus"],
      ["quietHours", { start: "25:00", end: "07:00" }],
      ["retentionDays", 6],
      ["redirectUrls", ["http://app.example/done"]],
      ["redirectUrls", ["https://user:secret@app.example/"]],
      ["defaultFrom", { pigeon: "x" }],
    ];
    for (const [field, value] of bad) {
      const { status, body } = await patch({ [field]: value });
      expect([field, status, JSON.stringify(body)]).toEqual([
        field,
        422,
        expect.stringContaining(`"body.${field}`),
      ]);
    }
  });

  it("keep its external id unique among organizations", async () => {
    const [one, two] = [await platform.organization(), await platform.organization()];
    const externalId = `ext-${crypto.randomUUID()}`;
    const patch = (token: string) =>
      platform.call("PATCH", "/v1/organization", { token, body: { externalId } });
    expect((await patch(one.key)).status).toBe(200);
    expect((await patch(one.key)).status).toBe(200);
    expect(await patch(two.key)).toMatchObject({ status: 409, body: { code: "conflict" } });
    const created = await platform.call("POST", "/v1/organizations", {
      token: ADMIN_TOKEN,
      body: { name: "x", externalId },
    });
    expect(created.status).toBe(409);
  });
});

describe("deleting an organization", () => {
  it("shuts it within five seconds and erases all of it, and nothing of another", async () => {
    const [doomed, other] = [await platform.organization(), await platform.organization()];
    const endpoint = await createEndpoint(platform, doomed.key);
    const kept = await createEndpoint(platform, other.key);
    const large = `{"pad":"${"x".repeat(150_000)}"}`;
    for (const body of ["{}", large]) {
      await push(platform, endpoint, body);
      await push(platform, kept, body);
    }
    await push(platform, endpoint, "{}", { secret: "wrong" });
    await platform.drain();

    const remove = () => platform.call("DELETE", `/v1/organizations/${doomed.id}`, { token: ADMIN_TOKEN });
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    later(5_000);
    expect((await platform.call("GET", "/v1/events", { token: doomed.key })).status).toBe(401);
    expect((await push(platform, endpoint, "{}")).status).toBe(404);

    await platform.tick();
    const { results } = await platform.env.DB.prepare(
      "select name from sqlite_master where type = 'table'",
    ).all<{ name: string }>();
    for (const { name } of results.filter((table) => !/^(_cf|sqlite|d1)_/.test(table.name))) {
      const rows = await platform.env.DB.prepare(`select * from ${name}`).all();
      expect([name, JSON.stringify(rows.results).includes(doomed.id)]).toEqual([name, false]);
    }
    expect((await platform.env.BODIES.list({ prefix: doomed.id })).objects).toEqual([]);
    expect((await platform.env.BODIES.list({ prefix: other.id })).objects).toHaveLength(1);
    expect(await events(platform, other.key)).toHaveLength(2);
  });
});

describe("what the platform says of itself", () => {
  it("lists every provider with what a person needs to set it up", async () => {
    const { key } = await platform.organization();
    const { body } = await platform.call<{ data: { id: string; webhook: { setup: string[] } | null }[] }>(
      "GET",
      "/v1/providers",
      { token: key },
    );
    expect(body.data.map(({ id }) => id)).toEqual(expect.arrayContaining(["stripe", "github", "custom"]));
    for (const provider of body.data) {
      const one = await platform.call("GET", `/v1/providers/${provider.id}`, { token: key });
      expect(one).toMatchObject({ status: 200, body: provider });
    }
    expect((await platform.call("GET", "/v1/providers/nobody", { token: key })).status).toBe(404);
  });

  it("explains every problem code, and loads nothing from elsewhere", async () => {
    const errors = await (await platform.fetch("/docs/errors")).text();
    for (const code of Object.keys(PROBLEMS)) {
      expect(errors).toContain(`id="${code}"`);
    }
    const docs = await platform.fetch("/docs");
    expect(docs.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await docs.text()).not.toMatch(/(src|href)="https?:/);
  });

  it("answers in problem+json also where there is no such route or method", async () => {
    const { key } = await platform.organization();
    for (const [method, path] of [
      ["PUT", "/v1/events"],
      ["GET", "/v1//events"],
      ["GET", "/V1/events"],
      ["GET", "/nowhere"],
      ["OPTIONS", "/v1/events"],
      ["POST", "/v1/events/"],
    ] as const) {
      const { status, body } = await platform.call(method, path, { token: key });
      expect([method, path, status, body]).toEqual([
        method,
        path,
        404,
        expect.objectContaining({ code: "not_found" }),
      ]);
    }
    expect(await platform.call("GET", "/health")).toMatchObject({ status: 200, body: { status: "ok" } });
  });

  it("says which setting is missing in the log, never its value, and answers 500", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const broken = new TestPlatform({ ENCRYPTION_KEYS: "1:tooshort" });
    const answer = await broken.call("GET", "/health");
    expect(answer).toMatchObject({ status: 500, body: { code: "internal" } });
    expect(JSON.stringify(log.mock.calls)).toContain("ENCRYPTION_KEYS");
    expect(JSON.stringify(log.mock.calls)).not.toContain("tooshort");
    log.mockRestore();
  });
});
