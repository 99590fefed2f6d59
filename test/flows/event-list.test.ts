import { createExecutionContext } from "cloudflare:test";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type EventFilter, listEvents } from "../../shared/db/queries/events.ts";
import type { Id } from "../../shared/ids.ts";
import { createContext } from "../../workers/context.ts";
import { TestPlatform } from "../support/platform.ts";
import { createEndpoint, type EventView, push, type TestEndpoint } from "../support/webhooks.ts";

interface Page {
  readonly data: EventView[];
  readonly nextCursor: string | null;
  readonly partial: boolean;
}

const platform = new TestPlatform();
const START = Date.UTC(2026, 5, 1);
const MINUTE_MS = 60_000;
let organizationId: Id<"organization">;
let key = "";
let wanted: TestEndpoint;
let filtered: TestEndpoint;

/** Twenty events a minute apart: push, push, issues, … of two endpoints, of which the second ignores pushes. */
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: START });
  const organization = await platform.organization();
  organizationId = organization.id as Id<"organization">;
  key = organization.key;
  wanted = await createEndpoint(platform, key);
  const secret = "other";
  filtered = await createEndpoint(platform, key, { provider: "github", secret, events: ["issues.*"] });
  for (let n = 0; n < 20; n += 1) {
    vi.setSystemTime(START + n * MINUTE_MS);
    const isIssue = n % 3 === 2;
    const body = JSON.stringify({
      ...(isIssue ? { action: "opened" } : {}),
      note: `${n} of 100%_sure\\ Ünïcode`,
      repository: { full_name: `acme/repo-${n}` },
    });
    const endpoint = n % 2 === 0 ? wanted : filtered;
    await push(platform, endpoint, body, {
      delivery: `delivery-${n}`,
      ...(n % 2 === 0 ? {} : { secret }),
      headers: { "x-github-event": isIssue ? "issues" : "push" },
    });
  }
  await platform.drain();
});

describe("a page of large events", () => {
  it("ends where it holds some 5 MB, and the next one goes on", async () => {
    const own = await platform.organization();
    const endpoint = await createEndpoint(platform, own.key);
    for (let n = 0; n < 8; n += 1) {
      await push(platform, endpoint, "{}");
    }
    await platform.drain();
    const { DB } = platform.env;
    await DB.prepare("update events set data = '\"' || hex(zeroblob(500000)) || '\"' where org_id = ?")
      .bind(own.id)
      .run();
    const page = async (query: string) =>
      (await platform.call<Page>("GET", `/v1/events?limit=8${query}`, { token: own.key })).body;
    for (const filter of ["", "&provider=github"]) {
      const first = await page(filter);
      expect(first.data).toHaveLength(5);
      expect(first.partial).toBe(false);
      const second = await page(`${filter}&cursor=${first.nextCursor}`);
      expect([second.data.length, second.nextCursor]).toEqual([3, null]);
      expect(new Set([...first.data, ...second.data].map(({ id }) => id)).size).toBe(8);
    }
    await DB.prepare("delete from events where org_id = ?").bind(own.id).run();
  });
});

afterAll(() => {
  vi.useRealTimers();
});

async function list(query: string): Promise<Page> {
  return (await platform.call<Page>("GET", `/v1/events?${query}`, { token: key })).body;
}

/** The numbers of the events that a query finds, over all its pages. */
async function found(query: string, limit = 200): Promise<number[]> {
  const numbers: number[] = [];
  let cursor = "";
  for (let page = 0; page < 30; page += 1) {
    const { data, nextCursor } = await list(`${query}&limit=${limit}${cursor}`);
    numbers.push(...data.map(({ providerEventId }) => Number(providerEventId?.slice(9))));
    if (nextCursor === null) {
      return numbers;
    }
    cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
  }
  throw new Error("The pages have no end.");
}

const all = Array.from({ length: 20 }, (_, n) => 19 - n);
const issues = all.filter((n) => n % 3 === 2);

describe("the list of events", () => {
  it("has all of them, newest first, by pages of any size", async () => {
    expect(await found("")).toEqual(all);
    expect(await found("", 7)).toEqual(all);
    expect(await found("", 1)).toEqual(all);
    expect(await list("limit=20")).toMatchObject({ nextCursor: null, partial: false });
  });

  it.each([
    ["provider=github", all],
    ["provider=stripe", []],
    ["type=github.push", all.filter((n) => n % 3 !== 2)],
    ["type=github.*", all],
    ["type=*.issues.*", issues],
    ["type=git*iss*ope*d", issues],
    ["type=github.issues.", []],
    ["type=GITHUB.*", []],
    ["type=github.issue_.opened", []],
    ["type=github.[i]ssues.opened", []],
    [`type=${"*".repeat(60)}.opened`, issues],
    [`type=github.issues.${"x".repeat(60)}*`, []],
    ["status=ignored", all.filter((n) => n % 2 === 1 && n % 3 !== 2)],
    ["status=processed", all.filter((n) => n % 2 === 0 || n % 3 === 2)],
    [`since=${new Date(START + 15 * MINUTE_MS).toISOString()}`, [19, 18, 17, 16, 15]],
    [`until=${new Date(START + 2 * MINUTE_MS).toISOString()}`, [1, 0]],
    ["q=delivery-7", [7]],
    ["q=ACME/REPO-7", [7]],
    ["q=issues", issues],
    ["q=7 of 100%25_sure%5C", [17, 7]],
    ["q=100_", []],
    ["q=%25", all],
    ["q=Ünïcode", all],
    [`q=${"y".repeat(200)}`, []],
    ["type=*push&status=ignored&q=delivery-1", [19, 15, 13, 1]],
  ])("finds by %s what fits, in pages too", async (query, expected) => {
    expect(await found(query)).toEqual(expected);
    expect(await found(query, 2)).toEqual(expected);
  });

  it("finds by endpoint", async () => {
    expect(await found(`endpointId=${wanted.id}`)).toEqual(all.filter((n) => n % 2 === 0));
    expect(await found(`endpointId=${filtered.id}&type=*.opened`)).toEqual([17, 11, 5]);
  });

  it("finds an event by its id, and nothing of another organization", async () => {
    const { data } = await list("q=delivery-4");
    expect((await list(`q=${data[0]?.id}`)).data.map(({ id }) => id)).toEqual([data[0]?.id]);
    const other = await platform.organization();
    const { body } = await platform.call<Page>("GET", `/v1/events?q=${data[0]?.id}`, { token: other.key });
    expect(body.data).toEqual([]);
  });

  it("is not changed by events that come between two pages", async () => {
    const first = await list("limit=5&q=of");
    vi.setSystemTime(START + 60 * MINUTE_MS);
    await push(platform, wanted, '{"note":"of late"}', { delivery: "delivery-99" });
    await platform.drain();
    const second = await list(`limit=5&q=of&cursor=${first.nextCursor}`);
    expect(second.data.map(({ providerEventId }) => providerEventId)).toEqual(
      [14, 13, 12, 11, 10].map((n) => `delivery-${n}`),
    );
    await platform.env.DB.prepare("delete from events where endpoint_id = ? and provider_event_id = ?")
      .bind(wanted.id, "delivery-99")
      .run();
  });
});

describe("a search", () => {
  const search = async (filter: EventFilter, limit: number, before: string | null) => {
    const { db } = createContext(platform.env, createExecutionContext());
    return await listEvents(db, organizationId, filter, { limit, before, scanRows: 6 });
  };

  it("looks at a bounded number of rows, says when it stopped early, and goes on from there", async () => {
    const counts: number[] = [];
    let before: string | null = null;
    for (const partial of [true, true, true, false]) {
      const page = await search({ q: "delivery-7" }, 5, before);
      expect(page.partial).toBe(partial);
      counts.push(page.rows.length);
      before = page.next;
    }
    expect(before).toBeNull();
    expect(counts).toEqual([0, 0, 1, 0]);
  });

  it("that fills its page before its bound is not partial", async () => {
    const page = await search({ type: "github.push" }, 2, null);
    expect(page).toMatchObject({ partial: false, next: page.rows.at(-1)?.id });
    expect(page.rows).toHaveLength(2);
  });
});
