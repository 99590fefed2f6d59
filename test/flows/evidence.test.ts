import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OutboxPlatform } from "../support/outbox.ts";
import { exampleCredentials, stubFetch } from "../support/sending.ts";
import { bytes, svixHeaders, twilioRequest } from "../support/sign.ts";
import { sendgridSigner } from "../support/sign-sendgrid.ts";
import { createEndpoint, push } from "../support/webhooks.ts";

const platform = new OutboxPlatform();
const signer = await sendgridSigner();
const APP_SECRET = "0123456789abcdef0123456789abcdef";
const SVIX_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const AUTH_TOKEN = "abcdef0123456789abcdef0123456789";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  platform.jobs.length = 0;
});

afterEach(() => {
  platform.database.beforeBatch = null;
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

afterAll(async () => await platform.clearJobs());

/** A provider that takes every message and of which no answer arrives. */
function loseAnswers(): Request[] {
  const sends: Request[] = [];
  stubFetch((request) => {
    if (request.method === "GET") {
      return Response.json({ scopes: ["mail.send"], data: [], id: "1", sid: "AC1", status: "active" });
    }
    sends.push(request);
    return new Response("oops", { status: 502 });
  });
  return sends;
}

/** Runs once, before the next batch with such a statement: between what was read and what is written. */
function meanwhile(sql: string, act: () => Promise<void>): void {
  platform.database.beforeBatch = async (statements) => {
    if (statements.some((text) => text.startsWith("update jobs") && text.includes(sql))) {
      platform.database.beforeBatch = null;
      await act();
    }
  };
}

async function subscribe(key: string): Promise<void> {
  await platform.call("POST", "/v1/destinations", {
    token: key,
    body: { url: "https://destination.example/hook", events: ["causeway.job.*"] },
  });
}

async function toldTypes(key: string): Promise<string[]> {
  const { body } = await platform.call<{ data: { type: string }[] }>("GET", "/v1/events?provider=causeway", {
    token: key,
  });
  return body.data.map(({ type }) => type).toSorted();
}

interface Scene {
  readonly key: string;
  readonly id: string;
  readonly path: string;
}

/** SendGrid's event of a message, with our argument in it. */
async function tellSendgrid(path: string, job: string, messageId = "m1"): Promise<void> {
  const at = Math.floor(Date.now() / 1_000);
  const body = bytes(
    JSON.stringify(
      ["processed", "delivered"].map((event) => ({
        causeway_job: job,
        event,
        email: "jane@example.com",
        sg_event_id: crypto.randomUUID(),
        sg_message_id: `${messageId}.recvd-1`,
        timestamp: at,
      })),
    ),
  );
  const headers = await signer.headers(body, at);
  expect((await platform.fetch(path, { method: "POST", headers, body })).status).toBe(200);
  await platform.drain();
}

async function sendgridJob(): Promise<Scene & { sends: Request[] }> {
  const sends = loseAnswers();
  const { key } = await platform.connected("sendgrid");
  const { path } = await createEndpoint(platform, key, { provider: "sendgrid", secret: signer.secret });
  return { key, id: await platform.createJob(key, "sendgrid"), path, sends };
}

describe("a job in doubt", () => {
  it("has succeeded when SendGrid's signed events name it, is told of once, and is never sent again", async () => {
    const { key, id, path, sends } = await sendgridJob();
    await subscribe(key);
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({ status: "uncertain", externalId: null });
    await tellSendgrid(path, id);
    expect(await platform.job(key, id)).toMatchObject({
      status: "succeeded",
      externalId: "m1",
      error: null,
      deliveryStatus: "delivered",
      attempts: 1,
      attemptLog: [
        { outcome: "uncertain" },
        { outcome: "confirmed", reason: expect.stringMatching(/^evt_/) },
      ],
    });
    expect(await toldTypes(key)).toEqual(["causeway.job.succeeded", "causeway.job.uncertain"]);
    expect((await platform.call("POST", `/v1/jobs/${id}/retry`, { token: key })).status).toBe(409);
    await platform.drainJobs();
    expect(sends).toHaveLength(1);
  });

  it("stays in doubt whatever another organization's endpoint, or one of another provider, says of it", async () => {
    const { key, id } = await sendgridJob();
    await platform.drainJobs();
    const other = await platform.organization();
    const foreign = await createEndpoint(platform, other.key, {
      provider: "sendgrid",
      secret: signer.secret,
    });
    await tellSendgrid(foreign.path, id);
    const whatsapp = await createEndpoint(platform, key, { provider: "whatsapp", secret: APP_SECRET });
    await tellWhatsApp(whatsapp.path, id);
    expect(await platform.job(key, id)).toMatchObject({ status: "uncertain", externalId: null });
  });

  it("has succeeded when WhatsApp's status brings its callback data", async () => {
    loseAnswers();
    const { key } = await platform.organization();
    const phoneNumberId = String(crypto.getRandomValues(new Uint32Array(1))[0]);
    await platform.call("POST", "/v1/connections", {
      token: key,
      body: {
        provider: "whatsapp",
        credentials: { accessToken: `EAA${crypto.randomUUID()}`, phoneNumberId },
      },
    });
    const { path } = await createEndpoint(platform, key, { provider: "whatsapp", secret: APP_SECRET });
    const id = await platform.createJob(key, "whatsapp", {
      action: "message.send_text",
      input: { to: "+16505551234", text: "Hello" },
    });
    await platform.drainJobs();
    expect((await platform.job(key, id)).status).toBe("uncertain");
    await tellWhatsApp(path, id);
    expect(await platform.job(key, id)).toMatchObject({ status: "succeeded", externalId: "wamid.1" });
  });

  it("has succeeded when Twilio calls back at the URL that names it", async () => {
    const sends = loseAnswers();
    const { key } = await platform.organization();
    const endpoint = await createEndpoint(platform, key, { provider: "twilio", secret: AUTH_TOKEN });
    await platform.call("POST", "/v1/connections", {
      token: key,
      body: {
        provider: "twilio",
        credentials: {
          ...exampleCredentials("twilio"),
          accountSid: `AC${crypto.randomUUID().replaceAll("-", "")}`,
          authToken: AUTH_TOKEN,
        },
        config: { statusCallbackUrl: endpoint.url },
      },
    });
    const id = await platform.createJob(key, "twilio", {
      action: "sms.send",
      input: { to: "+14155550100", from: "+15005550006", body: "Hi" },
    });
    await platform.drainJobs();
    expect((await platform.job(key, id)).status).toBe("uncertain");
    const callback = new URLSearchParams(await sends[0]?.text()).get("StatusCallback") ?? "";
    expect(callback).toBe(`${endpoint.url}?causeway_job=${id}`);
    const parameters = { MessageSid: "SM1", MessageStatus: "sent", To: "+14155550100" };
    const { headers, body } = await twilioRequest(callback, parameters, AUTH_TOKEN);
    const { pathname, search } = new URL(callback);
    const answer = await platform.fetch(pathname + search, { method: "POST", headers, body });
    expect(answer.status).toBe(200);
    await platform.drain();
    expect(await platform.job(key, id)).toMatchObject({ status: "succeeded", externalId: "SM1" });
  });
});

/** The jobs of a bulk call whose answer was lost. */
async function lostBulk(key: string, connectionId: string, to: readonly string[]): Promise<string[]> {
  const { body } = await platform.call<{ batchId: string }>("POST", "/v1/messages/bulk", {
    token: key,
    body: {
      channel: "email",
      from: "Acme <hello@acme.example>",
      subject: "Maintenance",
      text: "Tonight.",
      category: "transactional",
      connectionId,
      recipients: to.map((one) => ({ to: one })),
    },
  });
  await platform.drainJobs();
  const jobs = await platform.call<{ data: { id: string }[] }>("GET", `/v1/jobs?batchId=${body.batchId}`, {
    token: key,
  });
  return jobs.body.data.map(({ id }) => id).toSorted();
}

describe("emails of a request that cannot be made again", () => {
  it("have each succeeded when Resend's events bring the job's tag, in either form of its pages", async () => {
    loseAnswers();
    const { key, connectionId } = await platform.connected("resend");
    const { path } = await createEndpoint(platform, key, { provider: "resend", secret: SVIX_SECRET });
    const ids = await lostBulk(key, connectionId, ["a@example.com", "b@example.com", "c@example.com"]);
    const [first, second, third] = ids;
    const list = async () => await Promise.all(ids.map((id) => platform.job(key, id)));
    await platform.call("POST", `/v1/jobs/${first}/cancel`, { token: key });
    // known before the set is torn, and after
    await tellResend(path, "email_2", { causeway_job: second });
    await platform.drainJobs();
    expect((await list()).map(({ status }) => status)).toEqual(["uncertain", "succeeded", "uncertain"]);
    await tellResend(path, "email_3", [{ name: "causeway_job", value: third }]);
    expect((await list()).map(({ status, externalId }) => [status, externalId])).toEqual([
      ["uncertain", null],
      ["succeeded", "email_2"],
      ["succeeded", "email_3"],
    ]);
  });
});

async function tellResend(path: string, emailId: string, tags: unknown): Promise<void> {
  const body = bytes(JSON.stringify({ type: "email.sent", data: { email_id: emailId, tags } }));
  const at = Math.floor(Date.now() / 1_000);
  const headers = await svixHeaders(body, { secret: SVIX_SECRET, id: crypto.randomUUID(), at });
  expect((await platform.fetch(path, { method: "POST", headers, body })).status).toBe(200);
  await platform.drain();
}

async function tellWhatsApp(path: string, job: string): Promise<void> {
  const statuses = [
    { id: "wamid.1", status: "sent", timestamp: "1767225600", biz_opaque_callback_data: job },
  ];
  const value = { metadata: { phone_number_id: "1" }, statuses };
  const body = JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: "1", changes: [{ field: "messages", value }] }],
  });
  expect((await push(platform, { path }, body, { secret: APP_SECRET })).status).toBe(200);
  await platform.drain();
}

describe("a receipt that comes before its job is settled", () => {
  it("has the job succeed where the answer is then lost", async () => {
    const { key, id, path } = await sendgridJob();
    let told: Promise<void> | null = null;
    stubFetch(async () => {
      told ??= tellSendgrid(path, id);
      await told;
      return new Response("oops", { status: 502 });
    });
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({
      status: "succeeded",
      externalId: "m1",
      attemptLog: [{ outcome: "ok", httpStatus: 502 }],
    });
  });

  it("has the job succeed where its sender died", async () => {
    const { key, id, path } = await sendgridJob();
    platform.jobs.length = 0;
    await platform.setJob(id, { status: "sending", attempts: 1, claimed_at: Date.now() });
    await tellSendgrid(path, id);
    expect((await platform.job(key, id)).status).toBe("sending");
    vi.setSystemTime(Date.now() + 120_000);
    await platform.tick();
    expect(await platform.job(key, id)).toMatchObject({ status: "succeeded", externalId: "m1" });
  });

  it("has the job succeed, and nothing else told, where it comes while the doubt is written down", async () => {
    const { key, id, path, sends } = await sendgridJob();
    await subscribe(key);
    meanwhile("row.value->>10", async () => await tellSendgrid(path, id));
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({
      status: "succeeded",
      externalId: "m1",
      error: null,
      attemptLog: [{ outcome: "ok", httpStatus: 502 }],
    });
    expect(await toldTypes(key)).toEqual(["causeway.job.succeeded"]);
    await platform.drainJobs();
    expect(sends).toHaveLength(1);
  });

  it("has the job succeed unrepeated where it comes while the next try is written down, or waited for", async () => {
    for (const when of ["settling", "waiting"]) {
      const sends = loseAnswers();
      const { key } = await platform.connected("resend");
      await subscribe(key);
      const { path } = await createEndpoint(platform, key, { provider: "resend", secret: SVIX_SECRET });
      const id = await platform.createJob(key, "resend");
      const tellOfIt = async () => await tellResend(path, `email_${when}`, { causeway_job: id });
      if (when === "settling") {
        meanwhile("row.value->>10", tellOfIt);
      }
      await platform.drainJobs();
      if (when === "waiting") {
        expect(await platform.job(key, id)).toMatchObject({
          status: "queued",
          waitingFor: { gate: "retry" },
        });
        await tellOfIt();
      }
      expect(await platform.job(key, id)).toMatchObject({
        status: "succeeded",
        externalId: `email_${when}`,
        error: null,
        waitingFor: null,
      });
      expect(await toldTypes(key)).toEqual(["causeway.job.succeeded"]);
      vi.setSystemTime(Date.now() + 120_000);
      await platform.tick();
      await platform.drainJobs();
      expect(sends).toHaveLength(1);
    }
  });

  it("has the job succeed where it comes while the sweep gives its sender up", async () => {
    const { key, id, path } = await sendgridJob();
    await subscribe(key);
    platform.jobs.length = 0;
    await platform.setJob(id, { status: "sending", attempts: 1, claimed_at: Date.now() });
    vi.setSystemTime(Date.now() + 120_000);
    meanwhile("row.value->>7", async () => await tellSendgrid(path, id));
    await platform.tick();
    expect(await platform.job(key, id)).toMatchObject({ status: "succeeded", externalId: "m1" });
    expect(await toldTypes(key)).toEqual(["causeway.job.succeeded"]);
  });

  it("has the job succeed where it comes while a request that cannot be made again is given up", async () => {
    loseAnswers();
    const { key, connectionId } = await platform.connected("resend");
    await subscribe(key);
    const { path } = await createEndpoint(platform, key, { provider: "resend", secret: SVIX_SECRET });
    const [first, second] = await lostBulk(key, connectionId, ["a@example.com", "b@example.com"]);
    await platform.setJob(first ?? "", { status: "failed" });
    meanwhile("external_id is null then 'uncertain'", async () => {
      await tellResend(path, "email_2", { causeway_job: second });
    });
    await platform.drainJobs();
    expect(await platform.job(key, second ?? "")).toMatchObject({
      status: "succeeded",
      externalId: "email_2",
    });
    expect(await toldTypes(key)).toEqual(["causeway.job.succeeded"]);
  });

  it("changes nothing of a job that failed, was cancelled or has succeeded under another id", async () => {
    const { key, id, path } = await sendgridJob();
    for (const status of ["failed", "canceled", "dead", "blocked", "succeeded"]) {
      await platform.setJob(id, { status, external_id: "own" });
      await tellSendgrid(path, id);
      expect(await platform.job(key, id)).toMatchObject({ status, externalId: "own" });
    }
  });

  it("costs no row where nobody doubts its job", async () => {
    const { id, path } = await sendgridJob();
    await platform.setJob(id, { status: "succeeded", external_id: "m1" });
    await tellSendgrid(path, id);
    const before = await platform.row("jobs", id);
    platform.database.rowsWritten = 0;
    await tellSendgrid(path, id);
    const withReference = platform.database.rowsWritten;
    platform.database.rowsWritten = 0;
    await tellSendgrid(path, "no job");
    expect(withReference).toBe(platform.database.rowsWritten);
    expect(await platform.row("jobs", id)).toEqual(before);
  });
});
