import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";
import { createEndpoint, push } from "../support/webhooks.ts";

const APP_SECRET = "0123456789abcdef0123456789abcdef";
const USER = "US.13491208655302741918";
const NUMBER = "+16505551234";
const OTHER_NUMBER = "+14155550100";

const platform = new OutboxPlatform();

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
  stubFetch(() => Response.json({}));
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await platform.clearJobs();
});

const whatsapp = (...addresses: string[]) => addresses.map((address) => ({ channel: "whatsapp", address }));

/** An organization to which people write at WhatsApp, by their number or their id. */
async function scene() {
  const { key } = await platform.organization();
  const endpoint = await createEndpoint(platform, key, { provider: "whatsapp", secret: APP_SECRET });
  const call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  const write = async (from: string, words: string) => {
    vi.setSystemTime(Date.now() + 1_000);
    const sender = from.startsWith("+") ? { from: from.slice(1) } : { from_user_id: from };
    const message = {
      ...sender,
      id: `wamid.${crypto.randomUUID()}`,
      timestamp: String(Math.floor(Date.now() / 1_000)),
      type: "text",
      text: { body: words },
    };
    const metadata = { display_phone_number: "15550783881", phone_number_id: "106540352242922" };
    const changes = [{ field: "messages", value: { metadata, messages: [message] } }];
    const body = JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "1", changes }] });
    await push(platform, endpoint, body, { secret: APP_SECRET });
    await platform.drain();
    vi.setSystemTime(Date.now() + 1_000);
  };
  const consent = async (address: string, status: string, channel = "whatsapp") => {
    vi.setSystemTime(Date.now() + 1_000);
    const said = { status, purpose: "marketing", basis: "consent", source: "form" };
    expect((await call("POST", "/v1/consents", { ...said, channel, address })).status).toBe(201);
  };
  const check = async (address: string, category = "transactional", channel = "whatsapp") => {
    const asked = { channel, address, category };
    const { body } = await call<{ allowed: boolean; reason: string }>("POST", "/v1/consents/check", asked);
    return body.allowed ? "allowed" : body.reason;
  };
  const contact = async (identities: readonly unknown[]) => {
    const made = await call<{ id: string }>("POST", "/v1/contacts", { identities });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body.id;
  };
  return { call, write, consent, check, contact };
}

describe("a STOP at WhatsApp", () => {
  it.each([
    ["the user's id", USER, NUMBER],
    ["the number", NUMBER, USER],
  ])("from %s holds at every address of the account that the contact links, until START from any", async (_, from, other) => {
    const { write, check, contact, consent } = await scene();
    await contact(whatsapp(USER, NUMBER));
    await consent(other, "granted");
    await write(from, "STOP");
    expect([await check(from), await check(other), await check(other, "marketing")]).toEqual([
      "suppressed",
      "suppressed",
      "suppressed",
    ]);
    await write(other, "START");
    expect([await check(from), await check(other), await check(other, "marketing")]).toEqual([
      "allowed",
      "allowed",
      "allowed",
    ]);
  });

  it("holds also where the addresses are linked afterwards, and where two contacts become one", async () => {
    const { write, check, contact, call } = await scene();
    await write(USER, "STOP");
    expect(await check(NUMBER)).toBe("allowed");
    const ann = await contact(whatsapp(NUMBER));
    const unknown = await contact(whatsapp(USER));
    expect(await check(NUMBER)).toBe("allowed");
    expect((await call("POST", `/v1/contacts/${unknown}/merge`, { contactId: ann })).status).toBe(200);
    expect(await check(NUMBER)).toBe("suppressed");
  });

  it.each([
    ["Mexico", "+525512345678", "+5215512345678"],
    ["Argentina", "+541123456789", "+5491123456789"],
    ["Brazil", "+5511961234567", "+551161234567"],
  ])("holds for both forms in which numbers of %s are written, and for ids linked to one", async (_, one, other) => {
    const { write, check, contact, consent } = await scene();
    await contact(whatsapp(USER, one));
    await consent(one, "granted");
    await write(other, "STOP");
    expect([await check(one), await check(one, "marketing"), await check(USER)]).toEqual([
      "suppressed",
      "suppressed",
      "suppressed",
    ]);
    await write(other, "START");
    expect([await check(one), await check(one, "marketing"), await check(USER)]).toEqual([
      "allowed",
      "allowed",
      "allowed",
    ]);
    await write(USER, "STOP");
    expect([await check(one), await check(USER)]).toEqual(["suppressed", "suppressed"]);
    await write(other, "START");
    expect([await check(one), await check(USER)]).toEqual(["allowed", "allowed"]);
  });

  it("holds for no other number that looks alike", async () => {
    const { write, check } = await scene();
    for (const [one, other] of [
      ["+551131234567", "+5511931234567"],
      ["+14155550100", "+114155550100"],
    ] as const) {
      await write(one, "STOP");
      expect(await check(other)).toBe("allowed");
    }
  });

  it("is no word of the same person's other number, nor of a stranger's", async () => {
    const { write, check, contact } = await scene();
    await contact(whatsapp(NUMBER, OTHER_NUMBER));
    await contact([{ channel: "whatsapp", address: USER }]);
    await write(NUMBER, "STOP");
    expect([await check(NUMBER), await check(OTHER_NUMBER), await check(USER)]).toEqual([
      "suppressed",
      "allowed",
      "allowed",
    ]);
  });

  it("that is processed after a later START from the other address stops nothing", async () => {
    const { write, check, contact, call } = await scene();
    await contact(whatsapp(USER, NUMBER));
    await write(USER, "STOP");
    await write(NUMBER, "START");
    const { body } = await call<{ data: { id: string }[] }>("GET", "/v1/events?provider=whatsapp");
    await call("POST", `/v1/events/${body.data.at(-1)?.id}/replay`);
    await platform.drain();
    expect([await check(USER), await check(NUMBER)]).toEqual(["allowed", "allowed"]);
  });

  it("stops a job for the other address that was accepted before it", async () => {
    const { write, contact, call } = await scene();
    await contact(whatsapp(USER, NUMBER));
    const credentials = { accessToken: `EAA${crypto.randomUUID()}`, phoneNumberId: "106540352242922" };
    await call("POST", "/v1/connections", { provider: "whatsapp", credentials });
    const message = { channel: "whatsapp", to: NUMBER, text: "Hello", category: "transactional" };
    const { body } = await call<{ id: string }>("POST", "/v1/messages", message);
    await write(USER, "STOP");
    await platform.drainJobs();
    expect((await call("GET", `/v1/jobs/${body.id}`)).body).toMatchObject({
      status: "blocked",
      error: { code: "suppressed" },
    });
  });

  it("that may be one holds marketing at every address of the account", async () => {
    const { write, check, contact, consent } = await scene();
    await contact(whatsapp(USER, NUMBER));
    await consent(NUMBER, "granted");
    await write(USER, "cancel my appointment");
    expect(await check(NUMBER, "marketing")).toBe("opt_out_review");
    expect(await check(NUMBER)).toBe("allowed");
  });
});

describe("a withdrawal by one of an Instagram user's ids", () => {
  it("holds for the others, until the person agrees there later; bounces and others' words stay where they are", async () => {
    const { check, contact, consent, call } = await scene();
    await contact([
      { channel: "instagram", address: "17841400000000001" },
      { channel: "instagram", address: "17841400000000002" },
    ]);
    const marketing = () => check("17841400000000002", "marketing", "instagram");
    await consent("17841400000000002", "granted", "instagram");
    const bounce = { channel: "instagram", address: "17841400000000001", reason: "bounce" };
    await call("POST", "/v1/suppressions", bounce);
    expect(await marketing()).toBe("allowed");
    await consent("17841400000000001", "withdrawn", "instagram");
    expect(await marketing()).toBe("consent_withdrawn");
    await consent("17841400000000002", "granted", "instagram");
    expect(await marketing()).toBe("allowed");
  });
});

describe("a withdrawal by one of a person's email addresses", () => {
  it("does not spread to another, which is another mailbox", async () => {
    const { check, contact, consent } = await scene();
    const [one, two] = ["ann@example.com", "ann@work.example"];
    await contact([one, two].map((address) => ({ channel: "email", address })));
    await consent(two, "granted", "email");
    await consent(one, "withdrawn", "email");
    expect(await check(two, "marketing", "email")).toBe("allowed");
  });
});
