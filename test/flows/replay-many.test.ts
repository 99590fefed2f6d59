import { afterEach, describe, expect, it, vi } from "vitest";
import { clearDestinations, setUpDestinations } from "../support/delivering.ts";
import { createEndpoint, events } from "../support/webhooks.ts";

afterEach(clearDestinations);

async function setUp(count: number) {
  const set = await setUpDestinations();
  for (let n = 0; n < count; n += 1) {
    await set.send(`{"n":${n}}`);
  }
  await set.platform.drain();
  const replay = (body: Record<string, unknown>) =>
    set.call<{ count: number; errors?: { path: string }[] }>("POST", "/v1/events/replay", body);
  const replays = async () => (await events(set.platform, set.key)).map((event) => event.replays);
  return { ...set, replay, replays };
}

describe("a replay by filter", () => {
  it("counts without doing anything, then does as many", async () => {
    const { platform, replay, replays, key } = await setUp(5);
    await createEndpoint(platform, key);
    const filter = { provider: "github", type: "github.push*" };
    expect((await replay({ filter, dryRun: true })).body).toEqual({ count: 5 });
    expect(await platform.drain()).toBe(0);
    expect(await replays()).toEqual([0, 0, 0, 0, 0]);
    expect(await replay({ filter })).toMatchObject({ status: 202, body: { count: 5 } });
    await platform.drain();
    expect(await replays()).toEqual([1, 1, 1, 1, 1]);
    expect((await replay({ filter: { provider: "stripe" } })).body).toEqual({ count: 0 });
  });

  it("goes on page by page where the consumer died or the queue refused, and ends", async () => {
    const { platform, replay, organizationId } = await setUp(120);
    await replay({ filter: { provider: "github" } });
    const [first] = platform.queue.take().map(({ body }) => body);
    platform.queue.fault = "refuse";
    expect((await platform.deliver([first])).retried).toHaveLength(1);
    platform.queue.fault = null;
    await platform.deliver([first], { attempts: 2 });
    await platform.drain();
    const { results } = await platform.env.DB.prepare(
      "select replays, count(*) as count from events where org_id = ? group by replays",
    )
      .bind(organizationId)
      .all();
    expect(results).toEqual([{ replays: 1, count: 120 }]);
    expect(await platform.drain()).toBe(0);
  });

  it("repeats nothing of a page whose queue refused midway, and sends nothing twice though the page came twice", async () => {
    const set = await setUp(60);
    const { platform, replay, destination } = set;
    await destination();
    await replay({ filter: { provider: "github" } });
    const [first] = platform.queue.take().map(({ body }) => body);
    const send = platform.queue.send.bind(platform.queue);
    let taken = 0;
    platform.queue.send = async (body, options) => {
      taken += 1;
      platform.queue.fault = taken > 20 ? "refuse" : null;
      await send(body, options);
    };
    expect((await platform.deliver([first])).retried).toHaveLength(1);
    expect(platform.queue.sent).toEqual([]);
    platform.queue.send = send;
    platform.queue.fault = null;
    await platform.deliver([first], { attempts: 2 });
    expect(platform.queue.sent).toHaveLength(51);
    // its consumer died before it could say that it was done
    await platform.deliver([first], { attempts: 3 });
    await platform.drain();
    const row = await platform.env.DB.prepare("select count(*) as count from deliveries where org_id = ?")
      .bind(set.organizationId)
      .first();
    expect(row).toEqual({ count: 60 });
  });

  it("takes nothing that came after it was asked for, and nothing of others", async () => {
    const { platform, replay, replays, send } = await setUp(2);
    const stranger = await setUp(1);
    await replay({ filter: { since: "2026-01-01T00:00:00.000Z" } });
    const asked = platform.queue.take().map(({ body }) => body);
    vi.useFakeTimers({ now: Date.now() + 1_000, toFake: ["Date"] });
    await send('{"late":true}');
    await platform.drain();
    await platform.deliver(asked);
    await platform.drain();
    expect((await replays()).sort()).toEqual([0, 1, 1]);
    expect(await stranger.replays()).toEqual([0]);
  });

  it("takes of a time range what the list shows of it: until is no part of it", async () => {
    const now = Date.now();
    vi.useFakeTimers({ now, toFake: ["Date"] });
    const { platform, key, replay, replays, send } = await setUp(1);
    vi.setSystemTime(now + 1_000);
    await send('{"n":1}');
    await platform.drain();
    const filter = { until: new Date(now + 1_000).toISOString() };
    expect(await events(platform, key, `?until=${filter.until}`)).toHaveLength(1);
    expect((await replay({ filter })).body).toEqual({ count: 1 });
    await platform.drain();
    expect(await replays()).toEqual([0, 1]);
  });

  it("must name something", async () => {
    const { replay } = await setUp(0);
    const { status, body } = await replay({ filter: {} });
    expect(status).toBe(422);
    expect(JSON.stringify(body.errors)).toContain("body.filter");
  });
});
