import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearRules, ruling } from "../support/ruling.ts";
import { type Bytes, bytes, svixHeaders } from "../support/sign.ts";
import { sendgridSigner } from "../support/sign-sendgrid.ts";
import { createEndpoint } from "../support/webhooks.ts";

const SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await clearRules();
});

const RULE = { on: "message.received", template: "thanks" };

/** An organization to which people write through Resend, which has what they wrote. */
async function viaResend(received: Readonly<Record<string, unknown>> = {}) {
  const words = { object: "email", id: "em_1", text: "A refund, please.", headers: { Subject: "Re: Order" } };
  let answer = () => Response.json({ ...words, ...received });
  const own = await ruling("resend", (request) =>
    request.url.includes("/receiving/") ? answer() : Response.json({ id: crypto.randomUUID(), data: [] }),
  );
  const { platform, key, sent } = own;
  const endpoint = await createEndpoint(platform, key, { provider: "resend", secret: SECRET });
  await own.template("thanks", "email", "We have {{message.text}}", "Thanks");
  await own.rule(RULE);
  return {
    ...own,
    answerWith: (next: () => Response) => {
      answer = next;
    },
    receive: async (id: string, from = "Zoë <zoe@example.com>") => {
      const body = bytes(
        JSON.stringify({
          type: "email.received",
          created_at: new Date().toISOString(),
          data: { email_id: id, from, to: ["help@acme.dev"], subject: "Order" },
        }),
      );
      const at = Math.floor(Date.now() / 1_000);
      const headers = await svixHeaders(body, { secret: SECRET, id: `msg_${crypto.randomUUID()}`, at });
      expect((await platform.fetch(endpoint.path, { method: "POST", headers, body })).status).toBe(200);
      await platform.drain();
    },
    /** The emails that went out. */
    emails: async () => {
      await platform.drainJobs();
      await platform.drainJobs();
      const posts = sent.filter(({ method }) => method === "POST");
      return await Promise.all(
        posts.map(async (request): Promise<Record<string, unknown>> => request.clone().json()),
      );
    },
  };
}

describe("an email whose words come later", () => {
  it("is answered once they are there, as a machine's answer, however often it is told of", async () => {
    const { receive, emails, jobs, replayAll, platform } = await viaResend();
    await receive("em_1");
    expect(await jobs()).toEqual([]);
    const [email, ...others] = await emails();
    expect(others).toEqual([]);
    expect(email).toMatchObject({
      to: "zoe@example.com",
      from: "help@acme.dev",
      subject: "Thanks",
      text: "We have A refund, please.",
      headers: { "Auto-Submitted": "auto-replied" },
    });
    vi.setSystemTime(Date.now() + 2 * 3_600_000);
    await receive("em_1");
    await replayAll();
    await platform.tick();
    expect(await emails()).toHaveLength(1);
    expect(await jobs()).toHaveLength(1);
  });

  it("is answered though its sender died before it could store them", async () => {
    const { receive, platform, jobs, emails } = await viaResend();
    await receive("em_1");
    platform.database.failingOn = /update conversation_messages set text/;
    await platform.drainJobs();
    expect(await jobs()).toEqual([]);
    platform.database.failingOn = null;
    await platform.tick();
    expect(await jobs()).toHaveLength(1);
    expect(await emails()).toHaveLength(1);
  });

  it.each([
    ["an absence note", { "Auto-Submitted": "auto-replied" }],
    ["a list's mail", { "list-id": "<news.example.com>" }],
    ["bulk mail", { Precedence: "bulk" }],
  ])("is not answered where it is %s", async (_, headers) => {
    const { receive, emails, jobs } = await viaResend({ headers });
    await receive("em_1");
    expect(await emails()).toEqual([]);
    expect(await jobs()).toEqual([]);
  });

  it("is not answered where nobody reads the answer, or it is the organization's own", async () => {
    const { receive, emails, call } = await viaResend();
    await call("PATCH", "/v1/organization", {
      defaultFrom: { email: "Acme <hello@acme.dev>" },
      messageDefaults: { replyTo: "support@acme.dev" },
    });
    await receive("em_1", "no-reply@example.com");
    await receive("em_2", "MAILER-DAEMON@example.com");
    await receive("em_3", "Acme <Hello@acme.dev>");
    await receive("em_4", "support@acme.dev");
    await receive("em_5", "Help <help@acme.dev>");
    expect(await emails()).toEqual([]);
  });

  it("ends marketing where they plainly ask for that, and is answered by no machine", async () => {
    const { receive, emails, jobs, call } = await viaResend({ text: "Unsubscribe" });
    await receive("em_1");
    expect(await emails()).toEqual([]);
    expect(await jobs()).toEqual([]);
    const asked = { channel: "email", address: "zoe@example.com", category: "marketing" };
    const { body } = await call<{ reason: string }>("POST", "/v1/consents/check", asked);
    expect(body.reason).toBe("consent_withdrawn");
  });

  it("is not answered where they cannot be had: nobody knows who wrote it", async () => {
    const { receive, emails, jobs, answerWith } = await viaResend();
    answerWith(() => Response.json({ name: "restricted_api_key" }, { status: 401 }));
    await receive("em_1");
    expect(await emails()).toEqual([]);
    expect(await jobs()).toEqual([]);
  });
});

/** What Inbound Parse posts of an email. */
function parsed(headers: readonly string[], text: string, envelopeFrom: string): Bytes {
  const fields = {
    headers: `${headers.join("\n")}\n`,
    from: "Zoë <zoe@example.com>",
    to: "help@parse.acme.dev",
    subject: "Re: Size",
    text,
    envelope: JSON.stringify({ to: ["help@parse.acme.dev"], from: envelopeFrom }),
  };
  const parts = Object.entries(fields).map(
    ([name, value]) => `--xYzZY\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return bytes(`${parts.join("")}--xYzZY--\r\n`);
}

/** An organization to which people write through SendGrid. */
async function viaSendgrid() {
  const own = await ruling("sendgrid", () =>
    Response.json({ scopes: ["mail.send"], username: "acme" }, { status: 202 }),
  );
  const { platform, key } = own;
  const signer = await sendgridSigner();
  const endpoint = await createEndpoint(platform, key, { provider: "sendgrid", secret: signer.secret });
  await own.template("thanks", "email", "Thanks", "Thanks");
  return {
    ...own,
    receive: async (
      headers: readonly string[],
      text = "Size M, please",
      envelopeFrom = "zoe@example.com",
    ) => {
      const body = parsed(
        [`Message-ID: <${crypto.randomUUID()}@mail.example.com>`, ...headers],
        text,
        envelopeFrom,
      );
      const signed = await signer.headers(body, Math.floor(Date.now() / 1_000));
      const type = { "content-type": "multipart/form-data; boundary=xYzZY" };
      const init = { method: "POST", headers: { ...signed, ...type }, body };
      expect((await platform.fetch(endpoint.path, init)).status).toBe(200);
      await platform.drain();
    },
  };
}

describe("an email that comes with its words", () => {
  it("is answered in its thread", async () => {
    const { rule, receive, jobs, platform } = await viaSendgrid();
    await rule(RULE);
    await receive(["Message-ID: <other@mail.example.com>", "Auto-Submitted: no"]);
    const [job] = await jobs();
    const input = JSON.parse(String((await platform.row("jobs", job?.id ?? ""))?.input));
    expect(input).toMatchObject({ to: "zoe@example.com", from: "help@parse.acme.dev", subject: "Thanks" });
    expect(input.headers["Auto-Submitted"]).toBe("auto-replied");
    expect(input.headers["In-Reply-To"]).toMatch(/^<.+@mail\.example\.com>$/);
    expect(input.headers.References).toBe(input.headers["In-Reply-To"]);
  });

  it.each([
    ["another machine's", ["Auto-Submitted:\n auto-generated; x=y"], undefined],
    ["a list's", ["List-Unsubscribe: <https://example.com>"], undefined],
    ["a report of what was not delivered", [], ""],
  ])("is not answered where it is %s", async (_, headers, envelopeFrom) => {
    const { rule, receive, jobs } = await viaSendgrid();
    await rule(RULE);
    await receive(headers, "Size M, please", envelopeFrom);
    expect(await jobs()).toEqual([]);
  });

  it("ends marketing where it plainly asks for that, and is answered by no machine", async () => {
    const { rule, receive, jobs, call } = await viaSendgrid();
    await rule(RULE);
    const may = async () => {
      const asked = { channel: "email", address: "zoe@example.com", category: "marketing" };
      const { body } = await call<{ reason: string }>("POST", "/v1/consents/check", asked);
      return body.reason;
    };
    await call("POST", "/v1/consents", {
      channel: "email",
      address: "zoe@example.com",
      status: "granted",
      purpose: "marketing",
      basis: "consent",
      source: "form",
    });
    expect(await may()).toBe("consent_granted");
    vi.setSystemTime(Date.now() + 1_000);
    await receive(
      [],
      "Hello Acme,\r\n\r\nplease unsubscribe me, thanks\r\n\r\nOn Monday Acme wrote:\r\n> Hi",
    );
    expect(await jobs()).toEqual([]);
    expect(await may()).toBe("consent_withdrawn");
  });

  it("is answered for its own words, not for those that it quotes", async () => {
    const { rule, receive, jobs } = await viaSendgrid();
    await rule({ ...RULE, match: { contains: ["refund"] } });
    await receive([], "Thanks!\n> Do you want a refund?");
    expect(await jobs()).toEqual([]);
    await receive([], "A refund!\n> Do you want an exchange?");
    expect(await jobs()).toHaveLength(1);
  });
});
