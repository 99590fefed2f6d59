import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DAY_MS } from "../../shared/clock.ts";
import { clearDestinations, setUpDestinations } from "../support/delivering.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(async () => {
  vi.useRealTimers();
  await clearDestinations();
});

const TARGET = "https://hooks.zapier.com/hooks/standard/1/a/";

async function setUp() {
  const set = await setUpDestinations();
  const subscribe = async (event = "github.*") =>
    (await set.call<{ id: string }>("POST", "/v1/hooks", { target_url: TARGET, event })).body.id;
  return { ...set, subscribe };
}

describe("a REST hook", () => {
  it("gets what it subscribed to until it is unsubscribed, which may be said twice", async () => {
    const { platform, subscribe, send, requests, call } = await setUp();
    const id = await subscribe();
    expect(await subscribe()).toBe(id);
    await send('{"n":1}');
    await platform.attempt();
    expect(requests.map(({ url }) => url)).toEqual([TARGET]);
    for (let count = 0; count < 2; count += 1) {
      expect((await call("DELETE", `/v1/hooks/${id}`)).status).toBe(204);
    }
    await send('{"n":2}');
    await platform.attempt();
    expect(requests).toHaveLength(1);
  });

  it("is one though it subscribes several times at once", async () => {
    const { platform, subscribe, send, requests } = await setUp();
    const ids = await Promise.all([1, 2, 3, 4, 5].map(() => subscribe()));
    expect(new Set(ids).size).toBe(1);
    await send('{"n":1}');
    await platform.attempt();
    expect(requests).toHaveLength(1);
  });

  it("is forgotten when its target answers 410, for the Zap is gone", async () => {
    const { platform, subscribe, send, answerWith, call, deliveries } = await setUp();
    const id = await subscribe();
    answerWith(() => new Response(null, { status: 410 }));
    await send();
    await platform.attempt();
    expect((await call("GET", `/v1/destinations/${id}`)).status).toBe(404);
    expect((await deliveries()).map(({ status }) => status)).toEqual(["held"]);
    expect((await call<{ data: unknown[] }>("GET", "/v1/incidents")).body.data).toEqual([]);
  });

  it("that was switched off for its failures is on again when its target subscribes again", async () => {
    const { platform, subscribe, send, answerWith, call } = await setUp();
    const id = await subscribe();
    await call("PATCH", `/v1/destinations/${id}`, { retrySchedule: [] });
    const kinds = async () =>
      (await call<{ data: { kind: string; status: string }[] }>("GET", "/v1/incidents")).body.data
        .filter(({ status }) => status === "open")
        .map(({ kind }) => kind);
    answerWith(() => new Response(null, { status: 500 }));
    for (const days of [0, 3, 3]) {
      vi.setSystemTime(Date.now() + days * DAY_MS);
      await send(`{"at":${Date.now()}}`);
      await platform.attempt();
    }
    expect((await call("GET", `/v1/destinations/${id}`)).body.status).toBe("failing");
    expect(await kinds()).toContain("destination_disabled");
    expect(await subscribe()).toBe(id);
    expect((await call("GET", `/v1/destinations/${id}`)).body).toMatchObject({
      status: "enabled",
      failingSince: null,
    });
    expect(await kinds()).toEqual([]);
  });

  it("leaves no incident behind when it is unsubscribed", async () => {
    const { platform, subscribe, send, answerWith, call } = await setUp();
    const id = await subscribe();
    await call("PATCH", `/v1/destinations/${id}`, { retrySchedule: [] });
    const open = async () =>
      (await call<{ data: { status: string }[] }>("GET", "/v1/incidents")).body.data.filter(
        ({ status }) => status === "open",
      );
    answerWith(() => new Response(null, { status: 500 }));
    for (const days of [0, 3]) {
      vi.setSystemTime(Date.now() + days * DAY_MS);
      await send(`{"at":${Date.now()}}`);
      await platform.attempt();
    }
    expect(await open()).toHaveLength(1);
    await call("DELETE", `/v1/hooks/${id}`);
    expect(await open()).toEqual([]);
  });

  it("is all that unsubscribing ends: a destination made in another way stays", async () => {
    const { destination, call } = await setUp();
    const { id } = await destination();
    expect((await call("DELETE", `/v1/hooks/${id}`)).status).toBe(204);
    expect((await call("GET", `/v1/destinations/${id}`)).status).toBe(200);
  });

  it("of another organization is not touched", async () => {
    const mine = await setUp();
    const theirs = await setUp();
    const id = await theirs.subscribe();
    expect((await mine.call("DELETE", `/v1/hooks/${id}`)).status).toBe(204);
    expect((await theirs.call("GET", `/v1/destinations/${id}`)).status).toBe(200);
  });

  it("is shown samples in the form that it gets, the newest first, and a made-up one where there are none", async () => {
    const { platform, send, call } = await setUp();
    const path = "/v1/hooks/sample?event=github.*";
    expect((await call<unknown[]>("GET", path)).body).toMatchObject([{ type: "causeway.test" }]);
    const first = await send('{"n":1}');
    const second = await send('{"n":2}');
    await platform.drain();
    expect((await call<unknown[]>("GET", path)).body).toMatchObject([
      { id: second, data: { n: 2 } },
      { id: first, data: { n: 1 } },
    ]);
  });
});
