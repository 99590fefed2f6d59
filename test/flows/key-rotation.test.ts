import { afterEach, describe, expect, it, vi } from "vitest";
import { ADMIN_TOKEN, TestPlatform } from "../support/platform.ts";
import { createEndpoint, GITHUB_SECRET, push } from "../support/webhooks.ts";

afterEach(async () => {
  vi.useRealTimers();
  await new TestPlatform().env.DB.prepare("delete from organizations").run();
});

const OLD = `1:${btoa("\u0007".repeat(32))}`;
const NEW = `2:${btoa("\u0008".repeat(32))}`;

async function rotateAll(platform: TestPlatform): Promise<{ version: number; remaining: number }> {
  for (let round = 0; round < 20; round += 1) {
    const { status, body } = await platform.call<{ version: number; remaining: number }>(
      "POST",
      "/v1/admin/keys/rotate",
      { token: ADMIN_TOKEN },
    );
    expect(status).toBe(200);
    if (body.remaining === 0) {
      return body;
    }
  }
  throw new Error("The rotation does not end.");
}

describe("a rotation of the platform's key", () => {
  it("is online: every secret verifies before, while and after, until the old key is gone", async () => {
    const before = new TestPlatform({ ENCRYPTION_KEYS: OLD });
    const { id, key } = await before.organization();
    const endpoint = await createEndpoint(before, key);
    // as organizations were before they had a data key of their own
    await before.env.DB.prepare("update organizations set data_key = null where id = ?").bind(id).run();
    vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ["Date"] });
    const older = await createEndpoint(before, key);
    const row = await before.env.DB.prepare("select secrets from endpoints where id = ?")
      .bind(older.id)
      .first<{ secrets: string }>();
    expect(row?.secrets).toContain('"sealed":"1.');
    await before.env.DB.prepare("delete from endpoints where id = ?").bind(endpoint.id).run();

    const during = new TestPlatform({ ENCRYPTION_KEYS: `${OLD},${NEW}` });
    expect((await push(during, older, "{}")).status).toBe(200);
    expect(await rotateAll(during)).toMatchObject({ version: 2, remaining: 0 });
    expect((await push(during, older, "{}")).status).toBe(200);

    const after = new TestPlatform({ ENCRYPTION_KEYS: NEW });
    expect((await push(after, older, "{}")).status).toBe(200);
    expect((await push(after, older, "{}", { secret: `${GITHUB_SECRET}x` })).status).toBe(401);
  });

  it("seals the secrets of OAuth applications anew as well", async () => {
    const before = new TestPlatform({ ENCRYPTION_KEYS: OLD });
    const { id, key } = await before.organization();
    await before.env.DB.prepare("update organizations set data_key = null where id = ?").bind(id).run();
    vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ["Date"] });
    const app = { clientId: "client-1", clientSecret: "secret-1" };
    await before.call("PUT", "/v1/oauth-apps/hubspot", { token: key, body: app });
    await rotateAll(new TestPlatform({ ENCRYPTION_KEYS: `${OLD},${NEW}` }));
    const after = new TestPlatform({ ENCRYPTION_KEYS: NEW });
    const path = "/v1/oauth/hubspot/authorize";
    expect((await after.call("POST", path, { token: key, body: {} })).status).toBe(200);
  });

  it("shows how far it is, and stopped, goes on where it was", async () => {
    const before = new TestPlatform({ ENCRYPTION_KEYS: OLD });
    for (let count = 0; count < 60; count += 1) {
      await before.organization();
    }
    const during = new TestPlatform({ ENCRYPTION_KEYS: `${OLD},${NEW}` });
    const progress = async (method: "GET" | "POST", path: string) =>
      (await during.call<{ done: number; remaining: number }>(method, path, { token: ADMIN_TOKEN })).body;
    expect(await progress("GET", "/v1/admin/keys")).toMatchObject({ remaining: 60 });
    expect(await progress("POST", "/v1/admin/keys/rotate")).toMatchObject({ done: 50, remaining: 10 });
    expect(await progress("POST", "/v1/admin/keys/rotate")).toMatchObject({ done: 10, remaining: 0 });
    expect(await progress("GET", "/v1/admin/keys")).toMatchObject({ remaining: 0 });
  });
});

describe("a deleted organization", () => {
  it("takes its key with it: what is left of it in the database opens no more", async () => {
    const platform = new TestPlatform();
    const { id, key } = await platform.organization();
    const endpoint = await createEndpoint(platform, key);
    const row = async () =>
      await platform.env.DB.prepare("select data_key from organizations where id = ?")
        .bind(id)
        .first<{ data_key: string | null }>();
    expect((await row())?.data_key).toMatch(/^1\./);
    expect((await platform.call("DELETE", `/v1/organizations/${id}`, { token: ADMIN_TOKEN })).status).toBe(
      204,
    );
    expect((await row())?.data_key).toBeNull();
    const sealed = await platform.env.DB.prepare("select secrets from endpoints where id = ?")
      .bind(endpoint.id)
      .first<{ secrets: string }>();
    expect(sealed?.secrets).toContain('"sealed":"d.');
    expect(sealed?.secrets).not.toContain(GITHUB_SECRET);
  });
});
