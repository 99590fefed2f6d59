import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { newId } from "../../shared/ids.ts";
import {
  clearMarketing,
  EMAIL,
  linkIn,
  type Mail,
  ONE_CLICK,
  type Scene,
  setUpMarketing as setUp,
  submit,
} from "../support/marketing.ts";
import { ORIGIN } from "../support/platform.ts";
import { ROADS, reachOf } from "../support/roads.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(clearMarketing);

const WAYS: readonly (readonly [string, readonly ("email" | "sms")[], (scene: Scene) => Promise<void>])[] = [
  [
    "one click in the mail program",
    ["email"],
    async ({ link, visit }) => {
      expect((await visit(await link(), ONE_CLICK)).status).toBe(200);
    },
  ],
  [
    "the unsubscribe page",
    ["email"],
    async ({ link, visit }) => {
      const url = await link();
      const page = await (await visit(url)).text();
      expect(page).toContain('<form method="post">');
      expect((await visit(url, submit([]))).status).toBe(200);
    },
  ],
  [
    "the preference centre",
    ["email", "sms"],
    async ({ link, visit }) => {
      const page = await (await visit(await link())).text();
      const centre = linkIn(page, "/preferences/");
      expect((await visit(centre, submit([["everything", "1"]]))).status).toBe(200);
    },
  ],
  ["STOP by SMS", ["sms"], async ({ text }) => await text({ Body: "Stop" })],
  [
    "a complaint that the mail provider tells of",
    ["email"],
    async ({ tell }) => await tell("email.complained"),
  ],
  [
    "the API",
    ["email"],
    async ({ consent }) => {
      vi.setSystemTime(Date.now() + 1_000);
      expect((await consent("email", "withdrawn")).status).toBe(200);
    },
  ],
];

describe("a person who unsubscribes", () => {
  it.each(
    WAYS,
  )("by %s gets no more marketing over %j, and still a password reset", async (_, covered, leave) => {
    const scene = await setUp();
    for (const channel of ["email", "sms"] as const) {
      expect([channel, await reachOf(scene, channel)]).toEqual([channel, ROADS]);
    }
    await leave(scene);
    for (const channel of covered) {
      expect([channel, await reachOf(scene, channel)]).toEqual([channel, 0]);
      const { status, requests } = await scene.marketing(channel);
      expect([channel, status, requests]).toEqual([channel, "blocked", []]);
      const check = { contactId: scene.contactId, channel, category: "marketing" };
      expect((await scene.call("POST", "/v1/consents/check", check)).body).toMatchObject({ allowed: false });
    }
    expect((await scene.reset()).status).toBe("succeeded");
  });

  it("after a message was accepted is not sent it, and the job says why", async () => {
    const { call, link, visit, platform } = await setUp();
    const url = await link();
    const sendAt = new Date(Date.now() + 30_000).toISOString();
    const body = {
      channel: "email",
      to: EMAIL,
      subject: "News",
      text: "Hello",
      category: "marketing",
      sendAt,
    };
    const { body: job } = await call<{ id: string }>("POST", "/v1/messages", body);
    await visit(url, ONE_CLICK);
    await platform.drainJobs();
    const { body: after } = await call("GET", `/v1/jobs/${job.id}`);
    expect(after).toMatchObject({ status: "blocked", error: { code: "suppressed" } });
  });

  it("still gets what is transactional, unless they complained and it is not essential", async () => {
    const scene = await setUp();
    await scene.visit(await scene.link(), ONE_CLICK);
    expect((await scene.receipt()).status).toBe("succeeded");
    await scene.tell("email.complained");
    expect((await scene.receipt()).status).toBe("blocked");
    expect((await scene.reset()).status).toBe("succeeded");
  });

  it("by one click is reached again once they agree by their own word, and by nobody else's", async () => {
    const { call, contactId, link, visit, marketing, suppressions } = await setUp();
    await visit(await link(), ONE_CLICK);
    const say = async (source: string, path: string, more: Record<string, unknown> = {}) => {
      vi.setSystemTime(Date.now() + 1_000);
      const body = { status: "granted", purpose: "marketing", basis: "consent", source, ...more };
      await call(path === "/v1/consents" ? "POST" : "PUT", path, body);
      return (await marketing("email")).status;
    };
    const own = `/v1/contacts/${contactId}/consents/email`;
    expect(await say("import", own)).toBe("blocked");
    expect(await say("form", own, { actor: "admin" })).toBe("blocked");
    expect(await say("form", own)).toBe("succeeded");
    await visit(await link(), ONE_CLICK);
    expect(await say("form", "/v1/consents", { channel: "email", address: EMAIL })).toBe("succeeded");
    expect(await suppressions()).toEqual([]);
  });

  it("is not subscribed again by an import, and is by their own word", async () => {
    const { call, contactId } = await setUp();
    const say = async (status: string, source: string) => {
      vi.setSystemTime(Date.now() + 1_000);
      const body = { status, purpose: "marketing", basis: "consent", source };
      await call("PUT", `/v1/contacts/${contactId}/consents/email`, body);
      const check = { contactId, channel: "email", category: "marketing" };
      return (await call("POST", "/v1/consents/check", check)).body.reason;
    };
    expect(await say("withdrawn", "phone call")).toBe("consent_withdrawn");
    expect(await say("granted", "import")).toBe("consent_withdrawn");
    expect(await say("granted", "signup_form")).toBe("consent_granted");
  });

  it("stays so however many imports follow, and by their own word is back however many follow that", async () => {
    const { call, platform, contactId } = await setUp();
    const check = async () => {
      const asked = { address: EMAIL, channel: "email", category: "marketing" };
      return (await call("POST", "/v1/consents/check", asked)).body.reason;
    };
    const say = async (status: string, source: string) => {
      vi.setSystemTime(Date.now() + 1_000);
      const said = { channel: "email", address: EMAIL, purpose: "marketing", basis: "consent" };
      await call("POST", "/v1/consents", { ...said, status, source });
    };
    const importNightly = async () => {
      const nights = Array.from({ length: 250 }, (_, night) => {
        const at = Date.now() + night + 1;
        return [newId("consent", at), at];
      });
      await platform.env.DB.prepare(
        `insert into consents (id, org_id, address, channel, purpose, status, basis, source, actor, at)
         select value->>0, org_id, address, channel, purpose, 'granted', basis, 'import', 'import', value->>1
         from json_each(?1) join (select * from consents where contact_id = ?2 and channel = 'email' limit 1)`,
      )
        .bind(JSON.stringify(nights), contactId)
        .run();
      vi.setSystemTime(Date.now() + 1_000);
    };
    await say("withdrawn", "phone call");
    await importNightly();
    expect(await check()).toBe("consent_withdrawn");
    await say("granted", "signup_form");
    await importNightly();
    expect(await check()).toBe("consent_granted");
  });
});

describe("marketing mail", () => {
  it("carries one https link and the one value of RFC 8058, whoever wrote the headers", async () => {
    const { mail, call, platform } = await setUp();
    const { headers } = await mail();
    expect(headers["List-Unsubscribe-Post"]).toBe("List-Unsubscribe=One-Click");
    expect(headers["List-Unsubscribe"]).toMatch(/^<https:\/\/causeway\.test\/u\/[\w-]+>$/);
    const input = {
      from: "a@acme.example",
      to: EMAIL,
      subject: "News",
      text: "Hello",
      headers: { "list-unsubscribe": "<https://elsewhere.example>", "X-Campaign": "7" },
    };
    const job = { provider: "resend", action: "email.send", input, category: "marketing" };
    const { body } = await call<{ id: string }>("POST", "/v1/jobs", job);
    const row = await platform.row("jobs", body.id);
    const stored = JSON.parse(String(row?.input)) as Mail;
    expect(Object.keys(stored.headers).sort()).toEqual([
      "List-Unsubscribe",
      "List-Unsubscribe-Post",
      "X-Campaign",
    ]);
    expect(stored.headers["List-Unsubscribe"]).toContain(ORIGIN);
  });

  it("has its links in the text as well, and shows nobody's address in them", async () => {
    const { mail } = await setUp();
    const { text } = await mail({ text: "Leave: {{unsubscribeUrl}} Change: {{preferencesUrl}}" });
    expect(text).toMatch(
      /^Leave: https:\/\/causeway\.test\/u\/\S+ Change: https:\/\/causeway\.test\/preferences\/\S+$/m,
    );
    for (const [, token = ""] of text.matchAll(/\/(?:u|preferences)\/([\w-]+)/g)) {
      expect(atob(token.replaceAll("-", "+").replaceAll("_", "/"))).not.toContain("jane");
    }
  });

  it("leaves transactional mail without them", async () => {
    const { receipt } = await setUp();
    const { requests } = await receipt();
    expect(await (requests[0] as Request).json()).not.toHaveProperty("headers");
  });
});
