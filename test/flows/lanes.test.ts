import { afterEach, describe, expect, it, vi } from "vitest";
import { QUEUES } from "../../shared/queue/consumers.ts";
import { clearDestinations, setUpDestinations } from "../support/delivering.ts";
import { createEndpoint } from "../support/webhooks.ts";

afterEach(clearDestinations);

const MINUTE_MS = 60_000;

/** Of a busy machine: nothing here asserts how long it takes. */
const PATIENCE = { timeout: 30_000 };

/** Answers that wait until a test lets them go. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { until: promise, letGo: resolve };
}

/** Has somebody else's statement run before those that hold `text`. */
function beforeStatement(env: Env, text: string, other: (db: D1Database) => D1PreparedStatement): void {
  const db = env.DB;
  const run = (statement: D1PreparedStatement) => async () => {
    await other(db).run();
    return await statement.run();
  };
  env.DB = new Proxy(db, {
    get: (target, name) => {
      if (name !== "prepare") {
        return Reflect.get(target, name);
      }
      return (sql: string) => {
        const statement = target.prepare(sql);
        return sql.includes(text)
          ? { bind: (...values: unknown[]) => ({ run: run(statement.bind(...values)) }) }
          : statement;
      };
    },
  });
}

describe("destinations that hang", () => {
  it("delay no other, however many they are: what finds no connection goes on in another invocation", async () => {
    const { platform, destination, send, answerWith, deliveries } = await setUpDestinations();
    for (let count = 0; count < 7; count += 1) {
      await destination({ url: `https://stuck-${count}.example.com/` });
    }
    const fine = await destination({ url: "https://fine.example.com/" });
    const { until, letGo } = held();
    let hanging = 0;
    let most = 0;
    answerWith(async (request) => {
      if (request.url.includes("fine")) {
        return new Response(null, { status: 200 });
      }
      hanging += 1;
      most = Math.max(most, hanging);
      await until;
      hanging -= 1;
      throw new Error("It hung up.");
    });
    await send();
    await platform.drain();
    const first = platform.deliverAttempts(platform.attempts.splice(0));
    // the invocation goes on behind its batch until those that hang are let go
    await vi.waitUntil(() => platform.attempts.length === 3, PATIENCE);
    expect(most).toBe(5);
    expect(await deliveries(`&destinationId=${fine.id}&status=delivered`)).toEqual([]);
    const second = platform.deliverAttempts(platform.attempts.splice(0));
    await vi.waitUntil(
      async () => (await deliveries(`&destinationId=${fine.id}&status=delivered`)).length === 1,
      PATIENCE,
    );
    expect(hanging).toBe(7);
    letGo();
    await Promise.all([first, second]);
    const waiting = await deliveries("&status=pending");
    expect(waiting.map(({ attempts }) => attempts.length)).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });
});

describe("a destination that answers slowly and well", () => {
  it("gets as much as fits, and the rest later with no attempt spent", async () => {
    const { platform, destination, send, answerWith, deliveries } = await setUpDestinations();
    const { id } = await destination();
    for (let count = 0; count < 8; count += 1) {
      await send(`{"n":${count}}`);
    }
    await platform.drain();
    let now = Date.now();
    vi.useFakeTimers({ now, toFake: ["Date"] });
    answerWith(() => {
      now += 6_000;
      vi.setSystemTime(now);
      return new Response(null, { status: 200 });
    });
    await platform.attempt();
    const delivered = (await deliveries("&status=delivered")).length;
    expect(delivered).toBeGreaterThan(0);
    expect(delivered).toBeLessThan(8);
    const waiting = await deliveries("&status=pending");
    expect(waiting.map(({ attempts }) => attempts.length)).toEqual(Array(8 - delivered).fill(0));
    answerWith(() => new Response(null, { status: 200 }));
    expect(await platform.attempt()).toEqual(Array(8 - delivered).fill(60));
    expect(await deliveries("&status=delivered")).toHaveLength(8);
    expect(await deliveries(`&destinationId=${id}`)).toHaveLength(8);
  });
});

describe("a lane that throws", () => {
  it("is its own destination's matter, and the sweep brings its deliveries back", async () => {
    const { platform, destination, send, deliveries, requests } = await setUpDestinations();
    const broken = await destination({ url: "https://broken.example.com/" });
    await destination({ url: "https://fine.example.com/" });
    const { DB } = platform.env;
    const sealed = await DB.prepare("select secrets from destinations where id = ?")
      .bind(broken.id)
      .first<{ secrets: string }>();
    const setSecrets = async (secrets: string | undefined) => {
      await DB.prepare("update destinations set secrets = ? where id = ?").bind(secrets, broken.id).run();
    };
    await setSecrets(sealed?.secrets.replace(/"sealed":"[^"]*"/, '"sealed":"1.AAAA"'));
    await send();
    await platform.attempt();
    expect(requests.map(({ url }) => url)).toEqual(["https://fine.example.com/"]);
    expect(await deliveries(`&destinationId=${broken.id}`)).toMatchObject([
      { status: "pending", attempts: [] },
    ]);
    await setSecrets(sealed?.secrets);
    vi.useFakeTimers({ now: Date.now() + 3 * MINUTE_MS, toFake: ["Date"] });
    await platform.tick();
    await platform.attempt();
    expect(await deliveries("&status=delivered")).toHaveLength(2);
  });
});

describe("a destination that is changed while it is sent to", () => {
  it.each([
    ["410", () => new Response(null, { status: 410 })],
    ["five days of failures", () => new Response(null, { status: 500 })],
  ])("is not switched off by %s of its old address, and what was refused there goes to the new one", async (_, refuse) => {
    const { platform, destination, send, call, answerWith, deliveries } = await setUpDestinations();
    const { id } = await destination();
    const { DB } = platform.env;
    await DB.prepare("update destinations set failing_since = ?, warned_at = ? where id = ?")
      .bind(Date.now() - 6 * 1_440 * MINUTE_MS, Date.now() - 3 * 1_440 * MINUTE_MS, id)
      .run();
    answerWith(async () => {
      await call("PATCH", `/v1/destinations/${id}`, { url: "https://new.example.com/" });
      return refuse();
    });
    await send();
    await platform.attempt();
    const changed = (await call("GET", `/v1/destinations/${id}`)).body;
    expect(changed).toMatchObject({ status: "enabled", failingSince: null });
    expect((await call<{ data: unknown[] }>("GET", "/v1/incidents")).body.data).toEqual([]);
    expect(await deliveries()).toMatchObject([{ status: "pending" }]);
    const urls: string[] = [];
    answerWith((request) => {
      urls.push(request.url);
      return new Response(null, { status: 200 });
    });
    platform.attempts.splice(0);
    vi.useFakeTimers({ now: Date.now() + 10 * MINUTE_MS, toFake: ["Date"] });
    await platform.tick();
    await platform.attempt();
    expect(urls).toEqual(["https://new.example.com/"]);
    expect(await deliveries()).toMatchObject([{ status: "delivered" }]);
  });

  it("and switched on while a batch has it as off, loses nothing", async () => {
    const { platform, destination, send, call, deliveries } = await setUpDestinations();
    const { id } = await destination();
    await send();
    await platform.drain();
    await call("PATCH", `/v1/destinations/${id}`, { enabled: false });
    beforeStatement(platform.env, "status = 'held'", (db) =>
      db.prepare("update destinations set status = 'enabled' where id = ?").bind(id),
    );
    await platform.attempt();
    expect(await deliveries()).toMatchObject([{ status: "pending", attempts: [] }]);
    await platform.tick();
    await platform.attempt();
    expect(await deliveries()).toMatchObject([{ status: "delivered" }]);
  });
});

describe("an incident of a destination", () => {
  it("names its address without the query, which may hold a token", async () => {
    const { platform, destination, send, call, answerWith } = await setUpDestinations();
    await destination({ url: "https://other.example.com/", events: ["causeway.destination.*"] });
    await destination({ url: "https://app.example.com/hooks?token=t0psecret" });
    answerWith((request) => new Response(null, { status: request.url.includes("app.") ? 410 : 200 }));
    await send();
    await platform.attempt();
    const incidents = await call("GET", "/v1/incidents");
    const told = await call("GET", "/v1/events?provider=causeway");
    const text = JSON.stringify([incidents.body, told.body]);
    expect(text).toContain("https://app.example.com/hooks");
    expect(text).not.toContain("t0psecret");
  });
});

describe("a message that no version here can read", () => {
  it("leaves its delivery to the sweep when it names one, and is kept when it names none", async () => {
    const { platform, destination, send, requests } = await setUpDestinations();
    await destination();
    await send();
    await platform.drain();
    const [message] = platform.attempts.splice(0).map(({ body }) => body as object);
    const bodies = [{ ...message, kind: "of_tomorrow", attempt: { number: 1 } }, { kind: "of_tomorrow" }];
    const dead = await platform.deliver(bodies, { queue: QUEUES.deliveriesDead });
    expect(dead.acked).toHaveLength(2);
    const { DB } = platform.env;
    const { results } = await DB.prepare("select message from inbox where id like 'unknown %'").all();
    expect(results).toEqual([{ message: '{"kind":"of_tomorrow"}' }]);
    await DB.prepare("delete from inbox").run();
    vi.useFakeTimers({ now: Date.now() + 11 * MINUTE_MS, toFake: ["Date"] });
    await platform.tick();
    await platform.attempt();
    expect(requests).toHaveLength(1);
  });
});

describe("events of a sender that an endpoint declares", () => {
  it("cost one read of the endpoint however many are delivered together", async () => {
    const { platform, key, destination, requests } = await setUpDestinations();
    await destination({ events: ["custom.*"] });
    const scheme = { kind: "token", from: { header: "x-token" } };
    const endpoint = await createEndpoint(platform, key, { provider: "custom", secret: "s3cret", scheme });
    for (let n = 0; n < 6; n += 1) {
      const init = { method: "POST", headers: { "x-token": "s3cret" }, body: `{"n":${n}}` };
      expect((await platform.fetch(endpoint.path, init)).status).toBe(200);
    }
    await platform.drain();
    platform.database.statements.splice(0);
    await platform.attempt();
    expect(requests).toHaveLength(6);
    const reads = platform.database.statements.filter((sql) => /^select .* from "endpoints"/.test(sql));
    expect(reads).toHaveLength(1);
  });
});

describe("a delivery whose batch came again", () => {
  it("hours later, from the dead-letter queue, is made though its destination wants other events by then", async () => {
    const { platform, destination, send, call, requests } = await setUpDestinations();
    const { id } = await destination();
    await send();
    const messages = platform.queue.take().map(({ body }) => body);
    const queue = platform.env.DELIVERY_QUEUE as { sendBatch: unknown };
    const { sendBatch } = queue;
    queue.sendBatch = async () => {
      throw new Error("The queue is away.");
    };
    await platform.deliver(messages, { attempts: 9 });
    await platform.deliver(messages, { queue: QUEUES.eventsDead });
    queue.sendBatch = sendBatch;
    await call("PATCH", `/v1/destinations/${id}`, { events: ["stripe.*"] });
    vi.useFakeTimers({ now: Date.now() + 61 * MINUTE_MS, toFake: ["Date"] });
    await platform.tick();
    await platform.attempt();
    expect(requests).toHaveLength(1);
  });

  it("is made though its destination wants other events by then", async () => {
    const { platform, destination, send, call, requests } = await setUpDestinations();
    const { id } = await destination();
    await send();
    const messages = platform.queue.take().map(({ body }) => body);
    const queue = platform.env.DELIVERY_QUEUE as { sendBatch: unknown };
    const { sendBatch } = queue;
    queue.sendBatch = async () => {
      throw new Error("The queue is away.");
    };
    await platform.deliver(messages);
    queue.sendBatch = sendBatch;
    await call("PATCH", `/v1/destinations/${id}`, { events: ["stripe.*"] });
    await platform.deliver(messages, { attempts: 2 });
    await platform.attempt();
    expect(requests).toHaveLength(1);
  });
});
