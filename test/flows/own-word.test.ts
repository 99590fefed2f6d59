import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  clearMarketing,
  EMAIL,
  ONE_CLICK,
  PHONE,
  type Scene,
  setUpMarketing,
  submit,
} from "../support/marketing.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(clearMarketing);

/** What was said of Jane's mail address, a second later. */
async function say(scene: Scene, status: "granted" | "withdrawn", more: Record<string, unknown>) {
  vi.setSystemTime(Date.now() + 1_000);
  const body = { channel: "email", address: EMAIL, purpose: "marketing", basis: "consent", status, ...more };
  expect((await scene.call("POST", "/v1/consents", body)).status).toBe(201);
}

async function check({ call }: Scene, topic?: string) {
  const asked = { channel: "email", address: EMAIL, category: "marketing", ...(topic && { topic }) };
  return (await call("POST", "/v1/consents/check", asked)).body.reason;
}

const byHand = async ({ call }: Scene, reason: string) => {
  vi.setSystemTime(Date.now() + 1_000);
  await call("POST", "/v1/suppressions", { channel: "email", address: EMAIL, reason });
  vi.setSystemTime(Date.now() + 1_000);
};

const lift = ({ call }: Scene) =>
  call("DELETE", `/v1/suppressions?channel=email&address=${encodeURIComponent(EMAIL)}`);

const NOTED = { source: "crm", actor: "admin" };

describe("a person's own word", () => {
  it("ends a topic for good that somebody else had noted as ended", async () => {
    const scene = await setUpMarketing();
    const url = await scene.link({ topic: "newsletter" });
    await say(scene, "withdrawn", { ...NOTED, topic: "newsletter" });
    vi.setSystemTime(Date.now() + 1_000);
    await scene.visit(url, ONE_CLICK);
    await say(scene, "granted", { ...NOTED, topic: "newsletter" });
    expect(await check(scene, "newsletter")).toBe("consent_withdrawn");
  });

  it.each([
    "link",
    "preferences",
  ] as const)("ends all marketing for good that somebody else had noted as ended, by the %s", async (way) => {
    const scene = await setUpMarketing();
    const url = await scene[way]();
    await say(scene, "withdrawn", NOTED);
    await byHand(scene, "bounce");
    await scene.visit(url, way === "link" ? ONE_CLICK : submit([["everything", "1"]]));
    while ((await lift(scene)).status === 204) {
      // until no reason is left
    }
    await say(scene, "granted", NOTED);
    expect(await check(scene)).toBe("consent_withdrawn");
  });

  it("is noted once, however often the link of a topic is pressed while the address is suppressed", async () => {
    const scene = await setUpMarketing();
    const url = await scene.link({ topic: "newsletter" });
    await byHand(scene, "bounce");
    for (let count = 0; count < 3; count += 1) {
      await scene.visit(url, ONE_CLICK);
    }
    const { body } = await scene.call<{ data: { source: string }[] }>(
      "GET",
      `/v1/contacts/${scene.contactId}/consents`,
    );
    expect(body.data.filter(({ source }) => source === "unsubscribe_link")).toHaveLength(1);
  });
});

describe("who left by their own word", () => {
  it.each([
    "admin",
    "import",
  ])("is not asked to come back because an %s says that they agreed", async (actor) => {
    const scene = await setUpMarketing();
    await scene.visit(await scene.link(), ONE_CLICK);
    vi.setSystemTime(Date.now() + 1_000);
    const before = scene.sent.length;
    const said = {
      status: "granted",
      purpose: "marketing",
      basis: "consent",
      source: "crm",
      kind: "express",
    };
    const asked = { ...said, actor, doubleOptIn: true };
    for (const more of [{}, { topic: "newsletter" }]) {
      const path = `/v1/contacts/${scene.contactId}/consents/email`;
      expect((await scene.call("PUT", path, { ...asked, ...more })).status).toBe(409);
    }
    await scene.platform.drainJobs();
    expect(scene.sent.slice(before)).toEqual([]);
    expect(await check(scene)).toBe("suppressed");
  });
});

describe("who was unsubscribed by hand and agrees to one topic", () => {
  it.each<readonly [string, (scene: Scene) => Promise<unknown>]>([
    ["the API", (scene) => say(scene, "granted", { source: "form", topic: "newsletter" })],
    [
      "the preference centre",
      async (scene) => {
        const url = await scene.preferences();
        await byHand(scene, "unsubscribe");
        const html = await (await scene.visit(url)).text();
        const [value = ""] = /[0-9a-f]+\.newsletter/.exec(html) ?? [];
        await scene.visit(url, submit([["on", value]]));
      },
    ],
  ])("by %s hears of that topic alone", async (way, agree) => {
    const scene = await setUpMarketing();
    if (way === "the API") {
      await byHand(scene, "unsubscribe");
    }
    await agree(scene);
    expect((await scene.suppressions()).map(({ address }) => address)).not.toContain(EMAIL);
    expect(await check(scene, "newsletter")).toBe("consent_granted");
    expect(await check(scene)).toBe("consent_withdrawn");
    expect(await check(scene, "product_updates")).toBe("consent_withdrawn");
    await say(scene, "granted", { source: "form" });
    expect(await check(scene, "product_updates")).toBe("consent_granted");
  });

  it("by a YES that they were asked for hears of that topic alone", async () => {
    const scene = await setUpMarketing();
    const { call, contactId } = scene;
    await call("POST", "/v1/suppressions", { channel: "sms", address: PHONE, reason: "unsubscribe" });
    vi.setSystemTime(Date.now() + 1_000);
    const asked = await call("PUT", `/v1/contacts/${contactId}/consents/sms`, {
      status: "granted",
      purpose: "marketing",
      topic: "newsletter",
      basis: "consent",
      source: "form",
      doubleOptIn: true,
    });
    expect(asked.status, JSON.stringify(asked.body)).toBe(200);
    await scene.text({ Body: "YES" });
    const reason = async (topic: string) =>
      (
        await call("POST", "/v1/consents/check", {
          channel: "sms",
          address: PHONE,
          category: "marketing",
          topic,
        })
      ).body.reason;
    expect(await reason("newsletter")).toBe("consent_granted");
    expect(await reason("product_updates")).toBe("consent_withdrawn");
  });
});
