import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SendingPlatform } from "../../support/sending.ts";

const platform = new SendingPlatform({
  RESEND_API_KEY: "re_platform",
  TWILIO_ACCOUNT_SID: "AC00000000000000000000000000000000",
  TWILIO_AUTH_TOKEN: "token",
});

afterAll(async () => await platform.clearJobs());

let organization: { id: string; key: string };

beforeEach(async () => {
  organization = await platform.organization();
  await platform.call("PATCH", "/v1/organization", {
    token: organization.key,
    body: { defaultFrom: { email: "Acme <hello@acme.example>", sms: "+15005550006" } },
  });
  platform.jobs.length = 0;
});

afterEach(() => {
  vi.unstubAllGlobals();
});

interface Accepted {
  readonly id: string;
  readonly status: string;
  readonly error: { readonly code: string; readonly retryable: boolean } | null;
}

const email = {
  channel: "email",
  to: "Jane <Jane@Example.com>",
  subject: "Welcome",
  text: "Good to have you.",
  category: "transactional",
};
const sms = { channel: "sms", to: "+1 (415) 555-0100", text: "Hello", category: "transactional" };

function send(message: Record<string, unknown>) {
  return platform.call<Accepted & { code: string; errors: { path: string; message: string }[] }>(
    "POST",
    "/v1/messages",
    { token: organization.key, body: message },
  );
}

describe("a message", () => {
  it("becomes a job of the action that carries its channel", async () => {
    const accepted = await send({ ...email, metadata: { step: 1 }, priority: "high" });
    expect(accepted).toMatchObject({ status: 202, body: { status: "queued", error: null } });
    expect(platform.jobs).toEqual([{ body: { kind: "job", id: accepted.body.id }, delaySeconds: 0 }]);
    const job = await platform.call("GET", `/v1/jobs/${accepted.body.id}`, { token: organization.key });
    expect(job.body).toMatchObject({
      provider: "resend",
      channel: "email",
      category: "transactional",
      address: "jane@example.com",
      priority: "high",
      metadata: { step: 1 },
      connectionId: null,
    });
    const input = JSON.stringify((job.body as { input: unknown }).input);
    expect(input).toContain("Welcome");
    expect(input).toContain("Jane <Jane@Example.com>");
    expect(input).toContain("Acme <hello@acme.example>");
  });

  it("hands a number to the provider in its one form", async () => {
    const { body } = await send(sms);
    const job = await platform.row("jobs", body.id);
    expect(job).toMatchObject({ provider: "twilio", channel: "sms", address: "+14155550100" });
    expect(String(job?.input)).toContain("+14155550100");
    expect(String(job?.input)).not.toContain("(415)");
  });

  it("is refused by field when its channel cannot carry it, and nothing is stored", async () => {
    const { subject: _, ...bare } = email;
    const { text: __, ...empty } = email;
    const refused: [Record<string, unknown>, string[]][] = [
      [{ ...email, to: "jane" }, ["body.to"]],
      [{ ...sms, to: "4155550100" }, ["body.to"]],
      [bare, ["body.subject"]],
      [empty, ["body.text"]],
      [{ ...sms, text: undefined }, ["body.text"]],
      [{ ...sms, html: "<b>", subject: "x" }, ["body.subject", "body.html"]],
      [{ ...email, mediaUrls: ["https://example.com/a.png"] }, ["body.mediaUrls"]],
      [{ ...sms, mediaUrls: ["file:///etc/passwd"] }, ["body.mediaUrls.0"]],
      [{ ...email, attachments: [{ filename: "a", content: "%" }] }, ["body.attachments.0.content"]],
      [{ ...email, replyTo: "nobody" }, ["body.replyTo"]],
      [{ ...email, template: "welcome" }, ["body.subject"]],
      [{ ...email, category: undefined }, ["body.category"]],
      [{ ...email, subject: "x\r\nBcc: eve@example.com" }, ["body.subject"]],
      [{ ...email, to: "Jane\nBcc: eve@example.com <jane@example.com>" }, ["body.to"]],
      [{ ...email, to: "ja..ne@example.com" }, ["body.to"]],
      [{ ...sms, text: "x".repeat(1_601) }, ["body.text"]],
    ];
    for (const [message, paths] of refused) {
      const { status, body } = await send(message);
      expect([status, body.errors.map(({ path }) => path)]).toEqual([422, paths]);
    }
    expect(await platform.countJobs(organization.id)).toBe(0);
    expect(platform.jobs).toEqual([]);
  });

  it("says so when nothing that carries its channel is connected", async () => {
    expect(await send({ ...sms, channel: "instagram", to: "17841400008460056" })).toMatchObject({
      status: 422,
      body: { code: "connection_missing", detail: expect.stringContaining("Instagram") },
    });
  });
});

describe("a message to somebody who must not be contacted", () => {
  const record = (status: string, purpose = "marketing") =>
    platform.call("POST", "/v1/consents", {
      token: organization.key,
      body: {
        channel: "email",
        address: "JANE@example.com",
        status,
        purpose,
        basis: "consent",
        source: "form",
      },
    });
  const suppress = (method: string, query = "", body?: unknown) =>
    platform.call(method, `/v1/suppressions${query}`, { token: organization.key, body });
  const outcome = async (message: Record<string, unknown>) => {
    const { status, body } = await send(message);
    return [status, body.status, body.error?.code ?? null];
  };
  const marketing = { ...email, category: "marketing" };

  it("is stored as blocked, with the reason, and never queued", async () => {
    const { status, body } = await send(marketing);
    expect([status, body.status, body.error]).toEqual([
      202,
      "blocked",
      { code: "consent_missing", message: expect.any(String), retryable: false },
    ]);
    expect(platform.jobs).toEqual([]);
    const job = await platform.call("GET", `/v1/jobs/${body.id}`, { token: organization.key });
    expect(job.body).toMatchObject({
      status: "blocked",
      error: { code: "consent_missing" },
      finishedAt: expect.any(String),
      waitingFor: null,
    });
  });

  it("goes out once the newest record for marketing grants it", async () => {
    await platform.locate(organization.key);
    await record("granted", "product updates");
    expect(await outcome(marketing)).toEqual([202, "blocked", "consent_missing"]);
    await record("granted");
    expect(await outcome(marketing)).toEqual([202, "queued", null]);
    await record("withdrawn");
    expect(await outcome(marketing)).toEqual([202, "blocked", "consent_withdrawn"]);
    expect(await outcome(email)).toEqual([202, "queued", null]);
  });

  it("is blocked by a suppression whatever it is, on that channel and in that organization alone", async () => {
    await record("granted");
    await suppress("POST", "", { channel: "email", address: "Jane <jane@example.com>", reason: "bounce" });
    expect(await outcome(marketing)).toEqual([202, "blocked", "suppressed"]);
    expect(await outcome(email)).toEqual([202, "blocked", "suppressed"]);
    expect(await outcome(sms)).toEqual([202, "queued", null]);
    const blocked = organization;
    organization = await platform.organization();
    await platform.call("PATCH", "/v1/organization", {
      token: organization.key,
      body: { defaultFrom: { email: "hello@acme.example" } },
    });
    expect(await outcome(email)).toEqual([202, "queued", null]);
    organization = blocked;
    expect((await suppress("DELETE", "?channel=email&address=jane@example.com")).status).toBe(204);
    expect(await outcome(email)).toEqual([202, "queued", null]);
  });
});
