import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
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

type Answer = (cancel: () => Promise<void>) => Response | Promise<Response>;

/** A bulk call of three emails, and the answers to its requests in their order. */
async function bulk(answers: readonly Answer[]) {
  let [requests, path, token] = [0, "", ""];
  const cancel = async () => {
    expect((await platform.call("POST", `${path}/cancel`, { token })).status).toBe(200);
  };
  stubFetch(async (request) => {
    if (request.method === "GET") {
      return Response.json({ data: [] });
    }
    requests += 1;
    return (await answers[requests - 1]?.(cancel)) ?? Response.json({ id: "email_1" });
  });
  token = (await platform.connected("resend")).key;
  const { body } = await platform.call<{ batchId: string }>("POST", "/v1/messages/bulk", {
    token,
    body: {
      channel: "email",
      from: "Acme <hello@acme.example>",
      subject: "Maintenance",
      text: "Tonight.",
      category: "transactional",
      recipients: [1, 2, 3].map((n) => ({ to: `person-${n}@example.com` })),
    },
  });
  path = `/v1/batches/${body.batchId}`;
  const counts = async () =>
    (await platform.call<{ counts: Record<string, number> }>("GET", path, { token })).body.counts;
  return { token, batchId: body.batchId, cancel, counts, requests: () => requests };
}

async function drain(): Promise<void> {
  for (let round = 0; round < 6; round += 1) {
    vi.setSystemTime(Date.now() + 200_000);
    await platform.tick();
    await platform.drainJobs();
  }
}

describe("a batch that is cancelled while it is being sent", () => {
  it.each([
    ["a limit turned away", () => new Response("{}", { status: 429, headers: { "retry-after": "1" } })],
    ["the provider was too busy for", () => new Response("oops", { status: 503 })],
  ])("has nothing sent any more that %s", async (_, answer) => {
    const scene = await bulk([
      async (cancel) => {
        await cancel();
        return answer();
      },
    ]);
    await platform.drainJobs();
    await drain();
    expect(scene.requests()).toBe(1);
    expect(await scene.counts()).toMatchObject({ canceled: 3, queued: 0 });
  });

  it("is in doubt where the provider may have acted: that is not called canceled", async () => {
    const scene = await bulk([
      async (cancel) => {
        await cancel();
        return new Response("oops", { status: 500 });
      },
    ]);
    await platform.drainJobs();
    await drain();
    expect(scene.requests()).toBe(1);
    expect(await scene.counts()).toMatchObject({ canceled: 0, uncertain: 3, queued: 0 });
  });

  it("keeps what somebody had sent again since", async () => {
    const refuse = () => Response.json({ name: "validation_error", message: "no" }, { status: 422 });
    const scene = await bulk([refuse, refuse, refuse, refuse]);
    await platform.drainJobs();
    await drain();
    expect(await scene.counts()).toMatchObject({ failed: 3 });
    await scene.cancel();
    const body = { filter: { batchId: scene.batchId } };
    await platform.call("POST", "/v1/jobs/retry", { token: scene.token, body });
    await drain();
    expect(await scene.counts()).toMatchObject({ succeeded: 3 });
  });
});
