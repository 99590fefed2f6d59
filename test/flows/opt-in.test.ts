import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearMarketing, EMAIL, PHONE, setUpMarketing as setUp, submit } from "../support/marketing.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(clearMarketing);

const NEW_EMAIL = "new@example.com";
const NEW_PHONE = "+14155550123";

/** Somebody new, who is asked on a channel whether they want marketing. */
async function ask(channel: "email" | "sms", more: Record<string, unknown> = {}) {
  const scene = await setUp();
  const { call, platform, sent } = scene;
  await call("PATCH", "/v1/organization", { defaultFrom: { email: "Acme <hello@acme.example>" } });
  const body = { email: NEW_EMAIL, phone: NEW_PHONE, ...more };
  const { body: contact } = await call<{ id: string }>("POST", "/v1/contacts", body);
  const request = async () => {
    const said = {
      status: "granted",
      purpose: "marketing",
      basis: "consent",
      source: "form",
      doubleOptIn: true,
    };
    const answer = await call("PUT", `/v1/contacts/${contact.id}/consents/${channel}`, said);
    await platform.drainJobs();
    return answer;
  };
  const check = async () => {
    const asked = { contactId: contact.id, channel, category: "marketing" };
    return (await call("POST", "/v1/consents/check", asked)).body.reason;
  };
  sent.length = 0;
  const first = await request();
  return { ...scene, first, request, check };
}

/** Somebody new, whose consent the app is about to record. */
async function agreeing() {
  const scene = await setUp();
  await scene.call("PATCH", "/v1/organization", { defaultFrom: { email: "Acme <hello@acme.example>" } });
  const { body } = await scene.call<{ id: string }>("POST", "/v1/contacts", { email: NEW_EMAIL });
  scene.sent.length = 0;
  const check = async () => {
    const asked = { contactId: body.id, channel: "email", category: "marketing" };
    return (await scene.call("POST", "/v1/consents/check", asked)).body.reason;
  };
  return { ...scene, contactId: body.id, check };
}

describe("a double opt-in", () => {
  it("by email grants once the page's button is pressed, not when the link is followed", async () => {
    const { first, check, sent, visit } = await ask("email", { locale: "de-AT" });
    expect(first).toMatchObject({ status: 200, body: { status: "requested" } });
    expect(await check()).toBe("consent_pending");
    const mail = await (sent[0] as Request).json<{ subject: string; text: string; headers?: unknown }>();
    expect(mail.subject).toBe("Bitte bestätigen: Nachrichten von Acme");
    const url = /https:\S+/.exec(mail.text)?.[0] ?? "";
    vi.setSystemTime(Date.now() + 1_000);
    expect((await visit(url)).status).toBe(200);
    expect(await check()).toBe("consent_pending");
    expect((await visit(url, submit([]))).status).toBe(200);
    expect(await check()).toBe("consent_granted");
  });

  it("by email is over after seven days, and its link confirms nothing that was withdrawn since", async () => {
    const { check, sent, visit, call } = await ask("email");
    const { text } = await (sent[0] as Request).json<{ text: string }>();
    const url = /https:\S+/.exec(text)?.[0] ?? "";
    const now = Date.now();
    vi.setSystemTime(now + 7 * 86_400_000);
    expect((await visit(url, submit([]))).status).toBe(404);
    vi.setSystemTime(now + 1_000);
    const said = {
      channel: "email",
      address: NEW_EMAIL,
      purpose: "marketing",
      basis: "consent",
      source: "phone",
    };
    await call("POST", "/v1/consents", { ...said, status: "withdrawn" });
    expect((await visit(url, submit([]))).status).toBe(404);
    expect(await check()).toBe("consent_withdrawn");
  });

  it("by SMS grants by YES, which means nothing to who was not asked", async () => {
    const { check, sent, text, call } = await ask("sms");
    expect(await (sent[0] as Request).text()).toContain("YES");
    await text({ From: "+14155550199", Body: "YES" });
    const stranger = { channel: "sms", address: "+14155550199", category: "marketing" };
    expect((await call("POST", "/v1/consents/check", stranger)).body.reason).toBe("consent_missing");
    expect(await check()).toBe("consent_pending");
    await text({ From: NEW_PHONE, Body: "Yes!" });
    expect(await check()).toBe("consent_granted");
  });

  it("by SMS tells who confirmed it how to get help and how to leave, and lifts what they had ended", async () => {
    const { check, text, sent, platform, call } = await ask("sms");
    const ended = { channel: "sms", address: NEW_PHONE, reason: "unsubscribe" };
    await call("POST", "/v1/suppressions", ended);
    vi.setSystemTime(Date.now() + 1_000);
    sent.length = 0;
    await text({ From: PHONE, Body: "YES" });
    await text({ From: NEW_PHONE, Body: "YES" });
    expect(await check()).toBe("consent_granted");
    await platform.tick();
    await platform.drainJobs();
    const answers = await Promise.all(sent.map(async (one) => new URLSearchParams(await one.text())));
    expect(answers.map((one) => [one.get("To"), one.get("Body")])).toEqual([
      [NEW_PHONE, expect.stringMatching(/^Acme: you are subscribed\..*HELP.*STOP/)],
    ]);
  });

  it("by SMS is confirmed by YES also where the carrier takes that for a word of its own", async () => {
    const { check, text } = await ask("sms");
    await text({ From: NEW_PHONE, Body: "START", OptOutType: "START" });
    expect(await check(), "no answer to what was asked").toBe("consent_pending");
    await text({ From: NEW_PHONE, Body: "YES", OptOutType: "START" });
    expect(await check()).toBe("consent_granted");
  });

  it("keeps the law and the kind that were said when it was asked for", async () => {
    const { contactId, call, sent, visit, platform } = await agreeing();
    const said = { status: "granted", purpose: "marketing", basis: "consent", source: "form" };
    const ask = { ...said, kind: "soft_opt_in", jurisdiction: "CA", doubleOptIn: true };
    await call("PUT", `/v1/contacts/${contactId}/consents/email`, ask);
    await platform.drainJobs();
    const { text } = await (sent[0] as Request).json<{ text: string }>();
    vi.setSystemTime(Date.now() + 1_000);
    await visit(/https:\S+/.exec(text)?.[0] ?? "", submit([]));
    const ledger = await call<{ data: unknown[] }>("GET", `/v1/contacts/${contactId}/consents`);
    expect(ledger.body.data[0]).toMatchObject({
      status: "granted",
      source: "double_opt_in",
      kind: "express",
      jurisdiction: "CA",
    });
  });

  it("is asked for twice in a month at most", async () => {
    const { request } = await ask("email");
    vi.setSystemTime(Date.now() + 86_400_000);
    expect((await request()).status).toBe(200);
    vi.setSystemTime(Date.now() + 86_400_000);
    expect(await request()).toMatchObject({ status: 409, body: { code: "conflict" } });
  });
});

describe("in Europe", () => {
  const said = {
    status: "granted",
    purpose: "marketing",
    basis: "consent",
    source: "form",
    jurisdiction: "DE",
  };

  it("who agrees is asked to confirm it unless the app says otherwise, once", async () => {
    const { call, check, sent, visit, contactId, platform } = await agreeing();
    const put = async (more: Record<string, unknown> = {}) =>
      (await call("PUT", `/v1/contacts/${contactId}/consents/email`, { ...said, ...more })).body.status;
    expect(await put({ kind: "soft_opt_in" })).toBe("granted");
    expect(await put({ status: "withdrawn" })).toBe("withdrawn");
    vi.setSystemTime(Date.now() + 1_000);
    expect(await put()).toBe("requested");
    expect(await check()).toBe("consent_pending");
    await platform.drainJobs();
    const { text } = await (sent[0] as Request).json<{ text: string }>();
    const url = /https:\S+/.exec(text)?.[0] ?? "";
    vi.setSystemTime(Date.now() + 1_000);
    await visit(url, submit([]));
    expect(await put()).toBe("granted");
    const ledger = await call<{ data: { source: string; evidence: string | null }[] }>(
      "GET",
      `/v1/contacts/${contactId}/consents`,
    );
    const proof = ledger.body.data.find(({ source }) => source === "double_opt_in")?.evidence ?? "";
    expect(JSON.parse(proof)).toEqual({
      shown: "May Acme send marketing to n•••@example.com?",
      language: "en",
    });
    vi.setSystemTime(Date.now() + 1_000);
    expect([await put({ status: "withdrawn" }), await put({ doubleOptIn: false })]).toEqual([
      "withdrawn",
      "granted",
    ]);
  });

  it("an import has to say what it rests on", async () => {
    const { call, contactId } = await agreeing();
    const put = async (more: Record<string, unknown>) => {
      const body = { ...said, source: "import", ...more };
      const answer = await call<{ errors?: { path: string }[] }>(
        "PUT",
        `/v1/contacts/${contactId}/consents/email`,
        body,
      );
      return [answer.status, answer.body.errors?.[0]?.path];
    };
    expect(await put({})).toEqual([422, "body.evidence"]);
    expect(await put({ evidence: "form of 2024-05-01, text v3" })).toEqual([200, undefined]);
    expect(await put({ basis: "legitimate_interest" })).toEqual([200, undefined]);
    expect(await put({ jurisdiction: "US" })).toEqual([200, undefined]);
  });
});

describe("a word by SMS", () => {
  it("START gives back what STOP took, and nothing more", async () => {
    const { text, call } = await setUp();
    const reason = async (topic: string, address = PHONE) =>
      (await call("POST", "/v1/consents/check", { channel: "sms", address, category: "marketing", topic }))
        .body.reason;
    await text({ Body: "STOP" });
    expect(await reason("newsletter")).toBe("suppressed");
    await text({ Body: "START" });
    expect(await reason("newsletter")).toBe("consent_granted");
    await text({ From: NEW_PHONE, Body: "START" });
    expect(await reason("newsletter", NEW_PHONE)).toBe("consent_missing");
  });

  it("START gives it back as it was: of its kind and under its law", async () => {
    const { text, call, contactId } = await setUp();
    const put = async (kind: string, jurisdiction: string) => {
      vi.setSystemTime(Date.now() + 1_000);
      const said = { status: "granted", purpose: "marketing", basis: "consent", source: "form" };
      await call("PUT", `/v1/contacts/${contactId}/consents/sms`, { ...said, kind, jurisdiction });
      await text({ Body: "STOP" });
      await text({ Body: "START" });
      const ledger = await call<{ data: unknown[] }>("GET", `/v1/contacts/${contactId}/consents`);
      const asked = { channel: "sms", address: PHONE, category: "marketing" };
      return [ledger.body.data[0], (await call("POST", "/v1/consents/check", asked)).body.reason];
    };
    expect(await put("express", "US")).toEqual([
      expect.objectContaining({ status: "granted", source: "keyword", kind: "express", jurisdiction: "US" }),
      "consent_insufficient",
    ]);
    expect(await put("express_written", "US")).toEqual([
      expect.objectContaining({ kind: "express_written", jurisdiction: "US" }),
      "consent_granted",
    ]);
  });

  it("HELP is answered by a job, also to who opted out, and not where the carrier answers", async () => {
    const { text, platform, sent, call } = await setUp();
    await call("PATCH", "/v1/organization", {
      name: 'Acme "West"',
      defaultFrom: { email: "help@acme.example" },
    });
    const answers = async (parameters: Record<string, string>) => {
      sent.length = 0;
      await text(parameters);
      await platform.tick();
      await platform.drainJobs();
      return await Promise.all(sent.map(async (one) => new URLSearchParams(await one.text()).get("Body")));
    };
    const SHORT_CODE = "48484";
    const answer = 'Acme "West": help@acme.example. Msg&data rates may apply. Reply STOP to unsubscribe.';
    expect(await answers({ Body: "Help" }), "Twilio's own word").toEqual([]);
    expect(await answers({ Body: "Help!" }), "which it takes for none").toEqual([answer]);
    expect(await answers({ Body: "ayuda" })).toEqual([expect.stringContaining("darse de baja")]);
    expect(await answers({ Body: "ayuda", OptOutType: "HELP" }), "the account's own").toEqual([]);
    expect(await answers({ Body: "HELP", To: SHORT_CODE }), "a short code is left to its owner").toEqual([
      answer,
    ]);
    await text({ Body: "STOP" });
    expect(await answers({ Body: "INFO", To: SHORT_CODE })).toEqual([answer]);
    expect(await answers({ Body: "Hello" })).toEqual([]);
  });

  it("is confirmed once where no carrier confirms it, and then there is silence", async () => {
    const { text, platform, sent } = await setUp();
    const answers = async (parameters: Record<string, string>) => {
      sent.length = 0;
      await text(parameters);
      await platform.tick();
      await platform.drainJobs();
      return await Promise.all(sent.map(async (one) => new URLSearchParams(await one.text()).get("Body")));
    };
    expect(await answers({ Body: "stop" }), "Twilio's own word").toEqual([]);
    expect(await answers({ Body: "stop texting me" }), "stopped already").toEqual([]);
    await text({ Body: "START" });
    expect(await answers({ Body: "please stop texting me" })).toEqual([
      "Acme: you are unsubscribed and get no more messages. Reply START to get them again.",
    ]);
    expect(await answers({ Body: "Please stop" })).toEqual([]);
    await text({ Body: "START" });
    expect(await answers({ Body: "ABMELDEN" })).toEqual([expect.stringContaining("abgemeldet")]);
    await text({ Body: "START" });
    expect(await answers({ Body: "Baja", OptOutType: "STOP" }), "the account's own").toEqual([]);
    await text({ Body: "START" });
    expect(await answers({ Body: "STOP", To: "48484" }), "a short code is left to its owner").toHaveLength(1);
  });

  it("that the carrier took for an opt-out is one, whatever it was", async () => {
    const { text, suppressions } = await setUp();
    await text({ Body: "Kein Interesse", OptOutType: "STOP" });
    expect(await suppressions()).toMatchObject([{ address: PHONE, reason: "stop" }]);
    await text({ Body: "Doch wieder", OptOutType: "START" });
    expect(await suppressions()).toEqual([]);
  });

  it("that only the carrier heard is known once it refuses a message, or tells of one it did not deliver", async () => {
    const { text, suppressions, marketing, answer } = await setUp();
    answer.twilio = () => Response.json({ code: 21610, message: "opted out", status: 400 }, { status: 400 });
    expect((await marketing("sms")).status).toBe("failed");
    expect(await suppressions()).toMatchObject([{ address: PHONE, reason: "stop" }]);
    await text({ From: "+15005550006", To: NEW_PHONE, MessageStatus: "undelivered", ErrorCode: "21610" });
    expect(await suppressions()).toMatchObject([{ address: PHONE }, { address: NEW_PHONE, reason: "stop" }]);
  });
});

describe("what cannot be reached", () => {
  it.each([
    [{ email: "jane@nowhere" }, "body.email"],
    [{ email: "jane" }, "body.email"],
    [{ phone: "+14155" }, "body.phone"],
    [{ phone: "+15551234567" }, "body.phone"],
    [{ phone: "4155550100" }, "body.phone"],
    [{ identities: [{ channel: "whatsapp", address: "somebody" }] }, "body.identities.0.address"],
    [{ timezone: "Mars/Olympus" }, "body.timezone"],
    [{ locale: "no language" }, "body.locale"],
  ])("is refused with the field: %j", async (contact, path) => {
    const { call } = await setUp();
    expect(await call("POST", "/v1/contacts", contact)).toMatchObject({
      status: 422,
      body: { errors: [{ path }] },
    });
  });

  it("as a message is refused and not sent; toll-free and fictional numbers are numbers", async () => {
    const { call, sent } = await setUp();
    sent.length = 0;
    const message = { channel: "sms", text: "Hello", category: "transactional" };
    for (const to of ["+14155", "+15551234567", "+999123456789"]) {
      expect(await call("POST", "/v1/messages", { ...message, to })).toMatchObject({
        status: 422,
        body: { errors: [{ path: "body.to" }] },
      });
    }
    for (const to of ["+18005550199", "+442079460958", "+4930901820"]) {
      expect((await call("POST", "/v1/messages", { ...message, to })).status).toBe(202);
    }
    expect(sent).toEqual([]);
  });

  it("a contact is written to on its own address, and refused where it has none there", async () => {
    const { call, sent, platform, contactId } = await setUp();
    sent.length = 0;
    const mail = {
      channel: "email",
      subject: "Hi",
      text: "Hi",
      category: "transactional",
      from: "a@acme.example",
    };
    const post = async (path: string, body: Record<string, unknown>) =>
      await call<{ id: string; errors?: { path: string }[] }>("POST", path, body);
    const { status, body } = await post("/v1/messages", { ...mail, contactId });
    expect(status).toBe(202);
    const job = (await call("GET", `/v1/jobs/${body.id}`)).body;
    expect(job).toMatchObject({ address: EMAIL, contactId });
    await platform.drainJobs();
    expect(sent).toHaveLength(1);
    const refused = async (more: Record<string, unknown>) => {
      const answer = await post("/v1/messages", { ...mail, ...more });
      return [answer.status, answer.body.errors?.[0]?.path];
    };
    const stranger = contactId.replace(/_.*/, "_01m7xzgkhsfpa9gydfp7520p1w");
    expect(await refused({})).toEqual([422, "body.to"]);
    expect(await refused({ contactId: stranger })).toEqual([422, "body.contactId"]);
    expect(await refused({ contactId: stranger, to: EMAIL })).toEqual([422, "body.contactId"]);
    const whatsapp = { channel: "whatsapp", text: "Hi", category: "transactional", contactId };
    expect((await post("/v1/messages", whatsapp)).body.errors?.[0]?.path).toBe("body.contactId");
    const input = { from: "a@acme.example", to: EMAIL, subject: "Hi", text: "Hi" };
    const action = { provider: "resend", action: "email.send", input, channel: "email", contactId };
    expect((await call("GET", `/v1/jobs/${(await post("/v1/jobs", action)).body.id}`)).body).toMatchObject({
      contactId,
    });
    const wrong = await post("/v1/jobs", { ...action, contactId: stranger });
    expect([wrong.status, wrong.body.errors?.[0]?.path]).toEqual([422, "body.contactId"]);
    const recipients = [{ contactId }, { contactId: stranger }, {}];
    const bulk = await call<{ accepted: number; rejected: { index: number; detail: string }[] }>(
      "POST",
      "/v1/messages/bulk",
      { ...mail, recipients },
    );
    expect(bulk.body.accepted).toBe(1);
    expect(bulk.body.rejected.map(({ index, detail }) => [index, detail])).toEqual([
      [1, "contactId is no contact's."],
      [2, "to is needed, or a `contactId`."],
    ]);
  });

  it("on a channel is refused with the field, and the ledger stays as it was", async () => {
    const { call } = await setUp();
    const { body } = await call<{ id: string }>("POST", "/v1/contacts", { email: NEW_EMAIL });
    const said = { status: "granted", purpose: "marketing", basis: "consent", source: "form" };
    expect(await call("PUT", `/v1/contacts/${body.id}/consents/sms`, said)).toMatchObject({
      status: 422,
      body: { errors: [{ path: "path.channel", message: "the contact has no address on sms" }] },
    });
    expect((await call("GET", `/v1/contacts/${body.id}/consents`)).body).toMatchObject({ data: [] });
  });
});
