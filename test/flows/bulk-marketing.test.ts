import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearMarketing, EMAIL, ONE_CLICK, PHONE, type Scene, setUpMarketing } from "../support/marketing.ts";

/** 13:00 in Berlin, 02:00 in Honolulu. */
const NOON = Date.parse("2027-01-12T12:00:00Z");

beforeEach(() => {
  vi.useFakeTimers({ now: NOON, toFake: ["Date"] });
});

afterEach(clearMarketing);

interface Bulk {
  readonly batchId: string;
  readonly accepted: number;
  readonly rejected: readonly { readonly index: number; readonly code: string }[];
}

interface Listed {
  readonly id: string;
  readonly status: string;
  readonly waitingFor: { readonly gate: string } | null;
}

const OTHER = "otto@example.com";
const news = {
  channel: "email",
  from: "a@acme.example",
  subject: "News",
  text: "Hello",
  category: "marketing",
};

async function grant({ call }: Scene, address: string, topic?: string) {
  const { body } = await call<{ id: string }>("POST", "/v1/contacts", { email: address });
  const consent = { status: "granted", purpose: "marketing", basis: "consent", source: "form", topic };
  expect((await call("PUT", `/v1/contacts/${body.id}/consents/email`, consent)).status).toBe(200);
}

async function bulk({ call }: Scene, messages: unknown) {
  const { status, body } = await call<Bulk>("POST", "/v1/messages/bulk", messages);
  expect(status, JSON.stringify(body)).toBe(202);
  const jobs = await call<{ data: Listed[] }>("GET", `/v1/jobs?batchId=${body.batchId}`);
  return { ...body, jobs: jobs.body.data.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
}

async function inputOf({ platform }: Scene, id: string) {
  const input = JSON.parse(String((await platform.row("jobs", id))?.input));
  return input as { to: string | string[]; text: string; html: string; headers: Record<string, string> };
}

describe("marketing to many", () => {
  it("from a template has each reader's own links in its words and headers, and one reader's link ends theirs alone", async () => {
    const scene = await setUpMarketing();
    await grant(scene, OTHER);
    const template = { name: "offer", channel: "email", subject: "Offer" };
    const html =
      '<p>Hi {{name}}</p><a href="{{unsubscribeUrl}}">Leave</a><a href="{{preferencesUrl}}">Change</a>';
    await scene.call("POST", "/v1/templates", { ...template, html });
    const shared = { channel: "email", from: news.from, category: "marketing" };
    const recipients = [EMAIL, OTHER].map((to) => ({ to, data: { name: to } }));
    const { jobs } = await bulk(scene, { ...shared, template: "offer", recipients });
    const digest = { template: "weekly-digest", data: { week: "May 1", items: ["x"] } };
    const starter = await bulk(scene, { ...shared, ...digest, recipients: [{ to: EMAIL }] });
    const inputs = await Promise.all([...jobs, ...starter.jobs].map(({ id }) => inputOf(scene, id)));
    const links = inputs.map(({ headers }) => /^<(.*)>$/.exec(headers["List-Unsubscribe"] ?? "")?.[1] ?? "");
    expect(new Set(links.slice(0, 2)).size).toBe(2);
    for (const { text, html: shown } of inputs) {
      expect(`${text}${shown}`).not.toContain("{{");
      expect(shown).toMatch(/href="https:\/\/causeway\.test\/u\/[\w-]+"/);
      expect(text).toMatch(/https:\/\/causeway\.test\/u\/[\w-]+/);
    }
    expect((await scene.visit(links[1] ?? "", ONE_CLICK)).status).toBe(200);
    const after = await bulk(scene, { ...news, recipients: [{ to: EMAIL }, { to: OTHER }] });
    expect([after.accepted, after.rejected]).toMatchObject([1, [{ index: 1 }]]);
  });

  it("is judged item by item as single messages are: topic, what is essential, suppressions, quiet hours", async () => {
    const scene = await setUpMarketing();
    await grant(scene, OTHER, "product_updates");
    await scene.call("POST", "/v1/suppressions", {
      channel: "email",
      address: "sam@example.com",
      reason: "complaint",
    });
    await scene.call("PATCH", "/v1/organization", { quietHours: { start: "20:00", end: "09:00" } });
    const receipt = { ...news, category: "transactional", to: "sam@example.com" };
    const sms = { channel: "sms", to: PHONE, text: "Hello" };
    const messages = [
      { ...news, to: EMAIL },
      { ...news, to: OTHER, topic: "product_updates" },
      { ...news, to: OTHER, topic: "newsletter" },
      receipt,
      { ...receipt, essential: true },
      { ...sms, category: "marketing" },
      { ...sms, category: "transactional" },
      { ...news, to: "nobody@example.com" },
    ];
    const single: (string | undefined)[] = [];
    for (const message of messages) {
      const { body } = await scene.call<{ id: string }>("POST", "/v1/messages", message);
      const job = await scene.call<Listed & { error: { code: string } | null }>("GET", `/v1/jobs/${body.id}`);
      single.push(job.body.error?.code ?? job.body.waitingFor?.gate ?? job.body.status);
    }
    const { jobs, rejected } = await bulk(scene, { messages });
    const refused = new Map(rejected.map(({ index, code }) => [index, code]));
    const taken = jobs.map(({ status, waitingFor }) => waitingFor?.gate ?? status);
    expect(messages.map((_, index) => refused.get(index) ?? taken.shift())).toEqual(single);
    expect(single).toEqual([
      "queue",
      "queue",
      expect.stringMatching(/^consent_/),
      "suppressed",
      "queue",
      "quiet_hours",
      "queue",
      "consent_missing",
    ]);
  });

  it("counts towards a person's cap, whoever sent the rest", async () => {
    const scene = await setUpMarketing();
    await scene.call("PATCH", "/v1/organization", { frequencyCap: { max: 2, days: 1 } });
    expect((await scene.marketing("sms")).status).toBe("succeeded");
    const messages = [0, 1, 2].map(() => ({ ...news, to: EMAIL }));
    const { batchId } = await bulk(scene, { messages });
    await scene.platform.drainJobs();
    const { body } = await scene.call<{ data: Listed[] }>("GET", `/v1/jobs?batchId=${batchId}`);
    expect(body.data.filter(({ waitingFor }) => waitingFor?.gate === "frequency")).toHaveLength(2);
  });
});
