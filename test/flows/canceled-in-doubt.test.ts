import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MAY_HAVE_ACTED } from "../../shared/db/queries/job-cancels.ts";
import type { Attempt } from "../../shared/model/job.ts";
import { HARMLESS_OUTCOMES, surelyDidNotAct } from "../../shared/policy/doubt.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";

const platform = new OutboxPlatform();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  platform.jobs.length = 0;
});

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await platform.clearJobs();
});

/** A job with a key at its provider, after a first try that met this. */
async function triedOnce(meets: () => Response): Promise<{ key: string; id: string; sends: Request[] }> {
  const sends: Request[] = [];
  stubFetch((request) => {
    if (request.method === "GET") {
      return Response.json({ data: [] });
    }
    sends.push(request);
    return meets();
  });
  const { key } = await platform.connected("resend");
  const body = { url: "https://destination.example/hook", events: ["causeway.job.*"] };
  await platform.call("POST", "/v1/destinations", { token: key, body });
  const id = await platform.createJob(key, "resend");
  await platform.drainJobs();
  expect(await platform.job(key, id)).toMatchObject({ status: "queued" });
  return { key, id, sends };
}

async function told(key: string): Promise<string[]> {
  const { body } = await platform.call<{ data: { type: string }[] }>("GET", "/v1/events?provider=causeway", {
    token: key,
  });
  return body.data.map(({ type }) => type);
}

describe("a job that is cancelled between two tries", () => {
  it.each<readonly [what: string, meets: () => Response]>([
    ["a failure", () => new Response("oops", { status: 500 })],
    [
      "no answer",
      () => {
        throw new TypeError("network");
      },
    ],
  ])("is uncertain where the first met %s, says so, and is not sent again", async (_, meets) => {
    const { key, id, sends } = await triedOnce(meets);
    const canceled = await platform.call("POST", `/v1/jobs/${id}/cancel`, { token: key });
    expect(canceled).toMatchObject({
      status: 200,
      body: {
        status: "uncertain",
        waitingFor: null,
        finishedAt: null,
        error: { code: "canceled_in_doubt", retryable: false },
      },
    });
    expect(await told(key)).toEqual(["causeway.job.uncertain"]);
    vi.setSystemTime(Date.now() + 200_000);
    await platform.tick();
    await platform.drainJobs();
    expect((await platform.job(key, id)).status).toBe("uncertain");
    expect(sends).toHaveLength(1);
    expect((await platform.call("POST", `/v1/jobs/${id}/cancel`, { token: key })).status).toBe(409);
  });

  it.each([429, 503])("is canceled where the first met a %d: nothing was done", async (status) => {
    const { key, id } = await triedOnce(() => new Response("{}", { status }));
    const { body } = await platform.call("POST", `/v1/jobs/${id}/cancel`, { token: key });
    expect(body).toMatchObject({ status: "canceled", finishedAt: expect.any(String) });
    expect(await told(key)).toEqual([]);
  });
});

describe("whether a try may have acted", () => {
  it("is the same question in SQL as in the outbox", async () => {
    const outcomes = [...HARMLESS_OUTCOMES, "ok", "retry", "uncertain", "interrupted", "confirmed"];
    const attempt = fc.record({
      at: fc.constant("2026-11-21T08:30:00.000Z"),
      outcome: fc.constantFrom(...outcomes),
      httpStatus: fc.constantFrom(null, 200, 408, 425, 429, 500, 502, 503),
      durationMs: fc.constant(1),
      reason: fc.constant(null),
    });
    const logs: Attempt[][] = fc.sample(fc.array(attempt, { maxLength: 4 }), 500);
    const { results } = await env.DB.prepare(
      `select ${MAY_HAVE_ACTED} as acted from (select key, value as attempt_log from json_each(?)) order by key`,
    )
      .bind(JSON.stringify(logs))
      .all<{ acted: number }>();
    expect(results.map(({ acted }) => acted === 0)).toEqual(logs.map(surelyDidNotAct));
  });
});
