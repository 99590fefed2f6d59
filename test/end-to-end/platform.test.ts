import { execFile } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { type Api, createApi } from "../scripts/demo/api.ts";
import { type Platform, ROOT } from "../scripts/platform/start.ts";
import { createThrowAway, type ThrowAway } from "../scripts/platform/throw-away.ts";
import { compose, nextSequence, type SignedWebhook } from "../twin/compose.ts";
import { doMischief } from "../twin/mischief.ts";
import { findSender } from "../twin/registry.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const EVENTUALLY_MS = 60_000;
const POLL_MS = 100;

const eventSchema = z.object({ id: z.string(), type: z.string(), status: z.string(), data: z.unknown() });
const endpointSchema = z.object({
  id: z.string(),
  url: z.url(),
  rejected: z.record(z.string(), z.int()),
});
const receivedSchema = z.object({ received: z.literal(true), id: z.string() });

const log: string[] = [];
let throwAway: ThrowAway;
let platform: Platform | null = null;
let url = "";
let api: Api;

async function start(): Promise<void> {
  platform = await throwAway.start({ output: (text) => log.push(text) });
  url = platform.url;
}

beforeAll(async () => {
  throwAway = await createThrowAway();
  await start();
  const admin = createApi(url, throwAway.adminToken);
  const { id } = await admin.post("/v1/organizations", { name: "End to end" }, z.object({ id: z.string() }));
  const answer = z.object({ key: z.string() });
  const { key } = await admin.post(`/v1/organizations/${id}/keys`, { name: "e2e" }, answer);
  api = createApi(url, key);
});

afterAll(async () => {
  await platform?.stop();
  throwAway?.remove();
});

async function createEndpoint(provider: string) {
  const { secret, signingKey } = findSender(provider).newSecret();
  const endpoint = await api.post("/v1/endpoints", { provider, secret }, endpointSchema);
  return { ...endpoint, signingKey };
}

async function composeFor(provider: string, type: string, to: { url: string; signingKey: string }) {
  const options = { url: to.url, signingKey: to.signingKey, now: Date.now(), sequence: nextSequence() };
  return await compose(findSender(provider), type, options);
}

async function post({ request }: SignedWebhook): Promise<Response> {
  return await fetch(request.url, { method: "POST", headers: request.headers, body: request.body });
}

/** A body of so many million bytes that is sent in chunks, for its length is not known ahead. */
function streamOf(megabytes: number): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(1_000_000);
  let left = megabytes;
  return new ReadableStream({
    pull(controller) {
      if (left === 0) {
        controller.close();
      } else {
        left -= 1;
        controller.enqueue(chunk);
      }
    },
  });
}

/** Reads again and again until `accept` takes what was read. */
async function eventually<T>(read: () => Promise<T>, accept: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + EVENTUALLY_MS;
  for (;;) {
    const value = await read();
    if (accept(value)) {
      return value;
    }
    if (Date.now() > deadline) {
      throw new Error(`It did not happen; last: ${JSON.stringify(value)}\n${log.join("").slice(-3_000)}`);
    }
    await sleep(POLL_MS);
  }
}

/** The event of that id once it is processed. */
async function processed(id: string) {
  const read = async () => (await api.list("/v1/events", eventSchema)).find((event) => event.id === id);
  return await eventually(read, (event) => event?.status === "processed");
}

/** The rows of a query over the platform's own database. */
async function query(store: string, sql: string): Promise<unknown> {
  const args = ["d1", "execute", "DB", "--local", "--persist-to", store, "--json", "--command", sql];
  const { stdout } = await promisify(execFile)(join(ROOT, "node_modules/.bin/wrangler"), args, {
    cwd: ROOT,
    env: { ...process.env, CI: "1", WRANGLER_SEND_METRICS: "false" },
  });
  return JSON.parse(stdout);
}

describe("the platform over real HTTP", () => {
  it("says that it is healthy to anybody, and nothing else without credentials", async () => {
    const health = await fetch(`${url}/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: "ok" });
    expect((await fetch(`${url}/v1/events`)).status).toBe(401);
  });

  it("turns a signed webhook into an event and gives its bytes back as they came", async () => {
    const good = await composeFor("stripe", "invoice.paid", await createEndpoint("stripe"));
    const answer = await post(good);
    expect(answer.status).toBe(200);
    const { id } = receivedSchema.parse(await answer.json());
    expect(await processed(id)).toMatchObject({ type: "stripe.invoice.paid", data: { id: good.draft.id } });
    expect(Buffer.from(await api.bytes(`/v1/events/${id}/raw`)).equals(good.request.body)).toBe(true);
  });

  it("refuses a bad signature, says so, counts it, and stores no event of it", async () => {
    const endpoint = await createEndpoint("github");
    const good = await composeFor("github", "push", endpoint);
    for (const name of ["forge", "tamper"] as const) {
      const answer = await post(await doMischief(name, good, Date.now()));
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: "invalid_signature" });
    }
    await eventually(
      () => api.get(`/v1/endpoints/${endpoint.id}`, endpointSchema),
      ({ rejected }) => rejected.invalid_signature === 2,
    );
    const events = await api.list("/v1/events", eventSchema);
    expect(events.filter(({ type }) => type.startsWith("github."))).toEqual([]);
  });

  it.each([
    ["just above the limit", 26],
    ["more than twice the limit, whose sender may find the connection closed", 60],
  ])("answers 413 to a body in chunks, %s, again and again, and lives on", async (_, megabytes) => {
    const endpoint = await createEndpoint("github");
    for (let round = 0; round < 4; round += 1) {
      const body = streamOf(megabytes);
      const init: RequestInit & { duplex: "half" } = { method: "POST", body, duplex: "half" };
      const answer = await fetch(endpoint.url, init).catch((cause: unknown) => {
        // read up to twice the limit, so that the answer arrives; what is still being written then meets a closed socket
        expect([megabytes, cause]).toEqual([60, expect.any(TypeError)]);
        return null;
      });
      if (answer !== null) {
        expect(answer.status).toBe(413);
        expect(await answer.json()).toMatchObject({ code: "body_too_large" });
      }
    }
    const good = await composeFor("github", "ping", endpoint);
    const { id } = receivedSchema.parse(await (await post(good)).json());
    await processed(id);
  });

  it("runs its whole schedule when the cron trigger fires", async () => {
    await platform?.tick();
    const runs = z.array(z.object({ results: z.array(z.object({ name: z.string(), outcome: z.string() })) }));
    const sql = "select name, last_outcome as outcome from schedules";
    const [first] = runs.parse(await query(throwAway.store, sql));
    expect(first?.results.length).toBeGreaterThan(0);
    expect(first?.results.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
  });

  it("serves its API documents without anything from elsewhere", async () => {
    const html = await (await fetch(`${url}/docs`)).text();
    expect(html).not.toMatch(/https?:\/\//);
    const script = await fetch(`${url}/assets/scalar.js`);
    expect(script.headers.get("content-type")).toContain("javascript");
    await script.body?.cancel();
    const openapi = z.object({ paths: z.record(z.string(), z.unknown()) });
    const { paths } = openapi.parse(await (await fetch(`${url}/openapi.json`)).json());
    expect(Object.keys(paths)).toContain("/v1/events/{id}/replay");
  });

  it("keeps keys, endpoints, events and bytes over a restart", async () => {
    const endpoint = await createEndpoint("sendgrid");
    const before = await composeFor("sendgrid", "batch", endpoint);
    const { id } = receivedSchema.parse(await (await post(before)).json());
    const event = await processed(id);

    await platform?.stop();
    await expect(fetch(`${url}/health`)).rejects.toThrow();
    await start();

    expect(await api.get(`/v1/events/${id}`, eventSchema)).toEqual(event);
    expect(Buffer.from(await api.bytes(`/v1/events/${id}/raw`)).equals(before.request.body)).toBe(true);
    const after = await post(await composeFor("sendgrid", "batch", endpoint));
    await processed(receivedSchema.parse(await after.json()).id);
  });
});
