import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it, vi } from "vitest";
import { clearDestinations, setUpDestinations } from "../support/delivering.ts";

afterEach(clearDestinations);

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

describe("a destination that wants nothing more", () => {
  it.each([
    ["410 Gone", () => new Response(null, { status: 410 })],
    ["a header", () => new Response(null, { status: 500, headers: { "webhook-delivery": "disable" } })],
  ])("says so by %s: it is switched off, its events are held, and recovered once it is on again", async (_, gone) => {
    const { platform, destination, send, call, answerWith, deliveries, requests } = await setUpDestinations();
    const { id } = await destination();
    const since = new Date(Date.now() - MINUTE_MS).toISOString();
    answerWith(gone);
    await send('{"n":1}');
    await platform.attempt();
    expect((await call("GET", `/v1/destinations/${id}`)).body.status).toBe("gone");
    expect((await call<{ data: { kind: string }[] }>("GET", "/v1/incidents")).body.data).toMatchObject([
      { kind: "destination_disabled", subject: id, status: "open" },
    ]);
    await send('{"n":2}');
    await platform.attempt();
    expect((await deliveries()).map(({ status }) => status)).toEqual(["held", "held"]);
    expect(requests).toHaveLength(1);

    const range = { since, until: new Date(Date.now() + MINUTE_MS).toISOString() };
    const recover = (body: Record<string, unknown>) => call("POST", `/v1/destinations/${id}/recover`, body);
    expect((await recover(range)).body.code).toBe("destination_disabled");
    expect((await recover({ ...range, dryRun: true })).body).toEqual({ count: 2, remaining: 0 });
    answerWith(() => new Response(null, { status: 204 }));
    await call("PATCH", `/v1/destinations/${id}`, { enabled: true });
    expect((await recover(range)).body).toEqual({ count: 2, remaining: 0 });
    await platform.tick();
    await platform.attempt();
    expect((await deliveries()).map(({ status }) => status)).toEqual(["delivered", "delivered"]);
    expect((await recover(range)).body).toEqual({ count: 0, remaining: 0 });
    expect((await call<{ data: { status: string }[] }>("GET", "/v1/incidents")).body.data).toMatchObject([
      { status: "resolved" },
    ]);
  });

  it("can end one event alone", async () => {
    const { platform, destination, send, call, answerWith, deliveries } = await setUpDestinations();
    const { id } = await destination();
    answerWith(() => new Response(null, { status: 500, headers: { "webhook-delivery": "abort-message" } }));
    await send();
    await platform.attempt();
    expect((await deliveries()).map(({ status }) => status)).toEqual(["failed"]);
    expect((await call("GET", `/v1/destinations/${id}`)).body.status).toBe("enabled");
  });
});

describe("five days of nothing but failures", () => {
  it("switch a destination off, with a warning after half of them; one success begins anew", async () => {
    const { platform, destination, send, call, answerWith } = await setUpDestinations();
    const { id } = await destination({ retrySchedule: [] });
    let now = Date.now();
    vi.useFakeTimers({ now, toFake: ["Date"] });
    const failAfter = async (days: number) => {
      now += days * DAY_MS;
      vi.setSystemTime(now);
      await send(`{"at":${now}}`);
      await platform.attempt();
    };
    const state = async () => ({
      status: (await call("GET", `/v1/destinations/${id}`)).body.status,
      incidents: (
        await call<{ data: { kind: string; status: string }[] }>("GET", "/v1/incidents")
      ).body.data.map(({ kind, status }) => `${kind} ${status}`),
    });
    answerWith(() => new Response(null, { status: 500 }));
    await failAfter(0);
    await failAfter(2.4);
    expect(await state()).toEqual({ status: "enabled", incidents: [] });
    await failAfter(0.2);
    expect(await state()).toEqual({ status: "enabled", incidents: ["destination_failing open"] });

    answerWith(() => new Response(null, { status: 200 }));
    await failAfter(0.1);
    expect(await state()).toEqual({ status: "enabled", incidents: ["destination_failing resolved"] });

    answerWith(() => new Response(null, { status: 500 }));
    await failAfter(0.1);
    await failAfter(2.6);
    await failAfter(2.3);
    expect((await state()).status).toBe("enabled");
    await failAfter(0.2);
    expect(await state()).toEqual({
      status: "failing",
      incidents: ["destination_disabled open", "destination_failing open", "destination_failing resolved"],
    });
  });
});

describe("a destination that is deleted", () => {
  it("gets nothing more, and what waited for it comes back to no sweep", async () => {
    const { platform, destination, send, call, answerWith, deliveries, requests } = await setUpDestinations();
    const { id } = await destination();
    answerWith(() => new Response(null, { status: 500 }));
    const now = Date.now();
    vi.useFakeTimers({ now, toFake: ["Date"] });
    await send();
    await platform.attempt();
    expect((await call("DELETE", `/v1/destinations/${id}`)).status).toBe(204);
    await platform.attempt();
    expect((await deliveries()).map(({ status }) => status)).toEqual(["held"]);
    vi.setSystemTime(now + DAY_MS);
    await platform.tick();
    expect(platform.attempts).toEqual([]);
    expect(requests).toHaveLength(1);
  });
});

describe("a person", () => {
  it("tries a delivery again now, and the retry that was planned does not come as well", async () => {
    const { platform, destination, send, call, answerWith, deliveries, requests } = await setUpDestinations();
    await destination();
    answerWith(() => new Response(null, { status: 500 }));
    await send();
    await platform.attempt();
    const planned = platform.attempts.splice(0);
    const [delivery] = await deliveries();
    answerWith(() => new Response(null, { status: 200 }));
    expect((await call("POST", `/v1/deliveries/${delivery?.id}/retry`)).status).toBe(202);
    await platform.attempt();
    await platform.deliverAttempts(planned);
    expect(requests).toHaveLength(2);
    expect(await deliveries()).toMatchObject([{ status: "delivered", attempts: [{}, {}] }]);
  });

  it("tests a destination, with nothing stored", async () => {
    const { destination, call, requests, deliveries, answerWith } = await setUpDestinations();
    const { id, secret } = await destination();
    answerWith(() => new Response("hello", { status: 202 }));
    const tested = await call("POST", `/v1/destinations/${id}/test`);
    expect(tested.body).toMatchObject({ httpStatus: 202, error: null, response: "hello" });
    const [request] = requests;
    const body = new Webhook(secret).verify(
      (await request?.text()) ?? "",
      Object.fromEntries(request?.headers ?? []),
    );
    expect(body).toMatchObject({ type: "causeway.test" });
    expect(await deliveries()).toEqual([]);
  });
});
