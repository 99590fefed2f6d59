import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApi } from "../scripts/demo/api.ts";
import { freePort } from "../scripts/platform/free-port.ts";
import { type Platform, startPlatform } from "../scripts/platform/start.ts";
import { compose, nextSequence, type SignedWebhook } from "../twin/compose.ts";
import { doMischief } from "../twin/mischief.ts";
import { findSender } from "../twin/registry.ts";

const ADMIN_TOKEN = `admin_${randomBytes(12).toString("hex")}`;
const ENCRYPTION_KEYS = `1:${randomBytes(32).toString("base64")}`;
const TIMEOUT_MS = 120_000;
const store = mkdtempSync(join(tmpdir(), "causeway-e2e-"));
const log: string[] = [];
let port = 0;
let platform: Platform;
let key = "";

async function start(): Promise<Platform> {
  const inspector = await freePort();
  return await startPlatform({
    flags: [
      ...["--port", String(port), "--inspector-port", String(inspector), "--persist-to", store],
      ...["--var", `ADMIN_TOKEN:${ADMIN_TOKEN}`, "--var", `ENCRYPTION_KEYS:${ENCRYPTION_KEYS}`],
      ...["--var", "ENVIRONMENT:development"],
    ],
    output: (text) => log.push(text),
  });
}

async function post({ request }: SignedWebhook): Promise<Response> {
  const { url, headers, body } = request;
  return await fetch(url, { method: "POST", headers, body });
}

async function eventually<T>(read: () => Promise<T | null>): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const value = await read();
    if (value !== null) {
      return value;
    }
    if (Date.now() > deadline) {
      throw new Error(`It did not happen.\n${log.join("").slice(-3_000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

beforeAll(async () => {
  port = await freePort();
  platform = await start();
  const admin = createApi(platform.url, ADMIN_TOKEN);
  const { id } = await admin.call<{ id: string }>("POST", "/v1/organizations", { name: "End to end" });
  key = (await admin.call<{ key: string }>("POST", `/v1/organizations/${id}/keys`, { name: "e2e" })).key;
}, TIMEOUT_MS);

afterAll(async () => {
  await platform.stop();
  rmSync(store, { recursive: true, force: true });
});

describe("the platform over real HTTP", () => {
  it(
    "takes a signed webhook in, gives the event and its bytes out, refuses a forgery, and keeps both over a restart",
    async () => {
      const sender = findSender("sendgrid");
      const { secret, signingKey } = sender.newSecret();
      const api = createApi(platform.url, key);
      const { id, url } = await api.call<{ id: string; url: string }>("POST", "/v1/endpoints", {
        provider: "sendgrid",
        secret,
      });
      const good = await compose(sender, "batch", {
        url,
        signingKey,
        now: Date.now(),
        sequence: nextSequence(),
      });
      const accepted = await post(good);
      expect(accepted.status).toBe(200);
      const answer = (await accepted.json()) as { id: string };
      const forged = await post(await doMischief("forge", good, Date.now()));
      expect(forged.status).toBe(401);
      expect(await forged.json()).toMatchObject({ code: "invalid_signature" });

      const stored = await eventually(async () => {
        const events = await api.all<{ id: string; status: string }>("/v1/events");
        return events.find((event) => event.id === answer.id && event.status === "processed") ?? null;
      });
      const bytes = await api.bytes(`/v1/events/${stored.id}/raw`);
      expect(Buffer.from(bytes).equals(good.request.body)).toBe(true);
      await eventually(async () => {
        const endpoint = await api.call<{ rejected: Record<string, number> }>("GET", `/v1/endpoints/${id}`);
        return Object.keys(endpoint.rejected).length > 0 ? endpoint : null;
      });

      await platform.stop();
      platform = await start();
      const again = createApi(platform.url, key);
      expect(await again.call("GET", `/v1/events/${stored.id}`)).toMatchObject({
        id: stored.id,
        status: "processed",
      });
      expect(Buffer.from(await again.bytes(`/v1/events/${stored.id}/raw`)).equals(good.request.body)).toBe(
        true,
      );
    },
    TIMEOUT_MS,
  );

  it(
    "answers 413 to an endless body again and again, and lives on",
    async () => {
      const api = createApi(platform.url, key);
      const { url } = await api.call<{ url: string }>("POST", "/v1/endpoints", {
        provider: "custom",
        verification: "none",
      });
      const chunk = new Uint8Array(1_000_000);
      for (let round = 0; round < 4; round += 1) {
        let sent = 0;
        const body = new ReadableStream<Uint8Array>({
          pull(controller) {
            sent += 1;
            if (sent > 30) {
              controller.close();
            } else {
              controller.enqueue(chunk);
            }
          },
        });
        const response = await fetch(url, { method: "POST", body, duplex: "half" } as RequestInit);
        expect(response.status).toBe(413);
        expect(await response.json()).toMatchObject({ code: "body_too_large" });
      }
      expect((await fetch(`${platform.url}/health`)).status).toBe(200);
    },
    TIMEOUT_MS,
  );

  it(
    "runs its schedule when the cron trigger fires",
    async () => {
      await expect(platform.tick()).resolves.toBeUndefined();
      expect(log.join("")).not.toContain("cron.failed");
    },
    TIMEOUT_MS,
  );

  it(
    "serves its API documents without anything from elsewhere",
    async () => {
      const html = await (await fetch(`${platform.url}/docs`)).text();
      expect(html).not.toMatch(/https?:\/\//);
      const script = await fetch(`${platform.url}/assets/scalar.js`);
      expect(script.headers.get("content-type")).toContain("javascript");
      await script.body?.cancel();
      const openapi = (await (await fetch(`${platform.url}/openapi.json`)).json()) as { paths: object };
      expect(Object.keys(openapi.paths)).toContain("/v1/events/{id}/replay");
    },
    TIMEOUT_MS,
  );
});
