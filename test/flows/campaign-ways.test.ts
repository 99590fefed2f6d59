import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { approving, clearApprovals } from "../support/approving.ts";
import { exampleCredentials } from "../support/sending.ts";

interface Campaign {
  readonly id: string;
  readonly status: string;
  readonly walked: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly error: { readonly code: string; readonly message: string } | null;
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(async () => {
  await last.platform.env.DB.prepare("delete from campaigns").run();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await clearApprovals();
});

let last: Awaited<ReturnType<typeof approving>>;

/** An organization with so many people, mail by Resend, and a connection of SendGrid. */
async function setUp(people: number, rule: Record<string, unknown> | null = null) {
  const organization = await approving(rule);
  last = organization;
  const { call, platform } = organization;
  platform.database.failingOn = null;
  for (let place = 0; place < people; place += 1) {
    await call("POST", "/v1/contacts", { firstName: `P${place}`, email: `person-${place}@example.com` });
  }
  const { body: listed } = await call<{ data: { id: string; provider: string }[] }>("GET", "/v1/connections");
  const resend = listed.data.find(({ provider }) => provider === "resend")?.id ?? "";
  const { body: sendgrid } = await call<{ id: string }>("POST", "/v1/connections", {
    provider: "sendgrid",
    credentials: exampleCredentials("sendgrid"),
  });
  const settings = { channelDefaults: { email: resend } };
  await call("PATCH", "/v1/organization", {
    defaultFrom: { email: "Acme <hello@acme.example>" },
    ...settings,
  });
  await call("POST", "/v1/templates", { name: "news", channel: "email", subject: "News", text: "Hello" });
  const filter = { field: "firstName", op: "exists" };
  const segment = (await call<{ id: string }>("POST", "/v1/segments", { name: "All", filter })).body;
  return {
    ...organization,
    resend,
    sendgrid: sendgrid.id,
    begin: async (more: Record<string, unknown> = {}) => {
      const drafted = await call<Campaign>("POST", "/v1/campaigns", {
        name: "News",
        segmentId: segment.id,
        template: "news",
        channel: "email",
        category: "transactional",
        ...more,
      });
      return (await call<Campaign>("POST", `/v1/campaigns/${drafted.body.id}/send`)).body;
    },
    campaign: async (id: string) => (await call<Campaign>("GET", `/v1/campaigns/${id}`)).body,
    later: async () => {
      vi.setSystemTime(Date.now() + 3_600_000);
      await platform.tick();
      await organization.drainAll();
    },
    mails: () => organization.sent.filter(({ url }) => /resend|sendgrid.*mail\/send/.test(url)),
  };
}

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe("the ways of a campaign", () => {
  it("are asked about with the first: one that it may fall back to needs the approval as well", async () => {
    const { begin, call, sendgrid, platform, drainAll, mails } = await setUp(2, { provider: "sendgrid" });
    await call("PATCH", "/v1/organization", { channelFallbacks: { email: [{ connectionId: sendgrid }] } });
    expect((await begin()).status).toBe("pending_approval");
    await platform.tick();
    await drainAll();
    expect(mails()).toEqual([]);
  });

  it("are part of what was approved: others are not taken", async () => {
    const { begin, call, approval, campaign, sendgrid, later, mails } = await setUp(2);
    const { id } = await begin({ requiresApproval: true, sendAt: inAnHour() });
    await call("POST", `/v1/approvals/${(await approval()).id}/approve`);
    await call("PATCH", "/v1/organization", { channelDefaults: { email: sendgrid } });
    await later();
    expect(await campaign(id)).toMatchObject({ status: "blocked", error: { code: "campaign_changed" } });
    expect(mails()).toEqual([]);
  });

  it("that nobody was asked about are asked about when they become its own", async () => {
    const { begin, call, approval, campaign, sendgrid, later, mails, drainAll } = await setUp(2, {
      provider: "sendgrid",
    });
    const { id, status } = await begin({ sendAt: inAnHour() });
    expect(status).toBe("scheduled");
    await call("PATCH", "/v1/organization", { channelDefaults: { email: sendgrid } });
    await later();
    expect((await campaign(id)).counts).toMatchObject({ pending_approval: 2 });
    expect(mails()).toEqual([]);
    await call("POST", `/v1/approvals/${(await approval()).id}/approve`);
    await drainAll();
    expect(mails()).not.toEqual([]);
  });

  it.each([
    "no connection",
    "no postal address",
  ])("that carry nothing for now cost nobody their turn: %s", async (lack) => {
    const { begin, call, campaign, resend, later, mails, platform, drainAll } = await setUp(2);
    const isOfAddress = lack === "no postal address";
    const address = { postalAddress: "Acme, 1 Main Street, Springfield" };
    if (isOfAddress) {
      await call("PATCH", "/v1/organization", { messageDefaults: address });
      for (const place of [0, 1]) {
        await call("POST", "/v1/consents", {
          channel: "email",
          address: `person-${place}@example.com`,
          purpose: "marketing",
          status: "granted",
          basis: "consent",
          source: "form",
        });
      }
    }
    const { id } = await begin({
      sendAt: inAnHour(),
      category: isOfAddress ? "marketing" : "transactional",
    });
    await (isOfAddress
      ? call("PATCH", "/v1/organization", { messageDefaults: null })
      : call("PATCH", `/v1/connections/${resend}`, { enabled: false }));
    await later();
    const waiting = await campaign(id);
    expect(waiting).toMatchObject({ walked: 0, refused: {}, error: { code: "campaign_page_failed" } });
    expect(waiting.error?.message).toMatch(isOfAddress ? /postalAddress/ : /Enable the connection/);
    await (isOfAddress
      ? call("PATCH", "/v1/organization", { messageDefaults: address })
      : call("PATCH", `/v1/connections/${resend}`, { enabled: true }));
    await later();
    await platform.tick();
    await drainAll();
    expect(await campaign(id)).toMatchObject({ status: "sent", walked: 2, refused: {}, error: null });
    expect(mails()).not.toEqual([]);
  });
});

describe("a campaign", () => {
  it("shows whoever is asked its words and what all share of them, also of HTML alone", async () => {
    const { begin, call, approval } = await setUp(1);
    await call("PATCH", "/v1/templates/news", { text: null, html: "<p>Hello, {{offer}}</p>" });
    await begin({ requiresApproval: true, data: { offer: "10 % off" } });
    expect((await approval()).preview).toMatch(
      /\n\nNews\n\nHello, \{\{offer\}\}\n\n\{\n {2}"offer": "10 % off"\n\}$/,
    );
  });

  it("of long words goes a few people at a time, for a Worker's memory", async () => {
    const { begin, call, campaign, platform } = await setUp(45);
    await call("PATCH", "/v1/templates/news", { text: null, html: `<p>${"long ".repeat(39_000)}</p>` });
    const { id } = await begin();
    platform.database.statements.length = 0;
    await platform.tick();
    const pages = platform.database.statements.filter((sql) => sql.startsWith("update campaigns set status"));
    expect(pages).toHaveLength(3);
    expect(await campaign(id)).toMatchObject({ status: "sent", walked: 45, counts: { queued: 45 } });
  });

  it("that was given up and is canceled is nobody's trouble any more", async () => {
    const { begin, call, platform } = await setUp(1);
    const { id } = await begin();
    platform.database.failingOn = /insert into jobs/;
    for (let hour = 0; hour < 12; hour += 1) {
      vi.setSystemTime(Date.now() + 3_600_000);
      await platform.tick();
    }
    platform.database.failingOn = null;
    const open = async () =>
      (await call<{ data: { subject: string }[] }>("GET", "/v1/incidents?status=open")).body.data.filter(
        ({ subject }) => subject === id,
      ).length;
    expect(await open()).toBe(1);
    await call("POST", `/v1/campaigns/${id}/cancel`);
    expect(await open()).toBe(0);
  });
});
