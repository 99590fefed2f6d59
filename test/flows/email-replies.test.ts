import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { vectors } from "../../shared/providers/sendgrid/vectors.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";
import { bytes, svixHeaders } from "../support/sign.ts";
import { createEndpoint, type EventView, events, type TestEndpoint } from "../support/webhooks.ts";

const SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";
const WORDS = {
  object: "email",
  id: "em_1",
  text: "Size M, please.",
  headers: { "In-Reply-To": "<sent@acme.dev>" },
};

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  const platform = new OutboxPlatform();
  await platform.clearJobs();
  const { DB } = platform.env;
  await DB.batch(
    ["deliveries", "destinations", "conversation_messages"].map((table) =>
      DB.prepare(`delete from ${table}`),
    ),
  );
});

interface MessageView {
  readonly text: string | null;
  readonly textStatus: string | null;
  readonly inReplyTo: string | null;
  readonly jobId: string | null;
}

/** An organization to which people write through Resend, connected or not, with a destination for what they write. */
async function setUp({ isConnected = true } = {}) {
  const platform = new OutboxPlatform();
  let answer = () => Response.json(WORDS);
  const asked = stubFetch((request) =>
    request.url.includes("/receiving/") ? answer() : Response.json({ data: [] }),
  );
  const { key } = isConnected ? await platform.connected("resend") : await platform.organization();
  const endpoint = await createEndpoint(platform, key, { provider: "resend", secret: SECRET });
  const call = <T>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  await call("POST", "/v1/destinations", { url: "https://app.example.com/", events: ["causeway.message.*"] });
  const requests = () => asked.filter(({ url }) => url.includes("/receiving/"));
  return {
    platform,
    key,
    endpoint,
    call,
    requests,
    answerWith: (next: () => Response) => {
      answer = next;
    },
    receive: (id: string, to = endpoint) => receive(platform, to, id),
    messages: async () => {
      const { body } = await call<{ data: { id: string }[] }>("GET", "/v1/conversations");
      const path = `/v1/conversations/${body.data[0]?.id}/messages`;
      return (await call<{ data: MessageView[] }>("GET", path)).body.data;
    },
    told: async (): Promise<EventView[]> => await events(platform, key, "?provider=causeway"),
  };
}

async function receive(platform: OutboxPlatform, endpoint: TestEndpoint, id: string): Promise<void> {
  const body = bytes(
    JSON.stringify({
      type: "email.received",
      created_at: new Date().toISOString(),
      data: { email_id: id, from: "Zoë <zoe@example.com>", to: ["help@acme.dev"], subject: "Size?" },
    }),
  );
  const at = Math.floor(Date.now() / 1_000);
  const headers = await svixHeaders(body, { secret: SECRET, id: `msg_${crypto.randomUUID()}`, at });
  const response = await platform.fetch(endpoint.path, { method: "POST", headers, body });
  expect(response.status).toBe(200);
  await platform.drain();
}

describe("an email of which the webhook has no words", () => {
  it("gets them from the provider by a job, and is told of once, with them", async () => {
    const { platform, receive, messages, told, requests } = await setUp();
    await receive("em_1");
    expect(await messages()).toMatchObject([{ text: null, textStatus: "pending" }]);
    expect(await told()).toEqual([]);
    await platform.drainJobs();
    expect(requests().map(({ url }) => new URL(url).pathname)).toEqual(["/emails/receiving/em_1"]);
    expect(await messages()).toMatchObject([
      { text: "Size M, please.", textStatus: null, inReplyTo: "<sent@acme.dev>" },
    ]);
    expect(await told()).toMatchObject([
      {
        type: "causeway.message.replied",
        data: { from: "zoe@example.com", to: "help@acme.dev", text: "Size M, please.", keyword: null },
      },
    ]);
    await platform.tick();
    expect(await told()).toHaveLength(1);
  });

  it("is asked for and told of once though two endpoints, a redelivery and a replay brought it", async () => {
    const { platform, key, receive, call, messages, told, requests } = await setUp();
    const second = await createEndpoint(platform, key, { provider: "resend", secret: SECRET });
    await receive("em_1");
    await receive("em_1", second);
    await platform.drainJobs();
    const [event] = await events(platform, key, "?provider=resend");
    await call("POST", `/v1/events/${event?.id}/replay`);
    await platform.drain();
    await platform.drainJobs();
    expect(requests()).toHaveLength(1);
    expect(await messages()).toHaveLength(1);
    expect(await told()).toHaveLength(1);
  });

  it("has its words though the sender died before it could say so", async () => {
    const { platform, receive, messages, told } = await setUp();
    await receive("em_1");
    platform.database.failingOn = /update conversation_messages set text/;
    await platform.drainJobs();
    expect(await messages()).toMatchObject([{ textStatus: "pending" }]);
    platform.database.failingOn = null;
    await platform.tick();
    expect(await messages()).toMatchObject([{ text: "Size M, please.", textStatus: null }]);
    expect(await told()).toHaveLength(1);
  });

  it("says that they cannot be had, and is told of without, once the provider refused or the job was cancelled", async () => {
    const { platform, key, receive, call, messages, told, answerWith } = await setUp();
    answerWith(() => Response.json({ name: "restricted_api_key" }, { status: 401 }));
    await receive("em_1");
    await platform.drainJobs();
    expect(await messages()).toMatchObject([{ text: null, textStatus: "unavailable" }]);
    await receive("em_2");
    const jobId = (await messages())[0]?.jobId;
    expect((await call("POST", `/v1/jobs/${jobId}/cancel`)).status).toBe(200);
    await platform.tick();
    expect((await messages()).map(({ textStatus }) => textStatus)).toEqual(["unavailable", "unavailable"]);
    expect((await told()).map(({ data }) => data)).toMatchObject([{ text: null }, { text: null }]);

    answerWith(() => Response.json(WORDS));
    const [second] = await events(platform, key, "?provider=resend");
    await call("POST", `/v1/events/${second?.id}/replay`);
    await platform.drain();
    await platform.drainJobs();
    expect((await messages())[0]).toMatchObject({ text: "Size M, please.", textStatus: null });
  });

  it("says so too of an email that is larger than any answer that is read", async () => {
    const { platform, receive, messages, answerWith } = await setUp();
    answerWith(() => Response.json({ ...WORDS, html: "x".repeat(1_100_000) }));
    await receive("em_1");
    await platform.drainJobs();
    expect(await messages()).toMatchObject([{ text: null, textStatus: "unavailable" }]);
  });

  it("is stored and told of without them where no connection can ask", async () => {
    const { platform, receive, messages, told, requests } = await setUp({ isConnected: false });
    await receive("em_1");
    await platform.drainJobs();
    expect(await messages()).toMatchObject([{ text: null, textStatus: "unavailable", jobId: null }]);
    expect(await told()).toMatchObject([{ data: { text: null, subject: "Size?" } }]);
    expect(requests()).toEqual([]);
  });
});

describe("an email that SendGrid parsed", () => {
  it("is an event of its own and a message with its words, once however often it comes", async () => {
    const { platform, key, messages, told } = await setUp({ isConnected: false });
    const sample = vectors.webhooks.find(({ title }) => title.startsWith("takes a parsed email"));
    vi.setSystemTime(sample?.now ?? 0);
    const secret = sample?.secret ?? "";
    const endpoint = await createEndpoint(platform, key, { provider: "sendgrid", secret });
    for (let count = 0; count < 2; count += 1) {
      const body = bytes(String(sample?.body));
      const init = { method: "POST", headers: { ...sample?.headers }, body };
      expect((await platform.fetch(endpoint.path, init)).status).toBe(200);
      await platform.drain();
    }
    const inbound = await events(platform, key, "?provider=sendgrid");
    expect(inbound).toMatchObject([{ type: "sendgrid.inbound", status: "processed", duplicates: 1 }]);
    expect(inbound[0]?.data).toMatchObject({ subject: "Re: Größe?", envelope: { from: "zoe@example.com" } });
    expect(JSON.stringify(inbound[0]?.data)).not.toContain("attachment1");
    expect(await messages()).toMatchObject([{ text: "Größe M, please.\r\n", textStatus: null }]);
    expect(await told()).toMatchObject([{ data: { text: "Größe M, please.\r\n" } }]);
  });
});
