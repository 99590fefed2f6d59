import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ANN, clearRules, HOURS, OWN, ruling, TWILIO_TOKEN, texting } from "../support/ruling.ts";
import { bytes, slackHeaders } from "../support/sign.ts";
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

describe("a rule that answers", () => {
  it("sends its template in the conversation, from the address that was written to, and the job says why", async () => {
    const { rule, text, jobs, sent, platform, messages } = await texting();
    const id = await rule(HOURS);
    await text("When are you OPEN?");
    const [job, ...others] = await jobs();
    expect(others).toEqual([]);
    expect(job).toMatchObject({ channel: "sms", status: "queued", metadata: { messageRuleId: id } });
    await platform.drainJobs();
    const form = Object.fromEntries(new URLSearchParams(await sent[0]?.text()));
    expect(form).toMatchObject({ To: ANN, From: OWN, Body: "We open at nine." });
    expect(await messages()).toMatchObject([
      { direction: "sent", text: "We open at nine.", jobId: job?.id },
      { direction: "received", text: "When are you OPEN?" },
    ]);
    expect((await jobs())[0]?.status).toBe("succeeded");
  });

  it("prints who wrote, what they wrote and what the rule says itself", async () => {
    const { rule, text, call, words } = await texting();
    await call("POST", "/v1/contacts", { firstName: "Ann", phone: ANN, customFields: { plan: "Pro" } });
    await rule({ on: "message.received", template: "echo" });
    await text("Hi <there>");
    expect(await words()).toEqual(["Ann of Pro said: Hi <there>"]);
  });

  it.each([
    ["a word inside another", {}, "We reopened"],
    ["another word", {}, "Thanks"],
    ["nothing at all", {}, ""],
    ["a word while the rule is off", { enabled: false }, "open"],
    ["a word over another channel", { template: "hours-whatsapp" }, "open"],
  ])("says nothing to %s", async (_, more, words) => {
    const { rule, text, jobs } = await texting();
    await rule({ ...HOURS, ...more });
    await text(words);
    expect(await jobs()).toEqual([]);
  });

  it("is the oldest of those that fit", async () => {
    const { rule, text, words, template } = await texting();
    await template("later", "sms", "Second");
    await rule({ on: "message.received", template: "hours", match: { contains: ["price"] } });
    await rule(HOURS);
    await rule({ on: "message.received", template: "later" });
    await text("Open?");
    expect(await words()).toEqual(["We open at nine."]);
  });

  it.each([
    "STOP",
    "please stop texting me",
    "START",
    "HELP",
    "Yes",
    "Oui!",
  ])("leaves %j to what it means", async (word) => {
    const { rule, text, jobs } = await texting();
    await rule({ on: "message.received", template: "hours" });
    await text(word);
    expect(await jobs()).toEqual([]);
  });

  it("leaves an account's own words to its carrier", async () => {
    const { rule, text, jobs } = await texting();
    await rule({ on: "message.received", template: "hours" });
    await text("Baja", { more: { OptOutType: "STOP" } });
    expect(await jobs()).toEqual([]);
  });

  it("answers once an hour in a conversation, whatever is said, and others meanwhile", async () => {
    const { rule, text, jobs } = await texting();
    await rule(HOURS);
    await rule({ on: "message.received", template: "hours", match: { contains: ["else"] } });
    await text("open");
    await text("open?");
    await text("Open!");
    expect(await jobs()).toHaveLength(1);
    await text("open", { from: "+14155550101" });
    await text("anything else");
    expect(await jobs()).toHaveLength(3);
    vi.setSystemTime(Date.now() + HOUR_MS - 60_000);
    await text("open");
    expect(await jobs()).toHaveLength(3);
    vi.setSystemTime(Date.now() + 60_000);
    await text("open");
    expect(await jobs()).toHaveLength(4);
  });

  it("answers one of two messages that come in the same batch", async () => {
    const { rule, post, platform, jobs, words } = await texting();
    await rule(HOURS);
    await post("open");
    await post("open");
    await post("open", { from: "+14155550101" });
    await platform.drain();
    expect(await jobs()).toHaveLength(2);
    expect(await words()).toHaveLength(2);
  });

  it("never answers the organization's own address, so that two of its numbers do not talk to each other", async () => {
    const { rule, text, jobs, call } = await texting();
    await rule({ on: "message.received", template: "hours" });
    await text("Hi", { from: OWN });
    await text("STOP", { from: "+14155550102", own: "+15005550009" });
    await text("Hi", { from: "+15005550009" });
    await call("PATCH", "/v1/organization", { defaultFrom: { sms: "+15005550011" } });
    await text("Hi", { from: "+15005550011" });
    expect(await jobs()).toEqual([]);
  });
});

describe("an answer by a rule", () => {
  it("passes the gates: who opted out gets none", async () => {
    const { rule, text, call, jobs, words } = await texting();
    await call("POST", "/v1/suppressions", { channel: "sms", address: ANN });
    await rule(HOURS);
    await text("open");
    expect(await words()).toEqual([]);
    expect(await jobs()).toMatchObject([{ status: "blocked", error: { code: "suppressed" } }]);
  });

  it("is not sent once the channel's window is over", async () => {
    const { rule, text, platform, jobs, words } = await texting();
    await rule({ ...HOURS, template: "hours-whatsapp" });
    await text("open", { from: `whatsapp:${ANN}` });
    expect(await jobs()).toMatchObject([{ channel: "whatsapp", status: "queued" }]);
    vi.setSystemTime(Date.now() + 24 * HOUR_MS);
    expect(await words()).toEqual([]);
    expect(await jobs()).toMatchObject([{ status: "blocked", error: { code: "reply_window_closed" } }]);
    expect(platform.jobs).toEqual([]);
  });

  it("waits for its approval where a rule of approval asks for one", async () => {
    const { rule, text, call, jobs, words } = await texting();
    await call("POST", "/v1/approval-rules", { name: "All", channel: "sms" });
    await rule(HOURS);
    await text("open");
    expect(await words()).toEqual([]);
    expect((await jobs())[0]?.status).toBe("pending_approval");
    const { body } = await call<{ data: { id: string; preview: string }[] }>("GET", "/v1/approvals");
    expect(body.data).toMatchObject([{ preview: "We open at nine." }]);
    await call("POST", `/v1/approvals/${body.data[0]?.id}/approve`);
    expect(await words()).toEqual(["We open at nine."]);
  });

  it("is not made where the template needs what is not known, and the message is stored all the same", async () => {
    const { rule, text, jobs, messages, call } = await texting();
    const id = await rule({ on: "message.received", template: "echo" });
    await text("Hi");
    expect(await jobs()).toEqual([]);
    expect(await messages()).toHaveLength(1);
    const incidents = async () =>
      (
        await call<{ data: { kind: string; subject: string; message: string }[] }>(
          "GET",
          "/v1/incidents?status=open",
        )
      ).body.data;
    expect(await incidents()).toMatchObject([{ kind: "message_rule_failing", subject: id }]);
    expect((await incidents())[0]?.message).toContain("contact.firstName");
    await call("PATCH", `/v1/message-rules/${id}`, { template: "hours" });
    expect(await incidents()).toEqual([]);
    await text("Hi");
    expect(await jobs()).toHaveLength(1);
  });

  it("waits for the end of the quiet hours where an organization wants them for all that it sends", async () => {
    vi.setSystemTime(Date.parse("2027-03-02T10:00:00Z"));
    const { rule, text, call, platform, jobs, words } = await texting();
    const quietHours = { start: "22:00", end: "07:00", categories: ["transactional"] };
    await call("PATCH", "/v1/organization", { timezone: "UTC", quietHours });
    await rule(HOURS);
    await text("open");
    expect(await words()).toEqual([]);
    const [job] = await jobs();
    expect((await platform.row("jobs", job?.id ?? ""))?.waiting).toContain("quiet_hours");
  });

  it("is not made where the connection that the rule names is no more", async () => {
    const { rule, text, call, connectionId, jobs } = await texting();
    await rule({ ...HOURS, connectionId });
    expect((await call("DELETE", `/v1/connections/${connectionId}`)).status).toBe(204);
    await text("open");
    expect(await jobs()).toEqual([]);
    const { body } = await call<{ data: { kind: string }[] }>("GET", "/v1/incidents");
    expect(body.data).toMatchObject([{ kind: "message_rule_failing" }]);
  });

  it("goes out through the connection that the rule names", async () => {
    const { rule, text, jobs, call, platform } = await texting();
    const credentials = { accountSid: `AC${"9".repeat(32)}`, authToken: "9".repeat(32) };
    const other = await call<{ id: string }>("POST", "/v1/connections", { provider: "twilio", credentials });
    await rule({ ...HOURS, connectionId: other.body.id });
    await text("open");
    const [job] = await jobs();
    expect((await platform.row("jobs", job?.id ?? ""))?.connection_id).toBe(other.body.id);
  });

  it("goes out through the endpoint's own connection, of several that could", async () => {
    const { rule, text, jobs, call, platform, endpoint, connectionId } = await texting();
    const credentials = { accountSid: `AC${"8".repeat(32)}`, authToken: "8".repeat(32) };
    await call("POST", "/v1/connections", { provider: "twilio", credentials });
    // as one whose webhook was made at Twilio
    await platform.env.DB.prepare("update endpoints set connection_id = ? where id = ?")
      .bind(connectionId, endpoint.id)
      .run();
    await rule(HOURS);
    await text("open");
    const [job] = await jobs();
    expect((await platform.row("jobs", job?.id ?? ""))?.connection_id).toBe(connectionId);
  });
});

describe("an answer in Slack", () => {
  it("goes to the channel in which somebody wrote, and to no bot", async () => {
    const answer = { ok: true, team_id: "T1", team: "Acme", channel: "C1", ts: "1503435956.000247" };
    const { platform, key, rule, template, jobs, sent } = await ruling("slack", () => Response.json(answer));
    const endpoint = await createEndpoint(platform, key, { provider: "slack", secret: TWILIO_TOKEN });
    await template("hours", "slack", "We open at nine.");
    await rule(HOURS);
    const write = async (ts: string, more: Record<string, string>) => {
      const event = { type: "message", channel: "C1", user: "U1", text: "Open?", ts, ...more };
      const content = {
        type: "event_callback",
        event_id: `Ev${ts}`,
        event_time: Math.floor(Date.now() / 1_000),
        event,
      };
      const body = bytes(JSON.stringify(content));
      const signed = await slackHeaders(body, { secret: TWILIO_TOKEN, at: content.event_time });
      const headers = { ...signed, "content-type": "application/json" };
      expect((await platform.fetch(endpoint.path, { method: "POST", headers, body })).status).toBe(200);
      await platform.drain();
    };
    await write("1749416380.000100", { user: "U2", bot_id: "B1" });
    expect(await jobs()).toEqual([]);
    await write("1749416381.000200", {});
    await platform.drainJobs();
    expect(await jobs()).toMatchObject([{ channel: "slack", status: "succeeded" }]);
    expect(await sent.at(-1)?.json()).toMatchObject({ channel: "C1", text: "We open at nine." });
  });
});
