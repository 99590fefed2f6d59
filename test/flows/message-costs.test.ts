import fc from "fast-check";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { dayOf, decimalOf, microsOf } from "../../shared/model/cost.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { exampleCredentials, stubFetch } from "../support/sending.ts";

const platform = new OutboxPlatform();
const SENT_AT = "Fri, 24 May 2019 17:18:28 +0000";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  platform.jobs.length = 0;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

afterAll(async () => {
  await platform.clearJobs();
  await platform.env.DB.prepare("delete from message_costs").run();
});

function sidOf(place: number): string {
  return `SM${String(place).padStart(32, "0")}`;
}

function message(place: number, price: string | null, more: object = {}) {
  return { sid: sidOf(place), status: "delivered", date_sent: SENT_AT, price, price_unit: "USD", ...more };
}

interface Sums {
  readonly data: { provider: string; currency: string; amount: string; messages: number }[];
}

async function sums(key: string, query = "since=2019-05-24&until=2019-05-24"): Promise<Sums["data"]> {
  const { status, body } = await platform.call<Sums>("GET", `/v1/message-costs?${query}`, { token: key });
  expect(status).toBe(200);
  return body.data;
}

describe("what a message cost at its provider", () => {
  it("is shown by the job that sent it and summed, however often it is asked for", async () => {
    stubFetch(() => Response.json(message(1, null), { status: 201 }));
    const { key, connectionId } = await platform.connected("twilio");
    const sent = await platform.createJob(key, "twilio", {
      action: "sms.send",
      connectionId,
      input: { to: "+14155550100", from: "+15005550006", body: "Hi" },
    });
    await platform.drainJobs();
    expect(await platform.job(key, sent)).toMatchObject({ status: "succeeded", cost: null });
    stubFetch(() => Response.json(message(1, "-0.00750")));
    for (const _ of [1, 2]) {
      await platform.createJob(key, "twilio", {
        action: "message.retrieve",
        connectionId,
        input: { messageSid: sidOf(1) },
      });
      await platform.drainJobs();
    }
    expect(await platform.job(key, sent)).toMatchObject({ cost: { amount: "0.0075", currency: "USD" } });
    expect(await sums(key)).toEqual([{ provider: "twilio", currency: "USD", amount: "0.0075", messages: 1 }]);
  });

  it("is summed by currency over the days that are asked for, and for its own organization alone", async () => {
    const messages = [
      message(11, "-0.10"),
      message(12, "-0.20"),
      message(13, "-1", { price_unit: "EUR" }),
      message(14, null),
      message(15, "-5", { date_sent: "Sat, 25 May 2019 00:00:00 +0000" }),
    ];
    stubFetch(() => Response.json({ messages, next_page_uri: null }));
    const { key, connectionId } = await platform.connected("twilio");
    const input = { day: "2019-05-24" };
    await platform.createJob(key, "twilio", { action: "message_costs.list", connectionId, input });
    await platform.drainJobs();
    expect(await sums(key)).toEqual([
      { provider: "twilio", currency: "EUR", amount: "1.00", messages: 1 },
      { provider: "twilio", currency: "USD", amount: "0.30", messages: 2 },
    ]);
    expect(await sums(key, "since=2019-05-25&until=2019-05-25&provider=twilio")).toMatchObject([
      { amount: "5.00" },
    ]);
    expect(await sums((await platform.organization()).key)).toEqual([]);
  });

  it("is asked for by days in their order, a year at most", async () => {
    const { key } = await platform.organization();
    for (const query of ["since=2019-05-25&until=2019-05-24", "since=2018-05-23&until=2019-05-24"]) {
      expect(await platform.call("GET", `/v1/message-costs?${query}`, { token: key })).toMatchObject({
        status: 422,
        body: { errors: [{ path: "query.since" }] },
      });
    }
  });

  it("is counted exactly, as decimals are", () => {
    expect([microsOf("-0.00750"), microsOf("12"), microsOf("0.1234567"), microsOf("-0")]).toEqual([
      -7_500, 12_000_000, 123_456, 0,
    ]);
    expect(["", ".5", "1e3", "0x1", "1,5", null].map(microsOf)).toEqual(Array(6).fill(null));
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }), (micros) => {
        expect(microsOf(decimalOf(micros))).toBe(micros);
      }),
    );
  });
});

describe("what an account's messages cost", () => {
  const DAY_MS = 86_400_000;

  /** Twilio: two pages a day, with a message each; prices come a day after the message. */
  function twilio() {
    return stubFetch((request) => {
      const query = new URL(request.url).searchParams;
      const day = query.get("DateSent");
      if (day === null) {
        return Response.json({ sid: "AC", friendly_name: "Acme", status: "active" });
      }
      const page = Number(query.get("Page") ?? 0);
      const place = Number(day.replaceAll("-", "")) * 10 + page;
      const isKnown = Date.now() - Date.parse(day) > 2 * DAY_MS || page === 0;
      const more = { date_sent: new Date(Date.parse(day)).toUTCString() };
      return Response.json({
        messages: [message(place, isKnown ? "-0.5" : null, more)],
        next_page_uri: page === 0 ? "/2010-04-01/x.json?Page=1&PageToken=PASM1" : null,
      });
    });
  }

  const asked = (requests: readonly Request[]) =>
    requests.flatMap(({ url }) => {
      const query = new URL(url).searchParams;
      const day = query.get("DateSent");
      return day === null ? [] : [`${day} ${query.get("Page") ?? 0}`];
    });

  async function morningAfter(times = 1): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      vi.setSystemTime(Date.parse(dayOf(Date.now() + DAY_MS)) + 3 * 3_600_000);
      await platform.tick();
      for (let round = 0; round < 6 && platform.jobs.length > 0; round += 1) {
        await platform.drainJobs();
      }
    }
  }

  beforeEach(async () => {
    vi.setSystemTime(Date.parse(dayOf(Date.now() + DAY_MS)) + 12 * 3_600_000);
    await platform.env.DB.batch(
      ["connections", "cursors", "message_costs", "jobs"].map((table) =>
        platform.env.DB.prepare(`delete from ${table}`),
      ),
    );
  });

  it("is asked of the day before, page by page, and again when the last prices have come", async () => {
    const requests = twilio();
    const first = dayOf(Date.now());
    const { key } = await platform.connected("twilio");
    await platform.tick();
    expect(asked(requests)).toEqual([]);
    await morningAfter();
    const second = dayOf(Date.now());
    const before = dayOf(Date.parse(first) - 2 * DAY_MS);
    expect(asked(requests).toSorted()).toEqual([`${before} 0`, `${before} 1`, `${first} 0`, `${first} 1`]);
    const range = `since=${first}&until=${first}`;
    expect(await sums(key, range)).toMatchObject([{ amount: "0.50", messages: 1 }]);
    await platform.tick();
    expect(platform.jobs).toEqual([]);
    await morningAfter(2);
    expect(await sums(key, range)).toMatchObject([{ amount: "1.00", messages: 2 }]);
    expect(asked(requests).filter((one) => one.startsWith(second))).toHaveLength(2);
    const { body } = await platform.call<{ data: { priority: string; metadata: unknown }[] }>(
      "GET",
      "/v1/jobs?limit=200",
      { token: key },
    );
    expect(new Set(body.data.map(({ priority }) => priority))).toEqual(new Set(["low"]));
  });

  it("is asked once of an account with several connections, and not where its settings or its state forbid it", async () => {
    const requests = twilio();
    const { key } = await platform.organization();
    const body = { provider: "twilio", credentials: exampleCredentials("twilio") };
    for (const _ of [1, 2]) {
      expect((await platform.call("POST", "/v1/connections", { token: key, body })).status).toBe(201);
    }
    const off = await platform.connected("twilio");
    const path = `/v1/connections/${off.connectionId}`;
    const config = { messageCosts: false };
    expect((await platform.call("PATCH", path, { token: off.key, body: { config } })).status).toBe(200);
    const disabled = await platform.connected("twilio");
    await platform.call("PATCH", `/v1/connections/${disabled.connectionId}`, {
      token: disabled.key,
      body: { enabled: false },
    });
    await platform.tick();
    await morningAfter();
    expect(asked(requests)).toHaveLength(4);
  });

  it("is not asked at all where the deployment says so", async () => {
    const requests = twilio();
    const quiet = new OutboxPlatform({ MESSAGE_COSTS: "off" });
    await quiet.connected("twilio");
    await quiet.tick();
    vi.setSystemTime(Date.now() + 2 * DAY_MS);
    await quiet.tick();
    expect([asked(requests), quiet.jobs]).toEqual([[], []]);
  });

  it("is made up for after a pause, a week of it at most", async () => {
    const requests = twilio();
    await platform.connected("twilio");
    await platform.tick();
    vi.setSystemTime(Date.now() + 30 * DAY_MS);
    await morningAfter();
    expect(new Set(asked(requests)).size).toBe(2 * 9);
  });
});
