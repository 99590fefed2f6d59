import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearRules, ruling } from "../support/ruling.ts";
import { bytes, svixHeaders } from "../support/sign.ts";
import { createEndpoint, events } from "../support/webhooks.ts";

const SECRET = `whsec_${btoa("0123456789abcdef01234567")}`;
const WELCOME = { on: "user.created", template: "hi" };

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await clearRules();
});

/** An organization whose users Clerk tells of, and that sends email by Resend. */
async function setUp() {
  const own = await ruling("resend", () => Response.json({ id: crypto.randomUUID(), data: [] }));
  const { platform, key, call, sent } = own;
  await call("PATCH", "/v1/organization", { defaultFrom: { email: "Acme <hello@acme.example>" } });
  await own.template("hi", "email", "Welcome, {{contact.firstName}}", "Hi from {{organization.name}}");
  const endpoint = await createEndpoint(platform, key, { provider: "clerk", secret: SECRET });
  return {
    ...own,
    user: async (type: string, id = "user_1", email: string | null = "ann@example.com") => {
      vi.setSystemTime(Date.now() + 1_000);
      const data = {
        id,
        first_name: "Ann",
        last_name: "Lee",
        primary_email_address_id: email === null ? null : "idn_1",
        email_addresses: email === null ? [] : [{ id: "idn_1", email_address: email }],
        phone_numbers: [],
      };
      const body = bytes(JSON.stringify({ type, data, timestamp: Date.now() }));
      const at = Math.floor(Date.now() / 1_000);
      const headers = await svixHeaders(body, { secret: SECRET, id: `msg_${crypto.randomUUID()}`, at });
      expect((await platform.fetch(endpoint.path, { method: "POST", headers, body })).status).toBe(200);
      await platform.drain();
    },
    replayUsers: async () => {
      for (const { id } of await events(platform, key, "?provider=clerk")) {
        await call("POST", `/v1/events/${id}/replay`);
        await platform.drain();
      }
    },
    emails: async () => {
      await platform.drainJobs();
      const posts = sent.filter(({ method }) => method === "POST");
      return await Promise.all(
        posts.map(async (request): Promise<Record<string, unknown>> => request.clone().json()),
      );
    },
  };
}

describe("a new user", () => {
  it("is welcomed once, and never again by changes, by other deliveries of the event or by replays", async () => {
    const { rule, user, emails, jobs, replayUsers } = await setUp();
    const id = await rule(WELCOME);
    await user("user.created");
    expect(await jobs()).toMatchObject([{ channel: "email", metadata: { messageRuleId: id } }]);
    expect(await emails()).toMatchObject([
      { to: "ann@example.com", from: "Acme <hello@acme.example>", text: "Welcome, Ann" },
    ]);
    await user("user.updated");
    await user("user.created");
    vi.setSystemTime(Date.now() + 30 * 86_400_000);
    await user("user.created");
    await replayUsers();
    expect(await emails()).toHaveLength(1);
    expect(await jobs()).toHaveLength(1);
  });

  it("is welcomed by the starter with the link that the rule gives", async () => {
    const { rule, user, emails } = await setUp();
    const data = { startUrl: "https://app.example.com/start" };
    await rule({ on: "user.created", template: "welcome", data });
    await user("user.created");
    expect((await emails())[0]?.text).toContain("https://app.example.com/start");
  });

  it("is welcomed by every rule, and every user by each", async () => {
    const { rule, user, jobs } = await setUp();
    await rule(WELCOME);
    await rule(WELCOME);
    await rule({ ...WELCOME, enabled: false });
    await user("user.created", "user_1");
    await user("user.created", "user_2", "ben@example.com");
    expect(await jobs()).toHaveLength(4);
  });

  it("is not welcomed where no address is known, after they were deleted, or because they changed", async () => {
    const { rule, user, jobs, call } = await setUp();
    await rule(WELCOME);
    await user("user.created", "user_1", null);
    await user("user.deleted", "user_2");
    await user("user.created", "user_2");
    await user("user.updated", "user_3");
    expect(await jobs()).toEqual([]);
    expect((await call<{ data: unknown[] }>("GET", "/v1/incidents")).body.data).toEqual([]);
  });

  it("is not welcomed by a rule that was made after them, when their event is replayed", async () => {
    const { rule, user, jobs, replayUsers } = await setUp();
    await user("user.created");
    await rule(WELCOME);
    await replayUsers();
    expect(await jobs()).toEqual([]);
  });

  it("is welcomed by the replay of an event that failed until then", async () => {
    const { rule, user, jobs, platform, replayUsers } = await setUp();
    await rule(WELCOME);
    platform.database.failingOn = /insert into records/;
    await user("user.created");
    expect(await jobs()).toEqual([]);
    platform.database.failingOn = null;
    await replayUsers();
    await replayUsers();
    expect(await jobs()).toHaveLength(1);
  });

  it("gets nothing where they opted out before", async () => {
    const { rule, user, emails, jobs, call } = await setUp();
    await call("POST", "/v1/suppressions", { channel: "email", address: "ann@example.com" });
    await rule(WELCOME);
    await user("user.created");
    expect(await emails()).toEqual([]);
    expect(await jobs()).toMatchObject([{ status: "blocked" }]);
  });
});
