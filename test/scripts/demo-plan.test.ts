import { describe, expect, it } from "vitest";
import { type MischiefName, mischiefFor } from "../twin/mischief.ts";
import { findSender } from "../twin/registry.ts";
import { expectationOf } from "./demo/webhooks/expect.ts";
import { PROVIDERS, planWebhooks } from "./demo/webhooks/plan.ts";
import { signPlan } from "./demo/webhooks/sign.ts";

const NOW = Date.UTC(2026, 10, 21);
const plan = planWebhooks(1);
const endpoints = PROVIDERS.map((provider) => ({
  provider,
  url: `https://causeway.example/webhooks/${provider}/ep_1`,
  signingKey: findSender(provider).newSecret().signingKey,
}));
const count = (name: MischiefName) => plan.filter(({ mischief }) => mischief === name).length;

describe("the plan of the demo's webhooks", () => {
  it("has 60 webhooks of at least six senders, with every mischief that is asked for", () => {
    expect(plan).toHaveLength(60);
    expect(PROVIDERS.length).toBeGreaterThanOrEqual(6);
    expect(count("forge")).toBe(5);
    for (const name of ["repeat", "retry", "stale", "large", "not-utf8", "tamper", "reencode"] as const) {
      expect(count(name), name).toBeGreaterThanOrEqual(1);
    }
  });

  it("asks of each sender only what it can send", () => {
    for (const { provider, type, mischief } of plan) {
      const sender = findSender(provider);
      expect(sender.types).toContain(type);
      expect(mischief === null || mischiefFor(sender).includes(mischief)).toBe(true);
    }
  });

  it("is the same for the same seed and in another order for another one", () => {
    expect(planWebhooks(1)).toEqual(plan);
    const other = planWebhooks(2);
    expect(other).not.toEqual(plan);
    expect(new Set(other.map((one) => JSON.stringify(one)))).toEqual(
      new Set(plan.map((one) => JSON.stringify(one))),
    );
  });

  it("sends a copy before its original too, as two deliveries may cross", () => {
    const isCopy = ({ mischief }: (typeof plan)[number]) => mischief === "repeat" || mischief === "retry";
    const early = plan.filter(
      (one, index) =>
        isCopy(one) &&
        plan.findIndex(({ sequence, mischief }) => sequence === one.sequence && mischief === null) > index,
    );
    expect(early.length).toBeGreaterThan(0);
    expect(early.length).toBeLessThan(plan.filter(isCopy).length);
  });
});

describe("the demo's signed webhooks", () => {
  it("repeats byte for byte and retries the same body under a signature of another time", async () => {
    const signed = await signPlan(plan, endpoints, NOW);
    for (const { planned, webhook } of signed.filter(({ planned }) => planned.mischief === "repeat")) {
      const original = signed.find(
        (one) => one.planned.sequence === planned.sequence && one.planned.mischief === null,
      );
      expect(webhook.request).toEqual(original?.webhook.request);
    }
    const retry = signed.find(({ planned }) => planned.provider === "stripe" && planned.mischief === "retry");
    const original = signed.find(
      (one) => one.planned.sequence === retry?.planned.sequence && one.planned.mischief === null,
    );
    expect(retry?.webhook.request.body).toEqual(original?.webhook.request.body);
    expect(retry?.webhook.request.headers).not.toEqual(original?.webhook.request.headers);
  });

  it("says of each what must become of it, from what is sent alone", async () => {
    const signed = await signPlan(plan, endpoints, NOW);
    const expected = (provider: string, type: string, mischief: MischiefName | null) => {
      const one = signed.find(
        ({ planned }) =>
          planned.provider === provider && planned.type === type && planned.mischief === mischief,
      );
      return one === undefined ? null : expectationOf(one.planned, one.webhook);
    };
    expect(expected("stripe", "invoice.paid", null)).toEqual({
      refusal: null,
      events: 1,
      effects: [
        { kind: "invoice", provider: "stripe", externalId: expect.stringMatching(/^in_/), status: "paid" },
      ],
    });
    expect(expected("sendgrid", "batch", null)).toMatchObject({
      refusal: null,
      events: 3,
      // an opened message was delivered
      effects: [{ status: "delivered" }, { status: "delivered" }, { status: "bounced" }],
    });
    expect(expected("twilio", "message.failed", null)).toMatchObject({
      effects: [{ kind: "receipt", externalId: expect.stringMatching(/^SM/), status: "failed" }],
    });
    expect(expected("twilio", "message.received", null)).toMatchObject({ events: 1, effects: [] });
    expect(expected("github", "issue_comment.created", "not-utf8")).toMatchObject({ events: 1, effects: [] });
    expect(expected("stripe", "invoice.payment_failed", "stale")).toMatchObject({
      refusal: "stale_timestamp",
    });
    expect(expected("slack", "message", "tamper")).toMatchObject({ refusal: "invalid_signature" });
  });
});
