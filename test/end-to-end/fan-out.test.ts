import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { z } from "zod";
import { type Api, createApi } from "../scripts/demo/api.ts";
import type { Platform } from "../scripts/platform/start.ts";
import { createThrowAway, type ThrowAway } from "../scripts/platform/throw-away.ts";
import { compose, nextSequence } from "../twin/compose.ts";
import { everySender } from "../twin/registry.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const POLL_MS = 200;
const EVENTS = 40;
const idSchema = z.object({ id: z.string() });
const destinationSchema = z.object({ id: z.string(), secret: z.string() });
const deliverySchema = z.object({
  id: z.string(),
  destinationId: z.string(),
  status: z.string(),
  attempts: z.array(z.object({ httpStatus: z.number().nullable(), error: z.string().nullable() })),
});

let throwAway: ThrowAway;
let platform: Platform | null = null;
let app: Server;
let origin: string;
let api: Api;
/** What the app got, by path. */
const received = new Map<string, { headers: IncomingMessage["headers"]; body: string }[]>();

beforeAll(async () => {
  app = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = request.url ?? "";
      const one = { headers: request.headers, body: Buffer.concat(chunks).toString() };
      received.set(path, [...(received.get(path) ?? []), one]);
      if (path !== "/stuck") {
        response.writeHead(204).end();
      }
    });
  });
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  throwAway = await createThrowAway();
  platform = await throwAway.start({
    vars: { ALLOW_PRIVATE_DESTINATIONS: JSON.stringify([origin]) },
    output: () => undefined,
  });
  const admin = createApi(platform.url, throwAway.adminToken);
  const { id } = await admin.post("/v1/organizations", { name: "App" }, idSchema);
  const { key } = await admin.post(
    `/v1/organizations/${id}/keys`,
    { name: "app" },
    z.object({ key: z.string() }),
  );
  api = createApi(platform.url, key);
});

afterAll(async () => {
  await platform?.stop();
  app.closeAllConnections();
  app.close();
  throwAway.remove();
});

it("brings every event to the app over real HTTP, signed, though another destination hangs", async () => {
  const body = { url: `${origin}/app`, events: ["stripe.*"] };
  const { id, secret } = await api.post("/v1/destinations", body, destinationSchema);
  await api.post("/v1/destinations", { ...body, url: `${origin}/stuck` }, destinationSchema);
  const sender = everySender.find(({ provider }) => provider === "stripe");
  if (sender === undefined) {
    throw new Error("Stripe is not among the senders.");
  }
  const key = sender.newSecret();
  const endpoint = await api.post(
    "/v1/endpoints",
    { provider: "stripe", secret: key.secret },
    z.object({ url: z.url() }),
  );
  for (let count = 0; count < EVENTS; count += 1) {
    const options = {
      url: endpoint.url,
      signingKey: key.signingKey,
      now: Date.now(),
      sequence: nextSequence(),
    };
    const { request } = await compose(sender, "invoice.payment_failed", options);
    const answer = await fetch(request.url, { method: "POST", headers: request.headers, body: request.body });
    expect(answer.status).toBe(200);
  }
  const delivered = async () =>
    (await api.list("/v1/deliveries", deliverySchema)).filter(
      ({ destinationId, status }) => destinationId === id && status === "delivered",
    );
  while ((await delivered()).length < EVENTS) {
    await sleep(POLL_MS);
  }
  const got = received.get("/app") ?? [];
  expect(got).toHaveLength(EVENTS);
  const verified = got.map(
    (one) =>
      new Webhook(secret).verify(one.body, one.headers as Record<string, string>) as {
        id: string;
        type: string;
      },
  );
  expect(new Set(verified.map((event) => event.id)).size).toBe(EVENTS);
  expect(new Set(verified.map(({ type }) => type))).toEqual(new Set(["stripe.invoice.payment_failed"]));
  const attempts = (await delivered()).flatMap((delivery) => delivery.attempts);
  expect(attempts).toEqual(Array.from({ length: EVENTS }, () => ({ httpStatus: 204, error: null })));
});
