import { createExecutionContext } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createContext } from "../../workers/context.ts";
import { watchSilence } from "../../workers/cron/jobs/watch-silence.ts";
import { clearDestinations, setUpDestinations } from "../support/delivering.ts";

afterEach(clearDestinations);

const HOUR_MS = 3_600_000;

describe("an endpoint that used to receive and stopped", () => {
  it("opens one incident, tells who subscribes, and closes it when something comes or it is switched on again", async () => {
    const { platform, endpoint, send, call, destination } = await setUpDestinations();
    await destination({ events: ["causeway.endpoint.*"] });
    // of those that other tests left, more would be looked at first
    await platform.env.DB.prepare("delete from endpoints where id <> ?").bind(endpoint.id).run();
    let now = Date.now();
    vi.useFakeTimers({ now, toFake: ["Date"] });
    const watch = async () => {
      await watchSilence(createContext(platform.env, createExecutionContext()));
    };
    const pass = async (hours: number, comes: boolean) => {
      for (let hour = 0; hour < hours; hour += 1) {
        now += HOUR_MS;
        vi.setSystemTime(now);
        if (comes) {
          await send(`{"at":${now}}`);
          await platform.drain();
        }
        await watch();
      }
    };
    const incidents = async () =>
      (
        await call<{ data: { kind: string; subject: string; status: string; message: string }[] }>(
          "GET",
          "/v1/incidents",
        )
      ).body.data;
    for (let day = 0; day < 12; day += 1) {
      await pass(1, true);
      now += 17 * HOUR_MS;
    }
    expect(await incidents()).toEqual([]);
    await pass(9, false);
    expect(await incidents()).toEqual([]);
    await pass(3, false);
    expect(await incidents()).toMatchObject([
      { kind: "endpoint_silent", subject: endpoint.id, status: "open" },
    ]);
    expect((await incidents())[0]?.message).toContain("See whether the webhook");
    await pass(5, false);
    expect(await incidents()).toHaveLength(1);
    const { body } = await call<{ data: { type: string; subject: string }[] }>(
      "GET",
      "/v1/events?provider=causeway",
    );
    expect(body.data).toMatchObject([{ type: "causeway.endpoint.silent", subject: endpoint.id }]);
    await pass(1, true);
    expect(await incidents()).toMatchObject([{ status: "resolved" }]);

    const enable = async (enabled: boolean) =>
      await call("PATCH", `/v1/endpoints/${endpoint.id}`, { enabled });
    await enable(false);
    now += 72 * HOUR_MS;
    await pass(1, false);
    await enable(true);
    await pass(9, false);
    expect(await incidents()).toHaveLength(1);
    await pass(50, false);
    expect(await incidents()).toMatchObject([{ status: "open" }, { status: "resolved" }]);
    await enable(false);
    await enable(true);
    expect(await incidents()).toMatchObject([{ status: "resolved" }, { status: "resolved" }]);
  });
});
