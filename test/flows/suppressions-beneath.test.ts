import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearMarketing, EMAIL, ONE_CLICK, PHONE, setUpMarketing as setUp } from "../support/marketing.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(clearMarketing);

type Scene = Awaited<ReturnType<typeof setUp>>;

const place = (channel: string) => ({ channel, address: channel === "email" ? EMAIL : PHONE });
const suppress = ({ call }: Scene, channel: string, reason = "manual") =>
  call("POST", "/v1/suppressions", { ...place(channel), reason });
const lift = async ({ call }: Scene, channel: string) => {
  const query = new URLSearchParams(place(channel));
  return (await call("DELETE", `/v1/suppressions?${query}`)).status;
};

describe("a manual suppression that is deleted", () => {
  it("leaves the STOP that lay beneath it, which START lifts and nothing else", async () => {
    const scene = await setUp();
    await scene.text({ Body: "please stop texting me" });
    await suppress(scene, "sms");
    expect(await scene.suppressions()).toMatchObject([{ address: PHONE, reason: "manual" }]);
    expect(await lift(scene, "sms")).toBe(204);
    expect(await scene.suppressions()).toMatchObject([{ address: PHONE, reason: "stop" }]);
    const reset = { ...place("sms"), category: "transactional", essential: true };
    expect((await scene.call("POST", "/v1/consents/check", reset)).body).toMatchObject({
      allowed: false,
      reason: "suppressed",
    });
    expect((await scene.marketing("sms")).status).toBe("blocked");
    await scene.text({ Body: "START" });
    expect(await scene.suppressions()).toEqual([]);
    expect((await scene.marketing("sms")).status).toBe("succeeded");
  });

  it("leaves a STOP that came while it stood, and none that START took back meanwhile", async () => {
    const scene = await setUp();
    await suppress(scene, "sms");
    await scene.text({ Body: "please stop texting me" });
    expect(await scene.suppressions()).toMatchObject([{ reason: "manual" }]);
    expect(await lift(scene, "sms")).toBe(204);
    expect(await scene.suppressions()).toMatchObject([{ reason: "stop" }]);
    await suppress(scene, "sms");
    await scene.text({ Body: "START" });
    expect(await scene.suppressions()).toMatchObject([{ reason: "manual" }]);
    expect(await lift(scene, "sms")).toBe(204);
    expect(await scene.suppressions()).toEqual([]);
  });

  it("leaves a complaint: no marketing, and of the rest only what is essential", async () => {
    const scene = await setUp();
    await scene.tell("email.complained");
    await suppress(scene, "email");
    expect((await scene.reset()).status).toBe("blocked");
    expect(await lift(scene, "email")).toBe(204);
    expect(await scene.suppressions()).toMatchObject([{ address: EMAIL, reason: "complaint" }]);
    expect((await scene.receipt()).status).toBe("blocked");
    expect((await scene.marketing("email")).status).toBe("blocked");
    expect((await scene.reset()).status).toBe("succeeded");
  });

  it("leaves an unsubscription, which its owner takes back beneath it", async () => {
    const scene = await setUp();
    const url = await scene.link();
    await scene.visit(url, ONE_CLICK);
    await suppress(scene, "email");
    expect(await lift(scene, "email")).toBe(204);
    expect(await scene.suppressions()).toMatchObject([{ address: EMAIL, reason: "unsubscribe" }]);
    await suppress(scene, "email");
    vi.setSystemTime(Date.now() + 1_000);
    await scene.consent("email", "granted");
    expect(await lift(scene, "email")).toBe(204);
    expect(await scene.suppressions()).toEqual([]);
    expect(await lift(scene, "email")).toBe(404);
  });

  it("is listed as the one reason that stands, also by its reason", async () => {
    const scene = await setUp();
    for (const reason of ["unsubscribe", "bounce", "manual", "complaint"]) {
      await suppress(scene, "email", reason);
    }
    const listed = async (query: string) =>
      (await scene.call<{ data: { reason: string }[] }>("GET", `/v1/suppressions?${query}`)).body.data;
    expect(await listed("")).toMatchObject([{ reason: "manual" }]);
    expect(await listed("reason=complaint")).toEqual([]);
    expect(await listed("reason=manual")).toHaveLength(1);
    const after: string[] = [];
    while ((await lift(scene, "email")) === 204) {
      after.push((await listed("")).map(({ reason }) => reason).join());
    }
    expect(after).toEqual(["bounce", "complaint", "unsubscribe", ""]);
  });
});
