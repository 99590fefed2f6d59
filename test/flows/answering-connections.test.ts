import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";
import { twilioRequest } from "../support/sign.ts";
import { createEndpoint } from "../support/webhooks.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const ANN = "+14155550100";
const [NUMBER, OTHER, STRAY] = ["+15005550006", "+15005550007", "+15005550008"];

const platform = new OutboxPlatform();

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
  platform.jobs.length = 0;
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await platform.clearJobs();
});

interface Account {
  readonly id: string;
  readonly accountSid: string;
}

/** An organization with two accounts at Twilio, the second of which has the number `OTHER`. */
async function scene() {
  const sent = stubFetch(() => Response.json({ sid: "SM1", status: "active", friendly_name: "Acme" }));
  const { key } = await platform.organization();
  const call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  const connect = async (more: Record<string, unknown> = {}, settings: Record<string, unknown> = {}) => {
    vi.setSystemTime(Date.now() + 1_000);
    const accountSid = `AC${crypto.randomUUID().replaceAll("-", "")}`;
    const credentials = { accountSid, authToken: TOKEN, ...more };
    const body = { provider: "twilio", credentials, ...settings };
    const made = await call<{ id: string; status: string }>("POST", "/v1/connections", body);
    expect(made.body.status, JSON.stringify(made.body)).toBe("active");
    return { id: made.body.id, accountSid };
  };
  const endpoint = await createEndpoint(platform, key, { provider: "twilio", secret: TOKEN });
  /** Somebody writes; which account answers, if any. */
  const answered = async (to: string, words = "AYUDA", channel = ""): Promise<string | null> => {
    vi.setSystemTime(Date.now() + 1_000);
    const parameters = {
      MessageSid: `SM${crypto.randomUUID().replaceAll("-", "")}`,
      From: channel + ANN,
      To: channel + to,
      Body: words,
      NumMedia: "0",
    };
    const request = await twilioRequest(endpoint.url, parameters, TOKEN);
    await platform.fetch(endpoint.path, { method: "POST", ...request });
    await platform.drain();
    sent.length = 0;
    await platform.tick();
    await platform.drainJobs();
    const messages = sent.filter(({ url }) => url.endsWith("/Messages.json"));
    expect(messages.length).toBeLessThan(2);
    return /Accounts\/(AC\w+)\//.exec(messages[0]?.url ?? "")?.[1] ?? null;
  };
  const own = async ({ id }: Account) =>
    await platform.env.DB.prepare("update endpoints set connection_id = ? where id = ?")
      .bind(id, endpoint.id)
      .run();
  return { call, connect, answered, own };
}

describe("a word that wants an answer, of an organization with several connections", () => {
  it("is answered by the one whose number was written to, whatever the endpoint's own is", async () => {
    const { connect, answered, own } = await scene();
    const first = await connect({ fromNumber: NUMBER });
    const second = await connect({ fromNumber: OTHER });
    await own(first);
    expect(await answered(OTHER)).toBe(second.accountSid);
    expect(await answered(NUMBER)).toBe(first.accountSid);
    expect(await answered(OTHER, "AYUDA", "whatsapp:")).toBe(second.accountSid);
    expect(await answered(OTHER, "please stop texting me")).toBe(second.accountSid);
  });

  it("is answered by the one with which an agent has that number", async () => {
    const { connect, answered, call } = await scene();
    await connect({ fromNumber: NUMBER });
    const second = await connect();
    const integrations = [{ provider: "twilio", connectionId: second.id, config: { fromNumber: STRAY } }];
    const put = await call("PUT", "/v1/agents/front-desk/integrations", { integrations });
    expect(put.status, JSON.stringify(put.body)).toBe(200);
    expect(await answered(STRAY)).toBe(second.accountSid);
  });

  it("is answered by the endpoint's own where none has the number, and by the oldest active one where it has none", async () => {
    const { connect, answered, own, call } = await scene();
    const first = await connect({ fromNumber: NUMBER });
    const second = await connect({ fromNumber: OTHER });
    const third = await connect();
    expect(await answered(STRAY)).toBe(first.accountSid);
    await own(third);
    expect(await answered(STRAY)).toBe(third.accountSid);
    for (const { id } of [first, third]) {
      await call("PATCH", `/v1/connections/${id}`, { enabled: false });
    }
    expect(await answered(STRAY)).toBe(second.accountSid);
    await call("PATCH", `/v1/connections/${second.id}`, { enabled: false });
    expect(await answered(STRAY)).toBeNull();
  });
});
