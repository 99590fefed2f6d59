import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearMarketing, EMAIL, type Mail, setUpMarketing } from "../support/marketing.ts";
import { POSTAL_ADDRESS } from "../support/platform.ts";
import { exampleCredentials } from "../support/sending.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(clearMarketing);

const LINK = /Unsubscribe: (https:\/\/causeway\.test\/u\/\S+)/;
const HTML_LINK = /<a href="(https:\/\/causeway\.test\/u\/[^"]+)">Unsubscribe<\/a>/;
const news = {
  channel: "email",
  to: EMAIL,
  from: "a@acme.example",
  subject: "News",
  text: "Hello",
  category: "marketing",
};

describe("marketing mail", () => {
  it("is refused with the field while the organization does not say where it is, in every way it is sent", async () => {
    const { call, marketing, receipt } = await setUpMarketing();
    await call("PATCH", "/v1/organization", { messageDefaults: null });
    const { channel: _, category, ...input } = news;
    const fault = {
      status: 422,
      body: {
        code: "validation_failed",
        detail: expect.stringContaining("messageDefaults.postalAddress"),
        errors: [{ path: "body.category" }],
      },
    };
    expect(await call("POST", "/v1/messages", news)).toMatchObject(fault);
    expect(
      await call("POST", "/v1/jobs", { provider: "resend", action: "email.send", input, category }),
    ).toMatchObject(fault);
    expect(await call("POST", "/v1/messages/bulk", { messages: [news] })).toMatchObject({
      body: { accepted: 0, rejected: [{ index: 0, code: "validation_failed" }] },
    });
    const { body: segment } = await call<{ id: string }>("POST", "/v1/segments", {
      name: "All",
      filter: { all: [{ field: "channel", op: "eq", value: "email" }] },
    });
    const template = { name: "spring", channel: "email", subject: "Spring", text: "10 % off" };
    await call("POST", "/v1/templates", template);
    const { body: campaign } = await call<{ id: string }>("POST", "/v1/campaigns", {
      name: "Spring",
      segmentId: segment.id,
      template: "spring",
      channel: "email",
    });
    expect(await call("POST", `/v1/campaigns/${campaign.id}/send`)).toMatchObject(fault);
    // other channels and other mail are not advertising by mail
    expect((await marketing("sms")).status).toBe("succeeded");
    expect((await receipt()).status).toBe("succeeded");
  });

  it("says in both parts where its sender is and how it ends, and the link works", async () => {
    const { mail, visit, suppressions, receipt } = await setUpMarketing();
    const { text, html } = (await mail({ html: "<p>Hello</p>" })) as Mail & { html: string };
    expect(text.startsWith(`Hello\n\n${POSTAL_ADDRESS}\n`)).toBe(true);
    expect(html).toContain(`<p>${POSTAL_ADDRESS}</p>`);
    const [, url = ""] = LINK.exec(text) ?? [];
    expect(HTML_LINK.exec(html)?.[1]).toBe(url);
    expect((await visit(url, { method: "POST" })).status).toBe(200);
    expect(await suppressions()).toMatchObject([{ address: EMAIL, reason: "unsubscribe" }]);
    const { requests } = await receipt();
    expect(await requests[0]?.json()).toMatchObject({ text: "Hello" });
  });

  it("has it once where its words have it already, as the starters do", async () => {
    const { mail } = await setUpMarketing();
    const own = `Hello\n${POSTAL_ADDRESS}\nLeave: {{unsubscribeUrl}}`;
    const { text } = await mail({ text: own });
    expect(text.split(POSTAL_ADDRESS)).toHaveLength(2);
    expect(text).not.toMatch(LINK);
    const data = { title: "May", articles: [{ title: "A", summary: "B", url: "https://acme.example" }] };
    const starter = await mail({ text: undefined, subject: undefined, template: "newsletter", data });
    expect(starter.text.split(POSTAL_ADDRESS)).toHaveLength(2);
    expect(starter.text.match(/\/u\//g)).toHaveLength(1);
  });

  it.each(["resend", "sendgrid"])("has it as a job of %s's too", async (provider) => {
    const { call, platform, sent } = await setUpMarketing();
    const credentials = exampleCredentials(provider);
    const { body } = await call<{ id: string }>("POST", "/v1/connections", { provider, credentials });
    const { channel: _, category, ...input } = news;
    const made = await call("POST", "/v1/jobs", {
      provider,
      action: "email.send",
      connectionId: body.id,
      input,
      category,
    });
    expect([made.status, made.body.status]).toEqual([202, "queued"]);
    await platform.drainJobs();
    const text = await sent.at(-1)?.text();
    expect(text).toContain(POSTAL_ADDRESS);
    expect(text).toMatch(LINK);
  });
});
