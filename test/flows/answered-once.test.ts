import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ANN, clearRules, HOURS, newSid, OWN, TWILIO_TOKEN, texting } from "../support/ruling.ts";
import { twilioRequest } from "../support/sign.ts";
import { createEndpoint } from "../support/webhooks.ts";

const HOUR_MS = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await clearRules();
});

describe("one message", () => {
  it("is answered once though its provider, a second endpoint, the queue and replays bring it again", async () => {
    const { rule, post, text, platform, key, jobs, words, replayAll, messages } = await texting();
    const second = await createEndpoint(platform, key, { provider: "twilio", secret: TWILIO_TOKEN });
    await rule(HOURS);
    const sid = newSid();
    await post("open", { sid });
    const [first] = platform.queue.take();
    await platform.deliver([first?.body]);
    await platform.deliver([first?.body], { attempts: 2 });
    for (const to of [undefined, second]) {
      vi.setSystemTime(Date.now() + 2 * HOUR_MS);
      await text("open", { sid, ...(to === undefined ? {} : { to }) });
    }
    vi.setSystemTime(Date.now() + 2 * HOUR_MS);
    await replayAll();
    expect(await jobs()).toHaveLength(1);
    expect(await words()).toHaveLength(1);
    expect(await messages()).toHaveLength(2);
  });

  it("is not answered by a rule that was made after it, when it is replayed", async () => {
    const { rule, text, jobs, replayAll } = await texting();
    await text("open");
    await rule(HOURS);
    await replayAll();
    expect(await jobs()).toEqual([]);
  });

  it("is answered once though two consumers have it at the same time", async () => {
    const { rule, post, platform, jobs, messages } = await texting();
    await rule(HOURS);
    await post("open");
    const [queued] = platform.queue.take();
    let raced = false;
    platform.database.statements.length = 0;
    platform.database.beforeBatch = async () => {
      if (!raced && platform.database.statements.some((sql) => sql.includes("answeredAt"))) {
        raced = true;
        await platform.deliver([queued?.body], { attempts: 2 });
      }
    };
    await platform.deliver([queued?.body]);
    expect(raced).toBe(true);
    expect(await jobs()).toHaveLength(1);
    expect(await messages()).toHaveLength(2);
  });

  it("and its answer are stored together or not at all", async () => {
    const { rule, post, platform, jobs, messages } = await texting();
    await rule(HOURS);
    await post("open");
    const [queued] = platform.queue.take();
    platform.database.failingOn = /insert into jobs/;
    const failed = await platform.deliver([queued?.body]);
    expect(failed.retried).toHaveLength(1);
    expect(await jobs()).toEqual([]);
    platform.database.failingOn = null;
    await platform.deliver([queued?.body], { attempts: 2 });
    expect(await jobs()).toHaveLength(1);
    expect(await messages()).toHaveLength(2);
  });

  it("whose answer cannot be planned just then is tried again by itself, and holds up no other", async () => {
    const { rule, post, platform, jobs } = await texting();
    await rule(HOURS);
    await post("open");
    await post("Hello", { from: "+14155550101" });
    const both = platform.queue.take().map(({ body }) => body);
    platform.database.failingOn = /from "templates"/;
    const failed = await platform.deliver(both);
    expect([failed.acked, failed.retried.map(({ msgId }) => msgId)]).toEqual([["message-1"], ["message-0"]]);
    platform.database.failingOn = null;
    await platform.deliver(both.slice(0, 1), { attempts: 2 });
    expect(await jobs()).toHaveLength(1);
  });

  it("is stored though its words are more than an answer can repeat", async () => {
    const { rule, template, post, platform, jobs, messages } = await texting();
    await template("repeat", "sms", "{{message.text}}");
    await rule({ on: "message.received", template: "repeat" });
    await post("long ".repeat(1_000));
    await platform.drain();
    expect(await jobs()).toEqual([]);
    expect(await messages()).toHaveLength(1);
  });

  it("is answered though its job's message was lost: the sweep queues it", async () => {
    const { rule, text, platform, jobs, words } = await texting();
    await rule(HOURS);
    await text("open");
    platform.jobs.length = 0;
    vi.setSystemTime(Date.now() + 10 * 60_000);
    await platform.tick();
    expect(await words()).toEqual(["We open at nine."]);
    expect((await jobs())[0]?.status).toBe("succeeded");
  });

  it("that was received more than a day ago is answered no more", async () => {
    const { rule, post, platform, jobs } = await texting();
    await rule(HOURS);
    await post("open");
    vi.setSystemTime(Date.now() + 25 * HOUR_MS);
    await platform.drain();
    expect(await jobs()).toEqual([]);
  });
});

describe("what rules cost", () => {
  it("is one statement for a batch of messages without a rule, and nothing for other events", async () => {
    const { post, platform, endpoint } = await texting();
    await post("Hello");
    await post("Anybody there?", { from: "+14155550101" });
    const asked = () => platform.database.statements.filter((sql) => sql.includes("message_rule"));
    platform.database.statements.length = 0;
    await platform.drain();
    expect(asked()).toHaveLength(1);
    const receipt = { MessageSid: newSid(), MessageStatus: "delivered", From: OWN, To: ANN };
    const request = await twilioRequest(endpoint.url, receipt, TWILIO_TOKEN);
    await platform.fetch(endpoint.path, { method: "POST", ...request });
    await post("STOP");
    platform.database.statements.length = 0;
    await platform.drain();
    expect(asked()).toEqual([]);
  });

  it("is no row where no rule fits", async () => {
    const written = async (isRuled: boolean) => {
      const { rule, post, platform } = await texting();
      if (isRuled) {
        await rule({ ...HOURS, match: { contains: ["price"] } });
      }
      await post("Hello");
      platform.database.rowsWritten = 0;
      await platform.drain();
      return platform.database.rowsWritten;
    };
    expect(await written(true)).toBe(await written(false));
  });
});
