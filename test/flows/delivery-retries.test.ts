import { afterEach, describe, expect, it, vi } from "vitest";
import { clearDestinations, setUpDestinations } from "../support/delivering.ts";

afterEach(clearDestinations);

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

describe("a destination that does not take an event", () => {
  it("is tried after 5 s, 5 min, 30 min, 2, 5, 10 and 10 h, a fifth more or less, and then no more", async () => {
    const { platform, destination, send, answerWith, deliveries } = await setUpDestinations();
    await destination();
    answerWith(() => new Response("no", { status: 500 }));
    let now = Date.now();
    vi.useFakeTimers({ now, toFake: ["Date"] });
    await send();
    await platform.attempt();
    for (const seconds of [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000]) {
      const [delivery] = await deliveries();
      const waited = (Date.parse(delivery?.nextAttemptAt ?? "") - now) / 1_000;
      expect(waited).toBeGreaterThanOrEqual(seconds * 0.8 - 0.001);
      expect(waited).toBeLessThanOrEqual(seconds * 1.2 + 0.001);
      now = Date.parse(delivery?.nextAttemptAt ?? "");
      vi.setSystemTime(now);
      if (platform.attempts.length === 0) {
        await platform.tick();
      }
      expect(platform.attempts).toHaveLength(1);
      await platform.attempt();
    }
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({ status: "failed", nextAttemptAt: null });
    expect(delivery?.attempts).toHaveLength(8);
    vi.setSystemTime(now + DAY_MS);
    await platform.tick();
    expect(platform.attempts).toEqual([]);
  });

  it("may have a list of its own, and ask for more time, which is kept up to a day", async () => {
    const { platform, destination, send, answerWith, deliveries } = await setUpDestinations();
    await destination({ retrySchedule: [10, 10, 10, 10] });
    const asked = [
      "120",
      new Date(Math.floor(Date.now() / 1_000) * 1_000 + 600_000).toUTCString(),
      "9999999",
    ];
    const now = Date.now();
    vi.useFakeTimers({ now, toFake: ["Date"] });
    await send();
    const waits: number[] = [];
    for (const after of asked) {
      answerWith(() => new Response(null, { status: 429, headers: { "retry-after": after } }));
      await platform.attempt();
      const [delivery] = await deliveries();
      waits.push(Math.round((Date.parse(delivery?.nextAttemptAt ?? "") - now) / 1_000));
      platform.attempts.splice(0);
      const attempt = (delivery?.attempts.length ?? 0) + 1;
      const { DB } = platform.env;
      const row = await DB.prepare("select org_id from deliveries where id = ?")
        .bind(delivery?.id)
        .first<{ org_id: string }>();
      platform.attempts.push({
        body: { kind: "delivery", organizationId: row?.org_id, id: delivery?.id, attempt },
        delaySeconds: 0,
      });
    }
    expect(waits[0]).toBe(120);
    expect(waits[1]).toBeGreaterThan(590);
    expect(waits[1]).toBeLessThanOrEqual(600);
    expect(waits[2]).toBe(86_400);
  });

  it.each([
    [301, "failed or retried, never followed", "pending"],
    [400, "failed", "failed"],
    [404, "failed", "failed"],
    [408, "retried", "pending"],
    [422, "failed", "failed"],
    [425, "retried", "pending"],
    [503, "retried", "pending"],
  ])("with %i is %s", async (status, _, expected) => {
    const { platform, destination, send, answerWith, deliveries, requests } = await setUpDestinations();
    await destination();
    const headers = { location: "https://elsewhere.example.com/" };
    answerWith(() => new Response(null, { status, headers }));
    await send();
    await platform.attempt();
    expect((await deliveries()).map((one) => one.status)).toEqual([expected]);
    expect(requests).toHaveLength(1);
  });

  it("keeps 16 KB of the last answer and the first words of earlier ones", async () => {
    const { platform, destination, send, answerWith, deliveries } = await setUpDestinations();
    await destination();
    answerWith(() => new Response("é".repeat(100_000), { status: 500 }));
    await send();
    await platform.attempt();
    await platform.attempt();
    const [delivery] = await deliveries();
    const sizes = delivery?.attempts.map(
      ({ response }) => new TextEncoder().encode(response ?? "").byteLength,
    );
    expect(sizes?.[1]).toBe(16_384);
    expect(sizes?.[0]).toBeLessThanOrEqual(2_048);
  });

  it("never delays another: what waits behind a hanging one is put off without spending an attempt", async () => {
    const { platform, destination, send, answerWith, deliveries } = await setUpDestinations();
    const stuck = await destination({ url: "https://stuck.example.com/" });
    const fine = await destination({ url: "https://fine.example.com/" });
    let release: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => {
      release = resolve;
    });
    const arrived: string[] = [];
    answerWith(async (request) => {
      arrived.push(new URL(request.url).host);
      if (request.url.includes("stuck")) {
        await hanging;
        throw new Error("It hung up.");
      }
      return new Response(null, { status: 200 });
    });
    for (let count = 0; count < 10; count += 1) {
      await send(`{"n":${count}}`);
    }
    await platform.drain();
    const running = platform.deliverAttempts(platform.attempts.splice(0));
    await vi.waitUntil(
      async () => (await deliveries(`&destinationId=${fine.id}&status=delivered`)).length === 10,
    );
    release();
    await running;
    expect(arrived.filter((host) => host.startsWith("stuck"))).toHaveLength(1);
    const waiting = await deliveries(`&destinationId=${stuck.id}`);
    expect(waiting.map(({ attempts }) => attempts.length).sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(waiting.every(({ status }) => status === "pending")).toBe(true);
    expect(platform.attempts).toHaveLength(10);
  });
});
