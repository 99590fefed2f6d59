import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DAY_MS } from "../../shared/clock.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { exampleCredentials, stubFetch } from "../support/sending.ts";
import { createEndpoint, push } from "../support/webhooks.ts";

const APP_SECRET = "0123456789abcdef0123456789abcdef";
const NUMBER = "+16505551234";
const STRANGER = "+16505550000";
const IG_USER = "987654321";
const IG_ACCOUNT = "17841405822304914";

const platform = new OutboxPlatform();

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
  stubFetch((request) =>
    request.method === "GET"
      ? Response.json({ id: "106540352242922", user_id: IG_ACCOUNT })
      : Response.json({ messages: [{ id: "wamid.1" }], message_id: "mid.1" }),
  );
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await platform.clearJobs();
});

/** An organization with a connection, to which somebody has just written. */
async function scene(provider: string, body: Readonly<Record<string, unknown>>) {
  const { key } = await platform.organization();
  const connection = { provider, credentials: exampleCredentials(provider) };
  expect((await platform.call("POST", "/v1/connections", { token: key, body: connection })).status).toBe(201);
  const endpoint = await createEndpoint(platform, key, { provider, secret: APP_SECRET });
  await push(platform, endpoint, JSON.stringify(body), { secret: APP_SECRET });
  await platform.drain();
  return async (action: string, input: Readonly<Record<string, unknown>>) => {
    const id = await platform.createJob(key, provider, { action, input, category: "transactional" });
    await platform.drainJobs();
    const { status, error } = await platform.job(key, id);
    return error === null ? status : `${status}: ${error.code}`;
  };
}

const CLOSED = "blocked: reply_window_closed";

describe("a message of a channel that takes answers for a time only", () => {
  it("is not sent at WhatsApp a day after its recipient wrote, but as a template; the provider judges strangers", async () => {
    const message = {
      from: NUMBER.slice(1),
      id: "wamid.in",
      timestamp: String(Math.floor(Date.now() / 1_000)),
      type: "text",
      text: { body: "Hello" },
    };
    const metadata = { display_phone_number: "15550783881", phone_number_id: "106540352242922" };
    const changes = [{ field: "messages", value: { metadata, messages: [message] } }];
    const send = await scene("whatsapp", {
      object: "whatsapp_business_account",
      entry: [{ id: "1", changes }],
    });
    const text = (to: string) => send("message.send_text", { to, text: "Hello" });
    expect([await text(NUMBER), await text(STRANGER)]).toEqual(["succeeded", "succeeded"]);
    vi.setSystemTime(Date.now() + DAY_MS);
    expect([await text(NUMBER), await text(STRANGER)]).toEqual([CLOSED, "succeeded"]);
    const template = { to: NUMBER, name: "booking_reminder", language: "en_US" };
    expect(await send("message.send_template", template)).toBe("succeeded");
  });

  it("is sent at Instagram for a day, and for seven where a person answers", async () => {
    const at = Date.now();
    const messaging = [
      {
        sender: { id: IG_USER },
        recipient: { id: IG_ACCOUNT },
        timestamp: at,
        message: { mid: "mid.in", text: "Hello" },
      },
    ];
    const send = await scene("instagram", {
      object: "instagram",
      entry: [{ id: IG_ACCOUNT, time: at, messaging }],
    });
    const answer = (more = {}) => send("dm.send", { to: IG_USER, text: "Hello", ...more });
    expect(await answer()).toBe("succeeded");
    vi.setSystemTime(at + DAY_MS + 60_000);
    expect([await answer(), await answer({ humanAgent: true })]).toEqual([CLOSED, "succeeded"]);
    vi.setSystemTime(at + 7 * DAY_MS + 60_000);
    expect(await answer({ humanAgent: true })).toBe(CLOSED);
  });
});
