import { afterEach, describe, expect, it, vi } from "vitest";
import { TestPlatform } from "../support/platform.ts";
import { bytes, slackHeaders, stripeHeaders } from "../support/sign.ts";
import { createEndpoint, events, GITHUB_SECRET, push } from "../support/webhooks.ts";

afterEach(() => {
  vi.useRealTimers();
});

async function setUp(body?: Record<string, unknown>) {
  const platform = new TestPlatform();
  const { key } = await platform.organization();
  return { platform, key, endpoint: await createEndpoint(platform, key, body) };
}

async function rejected(platform: TestPlatform, key: string, id: string): Promise<Record<string, number>> {
  await platform.drain();
  const { body } = await platform.call<{ rejected: Record<string, number> }>("GET", `/v1/endpoints/${id}`, {
    token: key,
  });
  return body.rejected;
}

describe("a webhook that does not verify", () => {
  it("is answered 401, counted, kept as evidence without credentials, and creates nothing", async () => {
    const { platform, key, endpoint } = await setUp();
    const response = await push(platform, endpoint, "{}", {
      secret: "wrong",
      headers: { authorization: "Bearer of-somebody", cookie: "session=1" },
    });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Signature");
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ code: "invalid_signature", status: 401 });
    expect(await rejected(platform, key, endpoint.id)).toEqual({ invalid_signature: 1 });
    expect(await events(platform, key)).toEqual([]);
    const { body } = await platform.call<{
      data: { reason: string; step: string; headers: [string, string][] }[];
    }>("GET", `/v1/rejections?endpointId=${endpoint.id}`, { token: key });
    expect(body.data).toHaveLength(1);
    expect(body.data[0]).toMatchObject({ reason: "invalid_signature", step: "signature", bytes: 2 });
    const names = body.data[0]?.headers.map(([name]) => name);
    expect(names).toContain("x-hub-signature-256");
    expect(names).not.toContain("authorization");
    expect(names).not.toContain("cookie");
  });

  it("is told apart: stale, without a signature, before the secret is known", async () => {
    const { platform, key, endpoint } = await setUp({ provider: "stripe", secret: "whsec_test" });
    const body = bytes("{}");
    const now = Math.floor(Date.now() / 1_000);
    const post = (headers: Record<string, string>) =>
      platform.fetch(endpoint.path, { method: "POST", headers, body });
    const stale = await post(await stripeHeaders(body, { secret: "whsec_test", at: now - 400 }));
    expect([stale.status, (await stale.json<{ code: string }>()).code]).toEqual([401, "stale_timestamp"]);
    const future = await post(await stripeHeaders(body, { secret: "whsec_test", at: now + 400 }));
    expect((await future.json<{ code: string }>()).code).toBe("stale_timestamp");
    expect((await post({})).status).toBe(401);
    expect(await rejected(platform, key, endpoint.id)).toEqual({ stale_timestamp: 2, header_missing: 1 });

    const waiting = await createEndpoint(platform, key, { provider: "stripe" });
    const early = await platform.fetch(waiting.path, { method: "POST", body: "{}" });
    expect(await early.json()).toMatchObject({ code: "secret_missing" });
    expect(await rejected(platform, key, waiting.id)).toEqual({ secret_missing: 1 });
  });

  it("looks the same whether the endpoint is unknown, malformed, another provider's, disabled or deleted", async () => {
    const { platform, key, endpoint } = await setUp();
    const disabled = await createEndpoint(platform, key);
    await platform.call("PATCH", `/v1/endpoints/${disabled.id}`, { token: key, body: { enabled: false } });
    const deleted = await createEndpoint(platform, key);
    await platform.call("DELETE", `/v1/endpoints/${deleted.id}`, { token: key });
    const paths = [
      "/webhooks/github/ep_01m7xzgkhsfpa9gydfp7520p1w",
      "/webhooks/github/nonsense",
      endpoint.path.replace("github", "stripe"),
      disabled.path,
      deleted.path,
    ];
    const answers = await Promise.all(
      paths.map(async (path) => {
        const response = await push(platform, { path }, "{}");
        const { requestId: _, ...problem } = await response.json<Record<string, unknown>>();
        return { status: response.status, problem };
      }),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 404, problem: { code: "not_found" } });
  });

  it("must be a POST: other methods are 405 with Allow, unless the sender has a handshake", async () => {
    const { platform, key, endpoint } = await setUp();
    for (const method of ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
      const response = await platform.fetch(endpoint.path, { method });
      expect([method, response.status, response.headers.get("allow")]).toEqual([method, 405, "POST"]);
    }
    const slack = await createEndpoint(platform, key, { provider: "slack" });
    expect((await platform.fetch(`${slack.path}?ssl_check=1`)).status).toBe(200);
    for (const method of ["GET", "PUT"]) {
      const response = await platform.fetch(slack.path, { method });
      expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
    }
    expect(platform.queue.sent).toEqual([]);
  });

  it("is kept as evidence at most 100 times an hour while every one is counted", async () => {
    const { platform, key, endpoint } = await setUp();
    for (let n = 0; n < 130; n += 1) {
      await push(platform, endpoint, "{}", { secret: "wrong" });
      if (n === 60) {
        await platform.drain();
      }
    }
    expect(await rejected(platform, key, endpoint.id)).toEqual({ invalid_signature: 130 });
    const { body } = await platform.call<{ data: unknown[] }>("GET", "/v1/rejections?limit=200", {
      token: key,
    });
    expect(body.data).toHaveLength(100);
  });

  it("is limited when it comes in a flood, while rightly signed ones never are", async () => {
    const { platform, key, endpoint } = await setUp();
    const statuses: number[] = [];
    for (let n = 0; n < 210; n += 1) {
      statuses.push((await push(platform, endpoint, "{}", { secret: "wrong" })).status);
    }
    expect(statuses.slice(0, 200).every((status) => status === 401)).toBe(true);
    expect(statuses.slice(200).every((status) => status === 429)).toBe(true);
    expect(platform.queue.sent).toHaveLength(200);
    expect(await rejected(platform, key, endpoint.id)).toEqual({ invalid_signature: 200 });
    expect((await push(platform, endpoint, "{}")).status).toBe(200);
  });
});

describe("a handshake", () => {
  it("is answered as Slack asks, also while the endpoint awaits its secret", async () => {
    const challenge = JSON.stringify({ type: "url_verification", challenge: "3eZbrw1aB" });
    const { platform, key, endpoint } = await setUp({ provider: "slack" });
    const open = await platform.fetch(endpoint.path, {
      method: "POST",
      body: challenge,
      headers: { "content-type": "application/json" },
    });
    expect([open.status, await open.text()]).toEqual([200, "3eZbrw1aB"]);

    const secret = "8f742231b10e8888abcd99yyyzzz85a5";
    await platform.call("POST", `/v1/endpoints/${endpoint.id}/rotate-secret`, {
      token: key,
      body: { secret },
    });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 6_000 });
    const at = Math.floor(Date.now() / 1_000);
    const headers = await slackHeaders(bytes(challenge), { secret, at });
    const signed = await platform.fetch(endpoint.path, { method: "POST", body: challenge, headers });
    expect([signed.status, await signed.text()]).toEqual([200, "3eZbrw1aB"]);
    expect(platform.queue.sent).toEqual([]);
  });
});

describe("a secret's rotation", () => {
  it("lets the old secret verify until it expires, and not after", async () => {
    const { platform, key, endpoint } = await setUp();
    const body = { secret: "the new one", expireOldAfterSeconds: 60 };
    await platform.call("POST", `/v1/endpoints/${endpoint.id}/rotate-secret`, { token: key, body });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 6_000 });
    expect((await push(platform, endpoint, "{}")).status).toBe(200);
    expect((await push(platform, endpoint, "{}", { secret: "the new one" })).status).toBe(200);
    vi.setSystemTime(Date.now() + 61_000);
    expect((await push(platform, endpoint, "{}")).status).toBe(401);
    expect((await push(platform, endpoint, "{}", { secret: "the new one" })).status).toBe(200);
  });

  it("revokes the old secret within five seconds when told to", async () => {
    const { platform, key, endpoint } = await setUp();
    expect((await push(platform, endpoint, "{}")).status).toBe(200);
    const body = { secret: "the new one", expireOldAfterSeconds: 0 };
    const rotated = await platform.call<{ secrets: unknown[] }>(
      "POST",
      `/v1/endpoints/${endpoint.id}/rotate-secret`,
      {
        token: key,
        body,
      },
    );
    expect(rotated.body.secrets).toHaveLength(1);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 5_000 });
    expect((await push(platform, endpoint, "{}")).status).toBe(401);
  });

  it("allows ten live secrets and no eleventh", async () => {
    const { platform, key, endpoint } = await setUp();
    const rotate = (n: number) =>
      platform.call("POST", `/v1/endpoints/${endpoint.id}/rotate-secret`, {
        token: key,
        body: { secret: `secret ${n}` },
      });
    for (let n = 2; n <= 10; n += 1) {
      expect((await rotate(n)).status).toBe(200);
    }
    expect(await rotate(11)).toMatchObject({ status: 422, body: { code: "too_many_secrets" } });
  });

  it("shows a secret that the platform made once, and never one that was given", async () => {
    const { platform, key, endpoint } = await setUp();
    const made = await platform.call<{ secret: string }>(
      "POST",
      `/v1/endpoints/${endpoint.id}/rotate-secret`,
      { token: key, body: {} },
    );
    expect(made.body.secret.length).toBeGreaterThan(30);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 6_000 });
    expect((await push(platform, endpoint, "{}", { secret: made.body.secret })).status).toBe(200);
    const shown = await platform.call("GET", `/v1/endpoints/${endpoint.id}`, { token: key });
    expect(JSON.stringify(shown.body)).not.toContain(made.body.secret);
    const row = await platform.env.DB.prepare("select * from endpoints where id = ?")
      .bind(endpoint.id)
      .first();
    expect(JSON.stringify(row)).not.toContain(made.body.secret);
    expect(JSON.stringify(row)).not.toContain(GITHUB_SECRET);
  });
});
