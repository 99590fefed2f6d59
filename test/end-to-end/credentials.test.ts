import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { createApi } from "../scripts/demo/api.ts";
import type { Platform } from "../scripts/platform/start.ts";
import { createThrowAway, type ThrowAway } from "../scripts/platform/throw-away.ts";
import { SingleUseServer } from "./single-use-server.ts";

const TIMEOUT_MS = 120_000;
const POLL_MS = 50;
const POLLS = 400;
const CONNECTED = "http://127.0.0.1:1/connected";

const idSchema = z.object({ id: z.string() });
const validSchema = z.object({ valid: z.boolean(), error: z.object({ code: z.string() }).nullish() });
const connectionSchema = z.object({
  status: z.string(),
  error: z.object({ code: z.string() }).nullable(),
});

let server: SingleUseServer;
let throwAway: ThrowAway;
let platform: Platform | null = null;
let key = "";
const log: string[] = [];

const start = async (): Promise<void> => {
  platform = await throwAway.start({
    output: (text) => log.push(text),
    vars: {
      ENVIRONMENT: "development",
      PROVIDER_ORIGINS: JSON.stringify({ klaviyo: server.origin }),
      ALLOW_PRIVATE_DESTINATIONS: JSON.stringify([server.origin]),
    },
  });
};

beforeAll(async () => {
  server = await SingleUseServer.start();
  throwAway = await createThrowAway();
  await start();
}, TIMEOUT_MS);

afterAll(async () => {
  await platform?.stop();
  await server?.stop();
  throwAway?.remove();
}, TIMEOUT_MS);

async function until(met: () => boolean | Promise<boolean>): Promise<void> {
  for (let polls = 0; polls < POLLS; polls += 1) {
    if (await met()) {
      return;
    }
    await sleep(POLL_MS);
  }
  throw new Error(`It never came to it. The platform's log:\n${log.join("").slice(-5_000)}`);
}

async function send(method: string, path: string, body: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(`${platform?.url}${path}`, { method, headers, body: JSON.stringify(body) });
  expect(response.status, await response.text()).toBeLessThan(300);
}

/** An organization that is told of happenings; `key` is its own from then on. */
async function createOrganization(): Promise<void> {
  const admin = createApi(platform?.url ?? "", throwAway.adminToken);
  const { id } = await admin.post("/v1/organizations", { name: "Acme" }, idSchema);
  const keys = `/v1/organizations/${id}/keys`;
  ({ key } = await admin.post(keys, { name: "e2e" }, z.object({ key: z.string() })));
  await send("PATCH", "/v1/organization", { redirectUrls: [CONNECTED] });
  await send("PUT", "/v1/oauth-apps/klaviyo", { clientId: "client-1", clientSecret: "secret-1" });
  await send("POST", "/v1/destinations", { url: `${server.origin}/told`, events: ["causeway.connection.*"] });
}

/** A connection that a person consented to; its id. */
async function connect(): Promise<string> {
  const begun = await createApi(platform?.url ?? "", key).post(
    "/v1/oauth/klaviyo/authorize",
    { redirectUrl: CONNECTED },
    z.object({ authorizeUrl: z.url(), connectionId: z.string() }),
  );
  const asked = new URL(begun.authorizeUrl).searchParams;
  const back = new URL(asked.get("redirect_uri") ?? "");
  back.search = new URLSearchParams({ code: "code-1", state: asked.get("state") ?? "" }).toString();
  const answer = await fetch(back, { redirect: "manual" });
  expect(new URL(answer.headers.get("location") ?? "").searchParams.get("status")).toBe("active");
  return begun.connectionId;
}

it.each(["identity", "gzip", "br"])(
  "shows no credential of a call through the proxy that the provider answers as %s",
  async (encoding) => {
    await createOrganization();
    const privateKey = `pk_of/${encoding}_0123456789`;
    const { id } = await createApi(platform?.url ?? "", key).post(
      "/v1/connections",
      { provider: "klaviyo", credentials: { privateKey } },
      idSchema,
    );
    const response = await fetch(`${platform?.url}/v1/connections/${id}/proxy/echo/${encoding}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const hidden = "*".repeat(privateKey.length);
    expect([response.status, await response.text()]).toEqual([
      200,
      `{"sent":"Klaviyo-API-Key ${hidden}","in":"${encoding}"}`,
    ]);
    expect(log.join("")).not.toContain(privateKey);
  },
  TIMEOUT_MS,
);

it(
  "tries a refresh token once more when the platform was killed between the provider's answer and its own write, then asks for a person: told of once, and no request after that",
  async () => {
    await createOrganization();
    const connectionId = await connect();
    const api = createApi(platform?.url ?? "", key);
    const path = `/v1/connections/${connectionId}`;
    const validate = async () => await api.post(`${path}/validate`, {}, validSchema);

    server.answersRefreshes = false;
    const uses: Promise<unknown>[] = [];
    await until(() => {
      // once the token is due, a use waits for the provider, and dies with the platform
      uses.push(validate().catch(() => null));
      return server.refreshes.length > 0;
    });
    await platform?.kill();
    await Promise.all(uses);
    expect(server.refreshes).toEqual(["refresh-1"]);

    server.answersRefreshes = true;
    await start();
    expect(await validate()).toMatchObject({ valid: false, error: { code: "in_doubt" } });
    expect(server.refreshes).toEqual(["refresh-1", "refresh-1"]);
    const inDoubt = { status: "needs_reauth", error: { code: "in_doubt" } };
    expect(await api.get(path, connectionSchema)).toMatchObject(inDoubt);

    for (let count = 0; count < 3; count += 1) {
      expect(await validate()).toMatchObject({ valid: false, error: { code: "in_doubt" } });
    }
    await platform?.tick();
    await until(() => server.told.length > 0);
    expect(server.refreshes).toHaveLength(2);
    const happenings = await api.list("/v1/events?provider=causeway", z.object({ type: z.string() }));
    expect(happenings.map(({ type }) => type)).toEqual(["causeway.connection.needs_reauth"]);
    expect(server.told).toMatchObject([
      { type: "causeway.connection.needs_reauth", data: { connectionId, error: { code: "in_doubt" } } },
    ]);
    expect(await api.get(path, connectionSchema)).toMatchObject(inDoubt);
    expect(log.join("")).not.toMatch(/(refresh|access)-\d/);
  },
  TIMEOUT_MS,
);
