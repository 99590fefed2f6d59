import { afterEach, describe, expect, it, vi } from "vitest";
import { ADMIN_TOKEN, TestPlatform } from "../../support/platform.ts";

afterEach(() => {
  vi.useRealTimers();
});

const platform = new TestPlatform();

function create(token: string, body: unknown, key: string, path = "/v1/endpoints") {
  return platform.call<Record<string, unknown>>("POST", path, {
    token,
    body,
    headers: { "idempotency-key": key },
  });
}

async function endpointCount(token: string): Promise<number> {
  const { body } = await platform.call<{ data: unknown[] }>("GET", "/v1/endpoints?limit=200", { token });
  return body.data.length;
}

const github = { provider: "github", secret: "one" };

describe("an Idempotency-Key", () => {
  it("gives the first answer again for the same key and body, and has one effect", async () => {
    const { key } = await platform.organization();
    const first = await create(key, github, "k1");
    const second = await create(key, github, "k1");
    expect(first.status).toBe(201);
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(await endpointCount(key)).toBe(1);
  });

  it("refuses the same key with another body", async () => {
    const { key } = await platform.organization();
    await create(key, github, "k1");
    expect(await create(key, { ...github, secret: "two" }, "k1")).toMatchObject({
      status: 422,
      body: { code: "idempotency_key_reused" },
    });
    expect(await endpointCount(key)).toBe(1);
  });

  it("has one effect for two first uses at once; the other is told to ask again", async () => {
    const { key } = await platform.organization();
    const answers = await Promise.all([
      create(key, github, "k1"),
      create(key, github, "k1"),
      create(key, github, "k1"),
    ]);
    expect(await endpointCount(key)).toBe(1);
    for (const answer of answers) {
      expect([201, 409]).toContain(answer.status);
      if (answer.status === 409) {
        expect(answer.body.code).toBe("idempotency_in_progress");
        expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
      }
    }
  });

  it("means nothing to another organization or another route", async () => {
    const [one, two] = [await platform.organization(), await platform.organization()];
    const first = await create(one.key, github, "shared");
    const other = await create(two.key, github, "shared");
    expect(other.status).toBe(201);
    expect(other.body.id).not.toBe(first.body.id);
    expect((await create(one.key, { name: "a key" }, "shared", "/v1/keys")).status).toBe(201);
  });

  it("must be 1 to 255 characters", async () => {
    const { key } = await platform.organization();
    expect(await create(key, github, "x".repeat(256))).toMatchObject({
      status: 400,
      body: { code: "idempotency_key_invalid" },
    });
    expect((await create(key, github, "x".repeat(255))).status).toBe(201);
  });

  it("keeps what is shown once out of the answer it repeats", async () => {
    const { id } = await platform.organization();
    const path = `/v1/organizations/${id}/keys`;
    const first = await create(ADMIN_TOKEN, { name: "once" }, `once-${id}`, path);
    const second = await create(ADMIN_TOKEN, { name: "once" }, `once-${id}`, path);
    expect(first.body.key).toMatch(/^cw_/);
    expect(second).toMatchObject({
      status: 201,
      body: { id: first.body.id, key: null, secretOmitted: true },
    });
    const rows = await platform.env.DB.prepare("select body from idempotency_keys").all();
    expect(JSON.stringify(rows.results)).not.toContain(first.body.key);
  });

  it("remembers a refusal of the input, but not a failure of ours", async () => {
    const { key } = await platform.organization();
    const refused = await create(key, { provider: "nobody" }, "k1");
    expect(refused.status).toBe(422);
    expect((await create(key, { provider: "nobody" }, "k1")).headers.get("idempotency-replayed")).toBe(
      "true",
    );

    platform.database.failingOn = /insert into .?endpoints/;
    expect((await create(key, github, "k2")).status).toBe(500);
    platform.database.failingOn = null;
    expect((await create(key, github, "k2")).status).toBe(201);
  });

  it("is forgotten after 24 hours, and freed after a minute when its request died", async () => {
    const { key } = await platform.organization();
    await create(key, github, "k1");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 86_400_000 + 1_000 });
    expect((await create(key, github, "k1")).headers.get("idempotency-replayed")).toBeNull();
    expect(await endpointCount(key)).toBe(2);

    platform.database.failingOn = /insert into .?endpoints|delete from idempotency_keys/;
    expect((await create(key, github, "k3")).status).toBe(500);
    platform.database.failingOn = null;
    expect((await create(key, github, "k3")).status).toBe(409);
    vi.setSystemTime(Date.now() + 61_000);
    expect((await create(key, github, "k3")).status).toBe(201);
  });
});
