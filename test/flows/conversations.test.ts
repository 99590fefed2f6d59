import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";
import { twilioRequest } from "../support/sign.ts";
import { createEndpoint, events } from "../support/webhooks.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const OWN = "+15005550006";
const DAY_MS = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await new OutboxPlatform().clearJobs();
});

interface ConversationView {
  readonly id: string;
  readonly channel: string;
  readonly ownAddress: string;
  readonly contactAddress: string;
  readonly status: string;
  readonly replyUntil: string | null;
}

interface MessageView {
  readonly direction: string;
  readonly text: string | null;
  readonly keyword: string | null;
  readonly jobId: string | null;
}

/** An organization with Twilio connected, to which people text. */
async function setUp() {
  const platform = new OutboxPlatform();
  const sent = stubFetch(() => Response.json({ sid: "SM1", status: "active", friendly_name: "Acme" }));
  const { key } = await platform.connected("twilio");
  const endpoint = await createEndpoint(platform, key, { provider: "twilio", secret: TOKEN });
  const call = <T>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  /** As Twilio posts it; its message stays in the queue. */
  const post = async (parameters: Readonly<Record<string, string>>, to = endpoint) => {
    const request = await twilioRequest(to.url, parameters, TOKEN);
    const response = await platform.fetch(to.path, { method: "POST", ...request });
    expect(response.status).toBe(200);
    vi.setSystemTime(Date.now() + 1_000);
  };
  const message = (from: string, body: string, sid = `SM${crypto.randomUUID().replaceAll("-", "")}`) => ({
    MessageSid: sid,
    From: from,
    To: from.replace(/\+.*/, "") + OWN,
    Body: body,
    NumMedia: "0",
  });
  const text = async (from: string, body: string, sid?: string, to = endpoint) => {
    await post(message(from, body, sid), to);
    await platform.drain();
  };
  return {
    platform,
    key,
    call,
    post,
    message,
    text,
    sent,
    conversations: async () =>
      (await call<{ data: ConversationView[] }>("GET", "/v1/conversations")).body.data,
    messages: async (id: string | undefined) =>
      (await call<{ data: MessageView[] }>("GET", `/v1/conversations/${id}/messages`)).body.data,
    suppressions: async () =>
      (await call<{ data: { address: string; reason: string }[] }>("GET", "/v1/suppressions")).body.data,
  };
}

describe("what people write", () => {
  it("is a conversation for each of them, in which a provider's retry is no second message", async () => {
    const { text, conversations, messages } = await setUp();
    await text("+14155550100", "Hello");
    await text("+14155550100", "Anybody there?", "SMagain");
    await text("+14155550100", "Anybody there?", "SMagain");
    await text("+14155550101", "Me too");
    const all = await conversations();
    expect(all).toMatchObject([
      { channel: "sms", ownAddress: OWN, contactAddress: "+14155550101", status: "open" },
      { channel: "sms", ownAddress: OWN, contactAddress: "+14155550100", status: "open" },
    ]);
    expect((await messages(all[1]?.id)).map((message) => message.text)).toEqual(["Anybody there?", "Hello"]);
  });

  it("is told of to who subscribes", async () => {
    const { text, call, platform } = await setUp();
    await call("POST", "/v1/destinations", {
      url: "https://app.example.com/hooks",
      events: ["causeway.message.*"],
    });
    await text("+14155550100", "Hello", "SM7");
    const { body } = await call<{ data: { type: string; subject: string; data: unknown }[] }>(
      "GET",
      "/v1/events?provider=causeway",
    );
    expect(body.data).toMatchObject([
      {
        type: "causeway.message.replied",
        subject: "SM7",
        data: { channel: "sms", from: "+14155550100", text: "Hello", keyword: null },
      },
    ]);
    await platform.env.DB.prepare("delete from deliveries").run();
    await platform.env.DB.prepare("delete from destinations").run();
  });

  it("is one message, told of once, though two endpoints brought it", async () => {
    const { text, call, platform, key, conversations, messages } = await setUp();
    const second = await createEndpoint(platform, key, { provider: "twilio", secret: TOKEN });
    await call("POST", "/v1/destinations", {
      url: "https://app.example.com/hooks",
      events: ["causeway.message.*"],
    });
    await text("+14155550100", "Hello", "SM8");
    await text("+14155550100", "Hello", "SM8", second);
    expect((await events(platform, key, "?provider=twilio")).length).toBe(2);
    const [conversation] = await conversations();
    expect(await messages(conversation?.id)).toHaveLength(1);
    expect(await events(platform, key, "?provider=causeway")).toHaveLength(1);
    const { body } = await call<{ data: unknown[] }>("GET", "/v1/deliveries");
    expect(body.data).toHaveLength(1);
    await platform.env.DB.prepare("delete from deliveries").run();
    await platform.env.DB.prepare("delete from destinations").run();
  });

  it("opens a conversation again that was closed", async () => {
    const { text, conversations, call } = await setUp();
    await text("+14155550100", "Hello");
    const [first] = await conversations();
    await call("PATCH", `/v1/conversations/${first?.id}`, { status: "closed" });
    expect(await conversations()).toMatchObject([{ status: "closed" }]);
    await text("+14155550100", "Hello again");
    expect(await conversations()).toMatchObject([{ id: first?.id, status: "open" }]);
  });
});

describe("a word that opts out", () => {
  it.each([
    "STOP",
    " stop. ",
    "Opt-Out",
    "STOP PLEASE",
    "Arrêt",
    "please stop texting me",
  ])("stops every message to its sender before anything else: %j", async (word) => {
    const { text, conversations, messages, suppressions, call, platform, key } = await setUp();
    await text("+14155550100", word);
    expect(await suppressions()).toMatchObject([{ address: "+14155550100", reason: "stop" }]);
    const [conversation] = await conversations();
    expect(await messages(conversation?.id)).toMatchObject([{ keyword: "opt_out" }]);
    const reply = await call<MessageView>("POST", `/v1/conversations/${conversation?.id}/messages`, {
      text: "But why?",
    });
    expect((await platform.job(key, reply.body.jobId ?? "")).status).toBe("blocked");
  });

  it("is lifted by START, which lifts nothing else", async () => {
    const { text, suppressions, call } = await setUp();
    await call("POST", "/v1/suppressions", { channel: "sms", address: "+14155550101" });
    await text("+14155550100", "STOP");
    await text("+14155550100", "START");
    await text("+14155550101", "START");
    expect(await suppressions()).toMatchObject([{ address: "+14155550101", reason: "manual" }]);
  });

  it("stands though the number had bounced before, and START lifts nothing that its owner was suppressed for since", async () => {
    const { text, suppressions, call } = await setUp();
    const suppress = async (reason: string) =>
      await call("POST", "/v1/suppressions", { channel: "sms", address: "+14155550100", reason });
    await suppress("bounce");
    await text("+14155550100", "STOP");
    expect(await suppressions()).toMatchObject([{ reason: "stop" }]);
    await suppress("manual");
    await text("+14155550100", "START");
    expect(await suppressions()).toMatchObject([{ reason: "manual" }]);
  });

  it("stays lifted though the older word is processed again", async () => {
    const { text, suppressions, call, platform } = await setUp();
    await text("+14155550100", "STOP");
    await text("+14155550100", "START");
    const { body } = await call<{ data: { id: string }[] }>("GET", "/v1/events?provider=twilio");
    await call("POST", `/v1/events/${body.data.at(-1)?.id}/replay`);
    await platform.drain();
    expect(await suppressions()).toEqual([]);
  });

  it("counts by when it was written, though what took back an earlier one is processed after it", async () => {
    const { text, post, message, suppressions, platform } = await setUp();
    await text("+14155550100", "STOP");
    await post(message("+14155550100", "START"));
    const late = platform.queue.take();
    await text("+14155550100", "STOP");
    await platform.deliver(late.map(({ body }) => body));
    expect(await suppressions()).toMatchObject([{ address: "+14155550100", reason: "stop" }]);
  });

  it("may be the account's own, and is taken back by another of its own", async () => {
    const { post, message, suppressions, conversations, messages, platform } = await setUp();
    await post({ ...message("+14155550100", "Baja"), OptOutType: "STOP" });
    await platform.drain();
    expect(await suppressions()).toMatchObject([{ address: "+14155550100", reason: "stop" }]);
    await post({ ...message("+14155550100", "Alta"), OptOutType: "START" });
    await platform.drain();
    expect(await suppressions()).toEqual([]);
    const [conversation] = await conversations();
    expect((await messages(conversation?.id)).map(({ keyword }) => keyword)).toEqual(["opt_in", "opt_out"]);
  });

  it("is learned of from a refusal where it was said before, and taken back by START", async () => {
    const { text, post, suppressions, platform } = await setUp();
    const receipt = { MessageSid: "SM9", MessageStatus: "failed", ErrorCode: "21610" };
    await post({ ...receipt, From: OWN, To: "+14155550100" });
    await platform.drain();
    expect(await suppressions()).toMatchObject([{ address: "+14155550100", reason: "stop" }]);
    await text("+14155550100", "START");
    expect(await suppressions()).toEqual([]);
  });

  it("is confirmed within five minutes or not at all, and counts all the same", async () => {
    const { post, message, suppressions, platform, sent } = await setUp();
    await post(message("+14155550100", "please stop texting me"));
    vi.setSystemTime(Date.now() + 6 * 60_000);
    sent.length = 0;
    await platform.drain();
    await platform.tick();
    await platform.drainJobs();
    expect(sent).toEqual([]);
    expect(await suppressions()).toMatchObject([{ reason: "stop" }]);
  });

  it("is none inside a sentence", async () => {
    const { text, suppressions } = await setUp();
    for (const words of ["don't stop the music", "Stop by on Monday", "the end", "START"]) {
      await text("+14155550100", words);
    }
    expect(await suppressions()).toEqual([]);
  });
});

describe("a word that asks for help, and that no carrier answers", () => {
  it("is answered once though two endpoints brought it", async () => {
    const { text, platform, key, sent } = await setUp();
    const second = await createEndpoint(platform, key, { provider: "twilio", secret: TOKEN });
    sent.length = 0;
    await text("+14155550100", "AYUDA", "SMhelp");
    await text("+14155550100", "AYUDA", "SMhelp", second);
    await platform.tick();
    await platform.drainJobs();
    expect(sent).toHaveLength(1);
  });

  it("is not answered a day later, when its event is processed at last", async () => {
    const { post, message, platform, sent, conversations, messages } = await setUp();
    await post(message("+14155550100", "AYUDA"));
    vi.setSystemTime(Date.now() + DAY_MS + 60_000);
    sent.length = 0;
    await platform.drain();
    await platform.tick();
    await platform.drainJobs();
    expect(sent.filter(({ method }) => method !== "GET")).toEqual([]);
    const [conversation] = await conversations();
    expect(await messages(conversation?.id)).toMatchObject([{ keyword: "help" }]);
  });
});

describe("what somebody wrote", () => {
  it("is forgotten after ninety days; that they wrote, and what it meant, is not", async () => {
    const { text, conversations, messages, suppressions, platform } = await setUp();
    await text("+14155550100", "please stop texting me");
    const [conversation] = await conversations();
    const midnight = (days: number) => Math.ceil(Date.now() / DAY_MS) * DAY_MS + days * DAY_MS + 60_000;
    vi.setSystemTime(midnight(88));
    await platform.tick();
    expect(await messages(conversation?.id)).toMatchObject([{ text: "please stop texting me" }]);
    vi.setSystemTime(midnight(1));
    await platform.tick();
    vi.setSystemTime(midnight(1));
    await platform.tick();
    expect(await messages(conversation?.id)).toMatchObject([{ text: null, keyword: "opt_out" }]);
    expect(await suppressions()).toHaveLength(1);
  });
});

describe("an answer", () => {
  it("goes out from the address that was written to, through the outbox, and joins the conversation", async () => {
    const { text, conversations, messages, call, platform, sent } = await setUp();
    await text("+14155550100", "Hello");
    const [conversation] = await conversations();
    sent.length = 0;
    const reply = await call<MessageView>("POST", `/v1/conversations/${conversation?.id}/messages`, {
      text: "How can we help?",
    });
    expect(reply.status).toBe(202);
    await platform.drainJobs();
    const form = new URLSearchParams(await sent[0]?.text());
    expect(Object.fromEntries(form)).toMatchObject({
      To: "+14155550100",
      From: OWN,
      Body: "How can we help?",
    });
    expect(await messages(conversation?.id)).toMatchObject([
      { direction: "sent", text: "How can we help?", jobId: reply.body.jobId },
      { direction: "received", text: "Hello" },
    ]);
  });

  it("is taken for 24 hours where the channel takes none later, and refused after with what to do", async () => {
    const { text, conversations, call } = await setUp();
    await text("whatsapp:+14155550100", "Hello");
    const [conversation] = await conversations();
    expect(conversation?.channel).toBe("whatsapp");
    expect(Date.parse(conversation?.replyUntil ?? "") - Date.now()).toBeGreaterThan(DAY_MS - 120_000);
    vi.setSystemTime(Date.now() + DAY_MS + 1_000);
    const late = await call<{ code: string; detail: string }>(
      "POST",
      `/v1/conversations/${conversation?.id}/messages`,
      { text: "Sorry for the wait" },
    );
    expect([late.status, late.body.code]).toEqual([409, "reply_window_closed"]);
    expect(late.body.detail).toContain("template");
  });

  it("that waited until its window was over is not sent, unless the contact wrote again", async () => {
    const { text, conversations, call, platform, key, sent } = await setUp();
    await text("+14155550100", "Hello");
    await text("+14155550101", "Hello");
    const reply = async (contact: string) => {
      const conversation = (await conversations()).find(({ contactAddress }) => contactAddress === contact);
      const path = `/v1/conversations/${conversation?.id}/messages`;
      const jobId = (await call<MessageView>("POST", path, { text: "Yes?" })).body.jobId ?? "";
      // as of a channel that takes answers for a time only
      await platform.setJob(jobId, { channel: "whatsapp" });
      return jobId;
    };
    const jobs = [await reply("+14155550100"), await reply("+14155550101")];
    vi.setSystemTime(Date.now() + DAY_MS);
    await text("+14155550101", "Anybody there?");
    sent.length = 0;
    await platform.drainJobs();
    expect(sent.map(({ method }) => method)).toEqual(["POST"]);
    const [late, fine] = await Promise.all(jobs.map((id) => platform.job(key, id)));
    expect(late).toMatchObject({ status: "blocked", error: { code: "reply_window_closed" } });
    expect(fine?.status).toBe("succeeded");
  });

  it("over SMS is never too late", async () => {
    const { text, conversations, call } = await setUp();
    await text("+14155550100", "Hello");
    const [conversation] = await conversations();
    expect(conversation?.replyUntil).toBeNull();
    vi.setSystemTime(Date.now() + 30 * DAY_MS);
    const path = `/v1/conversations/${conversation?.id}/messages`;
    expect((await call("POST", path, { text: "Still here" })).status).toBe(202);
  });
});
