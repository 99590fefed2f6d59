import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { at, idOf, itemsAt } from "../../shared/model/read.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";
import { bytes } from "../support/sign.ts";
import { sendgridSigner } from "../support/sign-sendgrid.ts";
import { createEndpoint } from "../support/webhooks.ts";

const platform = new OutboxPlatform();
const signer = await sendgridSigner();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  platform.jobs.length = 0;
});

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await platform.clearJobs();
});

/** SendGrid: the requests that it was given; `answer` says what it makes of one, which it takes where that is null. */
function sendgrid(answer: (body: unknown, count: number) => Response | null = () => null): unknown[] {
  const bodies: unknown[] = [];
  stubFetch(async (request) => {
    if (request.method === "GET") {
      return Response.json({ scopes: ["mail.send"] });
    }
    const body: unknown = await request.json();
    bodies.push(body);
    const headers = { "x-message-id": `m${bodies.length}` };
    return answer(body, bodies.length) ?? new Response(null, { status: 202, headers });
  });
  return bodies;
}

const common = {
  channel: "email",
  from: "Acme <hello@acme.example>",
  subject: "Maintenance",
  text: "Tonight.",
  category: "transactional",
};

interface View {
  readonly id: string;
  readonly status: string;
  readonly address: string;
  readonly externalId: string | null;
  readonly deliveryStatus: string | null;
}

async function bulk(body: Record<string, unknown>) {
  const { key, connectionId } = await platform.connected("sendgrid");
  const { path } = await createEndpoint(platform, key, { provider: "sendgrid", secret: signer.secret });
  const given = "recipients" in body ? { ...common, ...body, connectionId } : body;
  const messages = itemsAt(body, "messages").map((one) => ({ ...common, ...Object(one), connectionId }));
  const made = await platform.call<{ batchId: string }>("POST", "/v1/messages/bulk", {
    token: key,
    body: messages.length > 0 ? { messages } : given,
  });
  const jobs = async () => {
    const list = await platform.call<{ data: View[] }>("GET", `/v1/jobs?batchId=${made.body.batchId}`, {
      token: key,
    });
    return list.body.data.toSorted((a, b) => (a.address < b.address ? -1 : 1));
  };
  return { path, jobs };
}

async function drain(): Promise<void> {
  for (let round = 0; round < 6 && platform.jobs.length > 0; round += 1) {
    await platform.drainJobs();
  }
}

const people = ["a", "b", "c"].map((name) => ({ to: `${name}@example.com` }));
const recipientsOf = (body: unknown) =>
  itemsAt(body, "personalizations").map((one) => idOf(at(one, "to", 0, "email")));

/** What SendGrid tells of each email of a request, with the arguments that it was given for it. */
async function tell(
  path: string,
  body: unknown,
  messageId: string,
  events: readonly string[],
): Promise<void> {
  const now = Math.floor(Date.now() / 1_000);
  const told = itemsAt(body, "personalizations").map((one, index) => ({
    ...Object(at(one, "custom_args")),
    email: at(one, "to", 0, "email"),
    event: events[index],
    type: "bounce",
    sg_event_id: crypto.randomUUID(),
    sg_message_id: `${messageId}.recvd-7-${index}`,
    timestamp: now,
  }));
  const text = bytes(JSON.stringify(told));
  const headers = await signer.headers(text, now);
  expect((await platform.fetch(path, { method: "POST", headers, body: text })).status).toBe(200);
  await platform.drain();
}

describe("emails of a bulk call over SendGrid", () => {
  it("travel in one request where they say the same, and each is settled by events of its own", async () => {
    const bodies = sendgrid();
    const { path, jobs } = await bulk({ recipients: people });
    await drain();
    expect(bodies).toHaveLength(1);
    expect(bodies[0]).toMatchObject({ content: [{ type: "text/plain", value: "Tonight." }] });
    const sent = await jobs();
    for (const { id, status, externalId } of sent) {
      expect([status, externalId]).toEqual(["succeeded", `m1.${id}`]);
    }
    expect(
      itemsAt(bodies[0], "personalizations").map((one) => at(one, "custom_args", "causeway_job")),
    ).toEqual(expect.arrayContaining(sent.map(({ id }) => id)));
    await tell(path, bodies[0], "m1", ["delivered", "bounce", "deferred"]);
    const byAddress = new Map((await jobs()).map(({ address, deliveryStatus }) => [address, deliveryStatus]));
    expect(recipientsOf(bodies[0]).map((to) => byAddress.get(to ?? ""))).toEqual([
      "delivered",
      "bounced",
      "deferred",
    ]);
  });

  it("go with those alone that say the same, whatever their subjects", async () => {
    const bodies = sendgrid();
    const { jobs } = await bulk({
      messages: [
        { to: "a@example.com", text: "One.", subject: "First" },
        { to: "b@example.com", text: "Two." },
        { to: "c@example.com", text: "One.", subject: "Third" },
      ],
    });
    await drain();
    expect((await jobs()).map(({ status }) => status)).toEqual(["succeeded", "succeeded", "succeeded"]);
    const requests = bodies.map((body) => [at(body, "content", 0, "value"), recipientsOf(body).toSorted()]);
    expect(requests.toSorted()).toEqual([
      ["One.", ["a@example.com", "c@example.com"]],
      ["Two.", ["b@example.com"]],
    ]);
    const pair = bodies.find((body) => recipientsOf(body).length === 2);
    expect(
      itemsAt(pair, "personalizations")
        .map((one) => at(one, "subject"))
        .toSorted(),
    ).toEqual(["First", "Third"]);
  });

  it("go one by one where SendGrid refuses them together, and the one at fault fails alone", async () => {
    const bodies = sendgrid((body) =>
      recipientsOf(body).includes("b@example.com")
        ? Response.json(
            { errors: [{ message: "Not this one.", field: "personalizations" }] },
            { status: 400 },
          )
        : null,
    );
    const { jobs } = await bulk({ recipients: people });
    await drain();
    expect((await jobs()).map(({ status }) => status)).toEqual(["succeeded", "failed", "succeeded"]);
    expect(bodies.map((body) => recipientsOf(body).length)).toEqual([3, 1, 1, 1]);
  });

  it("are each in doubt when the answer is lost, are not sent again, and end by the evidence of each", async () => {
    const bodies = sendgrid(() => new Response("oops", { status: 502 }));
    const { path, jobs } = await bulk({ recipients: people });
    await drain();
    expect((await jobs()).map(({ status }) => status)).toEqual(["uncertain", "uncertain", "uncertain"]);
    await tell(path, bodies[0], "m9", ["processed", "bounce", "delivered"]);
    for (const { id, status, externalId } of await jobs()) {
      expect([status, externalId]).toEqual(["succeeded", `m9.${id}`]);
    }
    expect(bodies).toHaveLength(1);
  });

  it("spend no attempt on a limit, and travel together afterwards", async () => {
    const bodies = sendgrid((_, count) =>
      count === 1 ? new Response("{}", { status: 429, headers: { "retry-after": "1" } }) : null,
    );
    const { jobs } = await bulk({ recipients: people });
    await drain();
    expect((await jobs()).map(({ status }) => status)).toEqual(["succeeded", "succeeded", "succeeded"]);
    expect(bodies.map((body) => recipientsOf(body).length)).toEqual([3, 3]);
  });
});
