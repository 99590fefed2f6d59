import { env } from "cloudflare:workers";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AccountGateRpc } from "../../shared/gates/account-gates.ts";
import { twilio } from "../../shared/providers/twilio/index.ts";
import { QUEUES } from "../../shared/queue/consumers.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { exampleCredentials, stubFetch } from "../support/sending.ts";

const platform = new OutboxPlatform();
const twilioChannels = twilio.channels;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  platform.jobs.length = 0;
});

afterEach(() => {
  Object.assign(twilio, { channels: twilioChannels });
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

afterAll(async () => await platform.clearJobs());

interface Shown {
  readonly status: string;
  readonly connectionId: string;
  readonly fallbackFrom: readonly unknown[] | null;
  readonly attemptLog: readonly { readonly connectionId: string; readonly outcome: string }[];
}

interface Scene {
  readonly key: string;
  readonly first: string;
  readonly second: string;
  /** The connections whose sends came, in order. */
  readonly sends: string[];
}

type Answer = () => Response | Promise<Response>;

const message = {
  channel: "email",
  to: "jane@example.com",
  from: "Acme <hello@acme.example>",
  subject: "Welcome",
  text: "Good to have you.",
  category: "transactional",
};

/** An organization with two Resend connections, the second one the fallback of the first, which answers as told. */
async function scene(answer: Answer): Promise<Scene> {
  const owner = new Map<string, string>();
  const sends: string[] = [];
  stubFetch((request) => {
    if (request.method === "GET") {
      return Response.json({ data: [] });
    }
    const connection = owner.get(request.headers.get("authorization") ?? "") ?? "nobody";
    sends.push(connection);
    return connection === ids[0] ? answer() : Response.json({ id: "email_2" });
  });
  const { key } = await platform.organization();
  const ids: string[] = [];
  for (const name of ["first", "second"]) {
    const credentials = { apiKey: `re_${crypto.randomUUID().replaceAll("-", "")}` };
    const { body } = await platform.call<{ id: string }>("POST", "/v1/connections", {
      token: key,
      body: { provider: "resend", name, credentials },
    });
    owner.set(`Bearer ${credentials.apiKey}`, body.id);
    ids.push(body.id);
  }
  const [first = "", second = ""] = ids;
  const set = await platform.call("PATCH", "/v1/organization", {
    token: key,
    body: { channelDefaults: { email: first }, channelFallbacks: { email: [{ connectionId: second }] } },
  });
  expect(set.status).toBe(200);
  return { key, first, second, sends };
}

async function send(key: string, more: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await platform.call<{ id: string }>("POST", "/v1/messages", {
    token: key,
    body: { ...message, ...more },
  });
  expect(status).toBe(202);
  return body.id;
}

async function job(key: string, id: string): Promise<Shown> {
  return (await platform.call<Shown>("GET", `/v1/jobs/${id}`, { token: key })).body;
}

async function drain(rounds = 4): Promise<void> {
  for (let round = 0; round < rounds && platform.jobs.length > 0; round += 1) {
    await platform.drainJobs();
  }
}

const unauthorised: Answer = () => Response.json({ name: "invalid_api_key", message: "no" }, { status: 403 });
const unverified: Answer = () => Response.json({ name: "validation_error", message: "no" }, { status: 403 });

describe("a message whose connection surely did not act", () => {
  it.each([
    ["its credential is refused", unauthorised, "invalid_api_key"],
    ["its account may not send from there", unverified, "validation_error"],
  ])("goes over the next connection of its channel when %s, and the job shows both", async (_, answer, reason) => {
    const { key, first, second, sends } = await scene(answer);
    const id = await send(key);
    await drain();
    expect(sends).toEqual([first, second]);
    expect(await job(key, id)).toMatchObject({
      status: "succeeded",
      attempts: 1,
      externalId: "email_2",
      connectionId: second,
      fallbackFrom: [
        { provider: "resend", connectionId: first, channel: "email", reason, at: expect.any(String) },
      ],
      attemptLog: [{ connectionId: first }, { connectionId: second, outcome: "ok" }],
    });
  });

  it("goes over the next one while the breaker is open, without a try on the first", async () => {
    const { key, first, second, sends } = await scene(() => Response.json({ id: "email_1" }));
    await platform.call("POST", "/v1/breakers/resend/isolate", {
      token: key,
      body: { connectionId: first, reason: "A wrong price list" },
    });
    const id = await send(key);
    await drain();
    expect(sends).toEqual([second]);
    expect(await job(key, id)).toMatchObject({
      status: "succeeded",
      fallbackFrom: [{ connectionId: first }],
    });
  });

  it("goes over the next one when the connection broke before the message was sent", async () => {
    const { key, first, second, sends } = await scene(() => Response.json({ id: "email_1" }));
    const id = await send(key);
    await platform.env.DB.prepare("update connections set status = 'needs_reauth' where id = ?")
      .bind(first)
      .run();
    await drain();
    expect(sends).toEqual([second]);
    expect((await job(key, id)).status).toBe("succeeded");
  });

  it("waits when the next one is broken as well", async () => {
    const { key, first, second, sends } = await scene(() => Response.json({ id: "email_1" }));
    const id = await send(key);
    await platform.env.DB.prepare("update connections set status = 'needs_reauth' where id in (?, ?)")
      .bind(first, second)
      .run();
    await drain();
    expect(sends).toEqual([]);
    expect(await job(key, id)).toMatchObject({ status: "queued", connectionId: first, fallbackFrom: null });
  });
});

describe("a message that stays with its connection", () => {
  it("is one that may have been sent: a lost answer is never a reason to send it elsewhere", async () => {
    const { key, first, sends } = await scene(() => new Response("oops", { status: 500 }));
    const id = await send(key);
    await platform.drainJobs();
    await platform.env.DB.prepare("update connections set status = 'needs_reauth' where id = ?")
      .bind(first)
      .run();
    await drain();
    expect(sends).toEqual([first]);
    expect(await job(key, id)).toMatchObject({
      status: "queued",
      connectionId: first,
      waitingFor: { gate: "connection" },
      fallbackFrom: null,
    });
  });

  it("is one whose own content was refused", async () => {
    const refused: Answer = () =>
      Response.json({ name: "missing_required_field", message: "no" }, { status: 422 });
    const { key, first, sends } = await scene(refused);
    const id = await send(key);
    await drain();
    expect(sends).toEqual([first]);
    expect((await job(key, id)).status).toBe("failed");
  });

  it("is one that names it", async () => {
    const { key, first, sends } = await scene(unauthorised);
    const id = await send(key, { connectionId: first });
    await drain();
    expect(sends).toEqual([first]);
    expect((await job(key, id)).status).toBe("queued");
  });
});

describe("a message that was approved", () => {
  const approve = async (key: string) => {
    const { body } = await platform.call<{ data: { id: string }[] }>("GET", "/v1/approvals", { token: key });
    const approved = await platform.call("POST", `/v1/approvals/${body.data[0]?.id}/approve`, { token: key });
    expect(approved.status).toBe(200);
  };

  it("goes over the next connection, which was part of what was approved", async () => {
    const { key, first, second, sends } = await scene(unverified);
    const id = await send(key, { requiresApproval: true });
    await approve(key);
    await drain();
    expect(sends).toEqual([first, second]);
    expect(await job(key, id)).toMatchObject({ status: "succeeded", connectionId: second });
  });

  it("goes over no connection that was put in its way since", async () => {
    const { key, sends } = await scene(unverified);
    const id = await send(key, { requiresApproval: true });
    await approve(key);
    const fallbacks: unknown = JSON.parse(String((await platform.row("jobs", id))?.fallbacks));
    const [way] = Array.isArray(fallbacks) ? fallbacks : [];
    const other = { ...way, input: { ...way.input, text: "Something else" } };
    await platform.setJob(id, { fallbacks: JSON.stringify([other]) });
    await drain();
    expect(sends).toEqual([]);
    expect(await job(key, id)).toMatchObject({ status: "blocked", error: { code: "approval_missing" } });
  });

  it("is one that only its fallback's rule asks about", async () => {
    const { key, sends } = await scene(unverified);
    const sendgrid = { ...exampleCredentials("sendgrid"), apiKey: `SG.${crypto.randomUUID()}` };
    const { body } = await platform.call<{ id: string }>("POST", "/v1/connections", {
      token: key,
      body: { provider: "sendgrid", credentials: sendgrid },
    });
    await platform.call("PATCH", "/v1/organization", {
      token: key,
      body: { channelFallbacks: { email: [{ connectionId: body.id }] } },
    });
    const rule = await platform.call("POST", "/v1/approval-rules", {
      token: key,
      body: { name: "SendGrid", provider: "sendgrid" },
    });
    expect(rule.status).toBe(201);
    const id = await send(key);
    await drain();
    expect(await job(key, id)).toMatchObject({ status: "pending_approval" });
    expect(sends).toEqual([]);
  });
});

describe("another channel as the fallback", () => {
  it("is asked for its own suppressions, and gets its own sender", async () => {
    Object.assign(twilio, {
      channels: {
        ...twilioChannels,
        whatsapp: {
          action: "sms.send",
          toInput: ({ to, text }: { to: string; text: string }) => ({ to, body: text, from: "WhatsApp" }),
        },
      },
    });
    const bodies: string[] = [];
    stubFetch(async (request) => {
      if (request.method === "POST") {
        bodies.push(await request.text());
      }
      return Response.json({ sid: "SM1", status: "active", owner_account_sid: undefined });
    });
    const { key } = await platform.organization();
    const connect = async () => {
      const credentials = {
        ...exampleCredentials("twilio"),
        accountSid: `AC${crypto.randomUUID().replaceAll("-", "")}`,
      };
      const { body } = await platform.call<{ id: string }>("POST", "/v1/connections", {
        token: key,
        body: { provider: "twilio", credentials },
      });
      return body.id;
    };
    const [sms, whatsapp] = [await connect(), await connect()];
    await platform.call("PATCH", "/v1/organization", {
      token: key,
      body: {
        channelDefaults: { sms },
        channelFallbacks: { sms: [{ connectionId: whatsapp, channel: "whatsapp" }] },
      },
    });
    await platform.call("POST", "/v1/suppressions", {
      token: key,
      body: { channel: "whatsapp", address: "+14155550101", reason: "stop" },
    });
    const text = { channel: "sms", from: "+15005550006", subject: undefined, text: "Hello" };
    const allowed = await send(key, { ...text, to: "+14155550100" });
    const suppressed = await send(key, { ...text, to: "+14155550101" });
    await platform.env.DB.prepare("update connections set status = 'error' where id = ?").bind(sms).run();
    await drain();
    expect(bodies).toEqual([expect.stringContaining("From=WhatsApp")]);
    expect(await job(key, allowed)).toMatchObject({
      status: "succeeded",
      channel: "whatsapp",
      connectionId: whatsapp,
    });
    expect(await job(key, suppressed)).toMatchObject({ status: "queued", channel: "sms", connectionId: sms });
  });
});

describe("the fallbacks of an organization", () => {
  it("are refused by field where they are no connection, carry no such channel, or reach other addresses", async () => {
    const { key, second } = await scene(unauthorised);
    const set = async (channelFallbacks: unknown) => {
      const { status, body } = await platform.call<{ errors: { path: string }[] }>(
        "PATCH",
        "/v1/organization",
        {
          token: key,
          body: { channelFallbacks },
        },
      );
      return [status, (body.errors ?? []).map(({ path }) => path)];
    };
    const at = (channel: string, field: string) => [422, [`body.channelFallbacks.${channel}.0.${field}`]];
    expect(await set({ email: [{ connectionId: "conn_01m7xzgkhsfpa9gydfp7520p1w" }] })).toEqual(
      at("email", "connectionId"),
    );
    expect(await set({ sms: [{ connectionId: second }] })).toEqual(at("sms", "connectionId"));
    expect(await set({ sms: [{ connectionId: second, channel: "email" }] })).toEqual(at("sms", "channel"));
    expect(await set({ email: [{ connectionId: "resend" }] })).toEqual(at("email", "connectionId"));
    expect(await set(null)).toEqual([200, []]);
  });
});

/** The gates of the accounts, with something that happens once before the next permits are given. */
function gatesWith(gates: typeof env.ACCOUNT_GATE, before: () => Promise<void>): typeof env.ACCOUNT_GATE {
  let isDone = false;
  return new Proxy(gates, {
    get: (target, name) =>
      name === "getByName"
        ? (account: string) => ({
            acquire: async (request: Parameters<AccountGateRpc["acquire"]>[0]) => {
              if (!isDone) {
                isDone = true;
                await before();
              }
              return await target.getByName(account).acquire(request);
            },
            report: async (request: Parameters<AccountGateRpc["report"]>[0]) =>
              await target.getByName(account).report(request),
          })
        : Reflect.get(target, name),
  });
}

describe("a message that another consumer puts on its next way meanwhile", () => {
  it("goes over that way alone, and shows it", async () => {
    const { key, first, second, sends } = await scene(() => Response.json({ id: "email_1" }));
    const id = await send(key);
    const broken = (status: string) =>
      env.DB.prepare("update connections set status = ? where id = ?").bind(status, first).run();
    const bodies = platform.jobs.splice(0).map(({ body }) => body);
    const slow = new OutboxPlatform({
      ACCOUNT_GATE: gatesWith(env.ACCOUNT_GATE, async () => {
        await broken("needs_reauth");
        await platform.deliver(bodies, { queue: QUEUES.jobsNormal });
        await broken("active");
      }),
    });
    await slow.deliver(bodies, { queue: QUEUES.jobsNormal });
    expect(sends).toEqual([]);
    await drain();
    expect(sends).toEqual([second]);
    expect(await job(key, id)).toMatchObject({
      status: "succeeded",
      connectionId: second,
      attemptLog: [{ connectionId: second }],
    });
  });
});
