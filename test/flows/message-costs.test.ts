import fc from "fast-check";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { decimalOf, microsOf } from "../../shared/model/cost.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";

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
