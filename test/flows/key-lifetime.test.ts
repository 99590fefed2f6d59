import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ActionResult, LookupCall } from "../../shared/providers/action.ts";
import { resend } from "../../shared/providers/resend/index.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";

const platform = new OutboxPlatform();
const sendEmail = resend.actions["email.send"];
const policy = { onUncertain: sendEmail.onUncertain, lookup: sendEmail.lookup, batch: sendEmail.batch };

function lookupThatFinds(found: ActionResult | null) {
  const send = vi.fn((_: unknown, call: LookupCall) => call.fetch("https://api.resend.com/emails"));
  return { docs: "https://resend.com/docs", afterSeconds: 10, send, found: () => found };
}

let startAt = Date.now();

beforeEach(() => {
  // the breaker of all accounts has forgotten the failures of the test before
  startAt += 72 * 3_600_000;
  vi.useFakeTimers({ toFake: ["Date"], now: startAt });
  platform.jobs.length = 0;
});

afterEach(() => {
  Object.assign(sendEmail, policy);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

afterAll(async () => await platform.clearJobs());

/** A job whose first answer was lost, and which then waited for longer than Resend keeps its key. */
async function heldForTwoDays(): Promise<{ key: string; id: string; sends: Request[] }> {
  const sends: Request[] = [];
  stubFetch((request) => {
    if (request.method === "GET") {
      return Response.json({ data: [] });
    }
    sends.push(request);
    return sends.length === 1 ? new Response("oops", { status: 500 }) : Response.json({ id: "email_1" });
  });
  const { key } = await platform.connected("resend");
  const id = await platform.createJob(key, "resend");
  await platform.drainJobs();
  expect(await platform.job(key, id)).toMatchObject({ status: "queued", waitingFor: { gate: "retry" } });
  vi.setSystemTime(Date.now() + 48 * 3_600_000);
  await platform.drainJobs();
  return { key, id, sends };
}

describe("a job that waits longer than its provider remembers the key", () => {
  it("is not sent again, but is uncertain until a person has it sent", async () => {
    const { key, id, sends } = await heldForTwoDays();
    expect(sends).toHaveLength(1);
    expect(await platform.job(key, id)).toMatchObject({
      status: "uncertain",
      attempts: 1,
      error: { code: "idempotency_key_expired", retryable: false },
    });
    expect((await platform.call("POST", `/v1/jobs/${id}/retry`, { token: key })).status).toBe(202);
    await platform.drainJobs();
    expect(sends).toHaveLength(2);
    expect(await platform.job(key, id)).toMatchObject({ status: "succeeded", attempts: 2 });
  });

  it("is looked up where that is possible, and has succeeded when it is found", async () => {
    const lookup = lookupThatFinds({ externalId: "email_found", result: { id: "email_found" } });
    Object.assign(sendEmail, { onUncertain: "lookup", lookup, batch: undefined });
    const { key, id, sends } = await heldForTwoDays();
    expect(sends).toHaveLength(1);
    expect(lookup.send).toHaveBeenCalledOnce();
    expect(await platform.job(key, id)).toMatchObject({
      status: "succeeded",
      attempts: 1,
      externalId: "email_found",
    });
  });

  it("stays uncertain when it is not found: finding nothing proves nothing", async () => {
    Object.assign(sendEmail, { onUncertain: "lookup", lookup: lookupThatFinds(null), batch: undefined });
    const { key, id, sends } = await heldForTwoDays();
    expect(sends).toHaveLength(1);
    expect((await platform.job(key, id)).status).toBe("uncertain");
  });
});

/** Answers to sends, one after the other; the last one to all that follow. */
function answerSends(...answers: readonly (() => Response)[]): Request[] {
  const sends: Request[] = [];
  stubFetch((request) => {
    if (request.method === "GET") {
      return Response.json({ data: [] });
    }
    sends.push(request);
    return (answers[sends.length - 1] ?? answers.at(-1))?.() ?? new Response("oops", { status: 500 });
  });
  return sends;
}

const broken = () => new Response("oops", { status: 500 });
/** As where the connection's default sender was changed between two tries. */
const taken = () => Response.json({ name: "invalid_idempotent_request", message: "no" }, { status: 409 });

describe("a key that the provider knows from another request", () => {
  it("leaves a job in doubt whose earlier try may have been that request, and asks no more", async () => {
    const sends = answerSends(broken, taken);
    const { key } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    await platform.drainJobs();
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({
      status: "uncertain",
      attempts: 2,
      error: { code: "invalid_idempotent_request", retryable: false },
    });
    expect([sends.length, platform.jobs.length]).toEqual([2, 0]);
  });

  it("leaves all of a request in doubt that was made again", async () => {
    const sends = answerSends(broken, taken);
    const { key, connectionId } = await platform.connected("resend");
    const recipients = ["ann", "ben"].map((name) => ({ to: `${name}@example.com` }));
    const words = { channel: "email", from: "hello@acme.example", subject: "S", text: "T" };
    const body = { ...words, category: "transactional", connectionId, recipients };
    await platform.call("POST", "/v1/messages/bulk", { token: key, body });
    await platform.drainJobs();
    await platform.drainJobs();
    const list = await platform.call<{ data: { status: string }[] }>("GET", "/v1/jobs", { token: key });
    expect(list.body.data.map(({ status }) => status)).toEqual(["uncertain", "uncertain"]);
    expect([sends.length, platform.jobs.length]).toEqual([2, 0]);
  });

  it("fails a job that was never tried before", async () => {
    answerSends(taken);
    const { key } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    await platform.drainJobs();
    expect((await platform.job(key, id)).status).toBe("failed");
  });
});
