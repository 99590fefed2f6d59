import { createExecutionContext } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { HOUR_MS } from "../../../shared/clock.ts";
import { parkMessage } from "../../../shared/db/queries/inbox.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import type { ReceivedMessage } from "../../../shared/queue/messages.ts";
import { type Context, createContext } from "../../../workers/context.ts";
import { sweepInbox } from "../../../workers/cron/jobs/sweep-inbox.ts";
import { TestPlatform } from "../../support/platform.ts";

const NOW = 1_800_000_000_000;

function setUp() {
  const platform = new TestPlatform();
  const context = createContext(platform.env, createExecutionContext(), { clock: () => NOW });
  const queued = () => platform.queue.take().map(({ body }) => (body as ReceivedMessage).id);
  return { platform, context, queued };
}

function received(at: number, more: Partial<ReceivedMessage> = {}): ReceivedMessage {
  return {
    kind: "received",
    id: newId("event", at),
    organizationId: newId("organization", at),
    endpointId: newId("endpoint", at),
    provider: "github",
    url: "https://causeway.test/webhooks/github/ep",
    contentType: "application/json",
    headers: [],
    remoteAddress: null,
    receivedAt: at,
    body: { inline: new Uint8Array([0, 255, 1]) },
    ...more,
  };
}

async function park(
  context: Context,
  at: number,
  message = received(at),
  origin: "refused" | "dead" = "refused",
): Promise<Id<"event">> {
  await parkMessage(context.db, message, { origin, now: at });
  return message.id;
}

beforeEach(async () => {
  await new TestPlatform().env.DB.prepare("delete from inbox").run();
});

describe("the sweep of the inbox", () => {
  it("queues what was parked with its bytes, oldest first, and once", async () => {
    const { platform, context, queued } = setUp();
    const younger = await park(context, NOW - 10);
    const older = await park(context, NOW - 20);
    expect(await sweepInbox(context)).toBe(2);
    expect(platform.queue.sent[0]?.body).toMatchObject({ body: { inline: new Uint8Array([0, 255, 1]) } });
    expect(queued()).toEqual([older, younger]);
    expect(await sweepInbox(context)).toBe(0);
  });

  it("leaves alone for an hour what its consumer gave up on", async () => {
    const { context, queued } = setUp();
    await park(context, NOW - HOUR_MS + 1, received(NOW), "dead");
    const old = await park(context, NOW - HOUR_MS, received(NOW), "dead");
    await sweepInbox(context);
    expect(queued()).toEqual([old]);
  });

  it("queues the others when a message can never be queued, and tries that one last", async () => {
    const { context, queued } = setUp();
    const tooLong = received(NOW, { url: `https://causeway.test/?${"q".repeat(130_000)}` });
    await park(context, NOW - 20, tooLong);
    const good = await park(context, NOW - 10);
    expect(await sweepInbox(context)).toBe(1);
    expect(queued()).toEqual([good]);
    expect(await inboxIds(context)).toEqual([tooLong.id]);
  });

  it("is held up for one run at most by several such messages in a row", async () => {
    const { context, queued } = setUp();
    for (const age of [50, 40, 30]) {
      await park(context, NOW - age, received(NOW, { url: `https://causeway.test/?${"q".repeat(130_000)}` }));
    }
    const good = await park(context, NOW - 20);
    expect([await sweepInbox(context), await sweepInbox(context)]).toEqual([0, 1]);
    expect(queued()).toEqual([good]);
  });

  it("keeps a message in a form that this version does not know, and queues the others", async () => {
    const { platform, context, queued } = setUp();
    await platform.env.DB.prepare("insert into inbox (id, message, origin, created_at) values (?, ?, ?, ?)")
      .bind("of tomorrow", '{"kind":"of_tomorrow"}', "dead", 0)
      .run();
    const good = await park(context, NOW);
    await sweepInbox(context);
    expect(queued()).toEqual([good]);
    expect(await inboxIds(context)).toEqual(["of tomorrow"]);
  });

  it("gives up for this minute after three refusals, and loses nothing", async () => {
    const { platform, context } = setUp();
    const ids = await Promise.all(Array.from({ length: 60 }, (_, n) => park(context, NOW - n)));
    platform.queue.fault = "refuse";
    platform.database.calls = 0;
    expect(await sweepInbox(context)).toBe(0);
    expect(platform.database.calls).toBeLessThanOrEqual(3);
    expect(await inboxIds(context)).toEqual(ids.toSorted());
  });

  it("ends within its budget of 500 messages and goes on at its next run", async () => {
    const { platform, context } = setUp();
    const row = { ...received(NOW), body: { inline: { base64: "AA==" } } };
    const rows = Array.from({ length: 520 }, () => ({ ...row, id: newId("event", NOW) }));
    await platform.env.DB.prepare(
      "insert into inbox (id, message, origin, created_at) select value->>'id', value, 'refused', 0 from json_each(?)",
    )
      .bind(JSON.stringify(rows))
      .run();
    expect(await sweepInbox(context)).toBe(500);
    expect(await sweepInbox(context)).toBe(20);
  });

  it("queues a replay of an event that is parked itself", async () => {
    const { context, queued } = setUp();
    const message = received(NOW);
    await park(context, NOW - 2, message);
    const { organizationId, id: eventId } = message;
    const replay = { kind: "replay", organizationId, eventId } as const;
    await parkMessage(context.db, replay, { origin: "refused", now: NOW - 1 });
    expect(await sweepInbox(context)).toBe(2);
    expect(queued()).toHaveLength(2);
  });

  it("queues again what a crash kept it from removing, which is then known by its id", async () => {
    const { platform, context, queued } = setUp();
    const id = await park(context, NOW);
    platform.database.failingOn = /delete from .?inbox/;
    await expect(sweepInbox(context)).rejects.toThrow();
    platform.database.failingOn = null;
    await sweepInbox(context);
    expect(queued()).toEqual([id, id]);
  });
});

async function inboxIds({ env }: Context): Promise<string[]> {
  const { results } = await env.DB.prepare("select id from inbox order by id").all<{ id: string }>();
  return results.map(({ id }) => id);
}
