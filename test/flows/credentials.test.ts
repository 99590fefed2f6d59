import { afterEach, describe, expect, it, vi } from "vitest";
import { TestPlatform } from "../support/platform.ts";
import { createEndpoint, events, push, type TestEndpoint } from "../support/webhooks.ts";

afterEach(() => {
  vi.useRealTimers();
});

const TOKEN = "token-that-nobody-may-read-again";

async function setUp(from: Record<string, string>) {
  const platform = new TestPlatform();
  const { key } = await platform.organization();
  const scheme = { kind: "token", from };
  const endpoint = await createEndpoint(platform, key, { provider: "custom", secret: TOKEN, scheme });
  const post = (query: string, headers: Record<string, string> = {}) =>
    platform.fetch(endpoint.path + query, { method: "POST", body: "{}", headers });
  return { platform, key, endpoint, post };
}

/** Everything that the database holds of an endpoint, as text. */
async function rowsOf(platform: TestPlatform, endpoint: TestEndpoint): Promise<string> {
  const { DB } = platform.env;
  const results = await DB.batch([
    DB.prepare("select * from events where endpoint_id = ?").bind(endpoint.id),
    DB.prepare("select * from rejections where endpoint_id = ?").bind(endpoint.id),
    DB.prepare("select * from endpoints where id = ?").bind(endpoint.id),
  ]);
  return JSON.stringify(results.map(({ results: rows }) => rows));
}

describe("a secret that travels with the request", () => {
  it("in the query verifies and is stored neither with the event nor with a refusal", async () => {
    const { platform, key, endpoint, post } = await setUp({ query: "token" });
    expect((await post(`?a=1&token=${TOKEN}&b=2`)).status).toBe(200);
    expect((await post(`?token=${TOKEN}x`)).status).toBe(401);
    await platform.drain();
    expect(await events(platform, key)).toHaveLength(1);
    const rows = await rowsOf(platform, endpoint);
    expect(rows).toContain("?a=1&b=2");
    expect(rows).not.toContain(TOKEN);
  });

  it("in a header verifies and is stored neither with the event nor with a refusal", async () => {
    const { platform, key, endpoint, post } = await setUp({ header: "X-Acme-Passphrase" });
    expect((await post("", { "x-acme-passphrase": TOKEN, "x-kept": "yes" })).status).toBe(200);
    expect((await post("", { "x-acme-passphrase": `${TOKEN}x` })).status).toBe(401);
    await platform.drain();
    expect(await events(platform, key)).toHaveLength(1);
    const rows = await rowsOf(platform, endpoint);
    expect(rows).toContain("x-kept");
    expect(rows).not.toContain(TOKEN);
  });

  it("in the query is not stored where the endpoint verifies by a signature either", async () => {
    const platform = new TestPlatform();
    const { key } = await platform.organization();
    const endpoint = await createEndpoint(platform, key);
    const path = `${endpoint.path}?token=${TOKEN}`;
    expect((await push(platform, { path }, "{}")).status).toBe(200);
    expect((await push(platform, { path }, "{}", { secret: "wrong" })).status).toBe(401);
    await platform.drain();
    expect(await rowsOf(platform, endpoint)).not.toContain(TOKEN);
  });
});

describe("a sender's address", () => {
  it("is kept with the event on its own and in no header", async () => {
    const platform = new TestPlatform();
    const { key } = await platform.organization();
    const endpoint = await createEndpoint(platform, key);
    const headers = { "cf-connecting-ip": "203.0.113.9", "x-forwarded-for": "203.0.113.9" };
    await push(platform, endpoint, "{}", { headers });
    await platform.drain();
    const row = await platform.env.DB.prepare(
      "select remote_address, headers from events where endpoint_id = ?",
    )
      .bind(endpoint.id)
      .first<{ remote_address: string; headers: string }>();
    expect(row?.remote_address).toBe("203.0.113.9");
    expect(row?.headers).not.toContain("203.0.113.9");
  });
});

describe("an endpoint's cached keys", () => {
  it("are read from the database once in five seconds, however many requests come", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { platform, post } = await setUp({ query: "token" });
    const reads = async () => {
      platform.database.statements.length = 0;
      await post(`?token=${TOKEN}`);
      return platform.database.statements.length;
    };
    expect([await reads(), await reads(), await reads()]).toEqual([1, 0, 0]);
    vi.setSystemTime(Date.now() + 4_999);
    expect(await reads()).toBe(0);
    vi.setSystemTime(Date.now() + 1);
    expect([await reads(), await reads()]).toEqual([1, 0]);
  });

  it("that cannot be read make the sender try again, and the failure is not remembered", async () => {
    const { platform, post } = await setUp({ query: "token" });
    platform.database.failing = true;
    const refused = await post(`?token=${TOKEN}`);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
    platform.database.failing = false;
    expect((await post(`?token=${TOKEN}`)).status).toBe(200);
  });

  it("stop verifying within five seconds of the endpoint being switched off", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { platform, key, endpoint, post } = await setUp({ query: "token" });
    expect((await post(`?token=${TOKEN}`)).status).toBe(200);
    const change = (enabled: boolean) =>
      platform.call("PATCH", `/v1/endpoints/${endpoint.id}`, { token: key, body: { enabled } });
    await change(false);
    vi.setSystemTime(Date.now() + 5_000);
    expect((await post(`?token=${TOKEN}`)).status).toBe(404);
    await change(true);
    vi.setSystemTime(Date.now() + 5_000);
    expect((await post(`?token=${TOKEN}`)).status).toBe(200);
  });
});
