import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { approving, clearApprovals } from "../support/approving.ts";
import { exampleCredentials } from "../support/sending.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await clearApprovals();
});

describe("what needs an approval", () => {
  it("is what its sender marks, without any rule", async () => {
    const { send, approval, call, drainAll, emails } = await approving(null);
    expect((await send({ requiresApproval: true })).status).toBe("pending_approval");
    expect((await send()).status).toBe("queued");
    await call("POST", `/v1/approvals/${(await approval()).id}/approve`);
    await drainAll();
    expect(emails()).toHaveLength(2);
  });

  it.each([
    [{ channel: "sms" }, "queued"],
    [{ category: "marketing" }, "queued"],
    [{ category: "transactional" }, "pending_approval"],
    [{ provider: "resend", channel: "email" }, "pending_approval"],
    [{ provider: "stripe" }, "queued"],
    [{ minBatchSize: 2 }, "queued"],
    [{ minAmount: 1, currency: "EUR" }, "queued"],
    [{ flagged: true }, "queued"],
    [{ enabled: false }, "queued"],
    [{}, "pending_approval"],
  ])("is what a rule says: %j", async (rule, status) => {
    const { send } = await approving(rule);
    expect((await send()).status).toBe(status);
  });

  it("is a sum from which on a rule asks", async () => {
    const { platform, key, call } = await approving({ minAmount: 10_000, currency: "EUR" });
    await call("POST", "/v1/connections", { provider: "stripe", credentials: exampleCredentials("stripe") });
    const pay = async (amount: number, currency: string) => {
      const job = { provider: "stripe", action: "payment_intent.create", input: { amount, currency } };
      return (await platform.call<{ status: string }>("POST", "/v1/jobs", { token: key, body: job })).body
        .status;
    };
    expect(await pay(9_999, "eur")).toBe("queued");
    expect(await pay(10_000, "usd")).toBe("queued");
    expect(await pay(10_000, "eur")).toBe("pending_approval");
  });

  it.each([
    [{ minAmount: 5 }, "body.currency"],
    [{ provider: "nobody" }, "body.provider"],
    [{ notify: null, approvers: ["U1"] }, "body.approvers"],
    [
      { notify: { connectionId: "conn_01m7xzgkhsfpa9gydfp7520p1w", channel: "C1" } },
      "body.notify.connectionId",
    ],
    [{ expiresInSeconds: 1 }, "body.expiresInSeconds"],
  ])("is refused by field where it cannot be: %j", async (rule, path) => {
    const { call, notify } = await approving(null);
    const body = { name: "Bad", notify, ...rule };
    const refused = await call<{ errors: { path: string }[] }>("POST", "/v1/approval-rules", body);
    expect([refused.status, refused.body.errors[0]?.path]).toEqual([422, path]);
  });

  it("changes with its rule, condition by condition", async () => {
    const { call, send } = await approving();
    const { body } = await call<{ data: { id: string }[] }>("GET", "/v1/approval-rules");
    const id = body.data[0]?.id;
    const changed = await call("PATCH", `/v1/approval-rules/${id}`, { channel: null, category: "marketing" });
    expect(changed.body).toMatchObject({ category: "marketing", name: "All email" });
    expect(changed.body).not.toHaveProperty("channel", "email");
    expect((await send()).status).toBe("queued");
    expect((await call("DELETE", `/v1/approval-rules/${id}`)).status).toBe(204);
  });
});
