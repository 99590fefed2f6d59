import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { z } from "zod";
import { type Api, createApi } from "../scripts/demo/api.ts";
import type { Platform } from "../scripts/platform/start.ts";
import { createThrowAway, type ThrowAway } from "../scripts/platform/throw-away.ts";
import { compose, nextSequence } from "../twin/compose.ts";
import { everySender } from "../twin/registry.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const POLL_MS = 200;
/** Answered at once, and no event. */
const HANDSHAKES = new Set(["url_verification"]);

const endpointSchema = z.object({ id: z.string(), url: z.url() });
const eventSchema = z.object({
  id: z.string(),
  type: z.string(),
  status: z.string(),
  endpointId: z.string(),
});
type Event = z.infer<typeof eventSchema>;

let throwAway: ThrowAway;
let platform: Platform | null = null;
let api: Api;
const log: string[] = [];

beforeAll(async () => {
  throwAway = await createThrowAway();
  platform = await throwAway.start({ output: (text) => log.push(text) });
  const admin = createApi(platform.url, throwAway.adminToken);
  const { id } = await admin.post("/v1/organizations", { name: "Senders" }, z.object({ id: z.string() }));
  const answer = z.object({ key: z.string() });
  const { key } = await admin.post(`/v1/organizations/${id}/keys`, { name: "senders" }, answer);
  api = createApi(platform.url, key);
});

afterAll(async () => {
  await platform?.stop();
  throwAway.remove();
});

/** The events by endpoint, once each endpoint has as many as were sent there, or more where one was a batch. */
async function eventsByEndpoint(
  expected: ReadonlyMap<string, readonly string[]>,
): Promise<ReadonlyMap<string, Event[]>> {
  for (;;) {
    const events = Map.groupBy(await api.list("/v1/events", eventSchema), ({ endpointId }) => endpointId);
    const isDone = [...expected].every(([id, types]) => {
      const own = events.get(id) ?? [];
      return own.length >= types.length && own.every(({ status }) => status === "processed");
    });
    if (isDone) {
      return events;
    }
    await sleep(POLL_MS);
  }
}

it("takes every type of every sender over real HTTP, and reads each as what it is", async () => {
  const expected = new Map<string, string[]>();
  for (const sender of everySender) {
    const { secret, signingKey } = sender.newSecret();
    const scheme = sender.scheme === undefined ? {} : { scheme: sender.scheme };
    const body = { provider: sender.provider, secret, ...scheme };
    const endpoint = await api.post("/v1/endpoints", body, endpointSchema);
    expected.set(
      endpoint.id,
      sender.types.filter((type) => !HANDSHAKES.has(type)),
    );
    for (const type of sender.types) {
      const options = { url: endpoint.url, signingKey, now: Date.now(), sequence: nextSequence() };
      const { request } = await compose(sender, type, options);
      const answer = await fetch(request.url, {
        method: "POST",
        headers: request.headers,
        body: request.body.length === 0 ? null : request.body,
      });
      expect([sender.provider, type, answer.status]).toEqual([sender.provider, type, 200]);
      await answer.body?.cancel();
    }
  }
  const events = [...(await eventsByEndpoint(expected)).values()].flat();
  expect(events.filter(({ type }) => type.endsWith(".unparsed"))).toEqual([]);
  expect(log.join("")).not.toContain('"level":"error"');
});
