import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearMarketing, EMAIL } from "../support/marketing.ts";
import {
  CONTACT,
  END_OF_MARKETING,
  MEMBER,
  REJOIN,
  SUBSCRIBE,
  setUpTelling,
  suppress,
  type TellingScene,
  UNSUBSCRIBE,
} from "../support/telling.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(clearMarketing);

const BACK = [SUBSCRIBE, CONTACT, REJOIN].toSorted();
const LEFT = END_OF_MARKETING.toSorted();

async function comeBack({ call }: TellingScene, more: Record<string, unknown> = {}) {
  vi.setSystemTime(Date.now() + 1_000);
  const said = {
    channel: "email",
    address: EMAIL,
    purpose: "marketing",
    status: "granted",
    basis: "consent",
  };
  await call("POST", "/v1/consents", { ...said, source: "form", ...more });
}

async function leave(scene: TellingScene) {
  vi.setSystemTime(Date.now() + 1_000);
  await suppress(scene, "unsubscribe");
}

const lift = ({ call }: TellingScene) =>
  call("DELETE", `/v1/suppressions?channel=email&address=${encodeURIComponent(EMAIL)}`);

/** What providers are told from now on by what waits already, sorted. */
async function waiting(scene: TellingScene) {
  const before = scene.sent.length;
  await scene.drain();
  return (await scene.linesOf(scene.sent.slice(before))).map(([line]) => line);
}

const errors = async ({ call }: TellingScene) => {
  const { body } = await call<{ data: { status: string; error: { code: string } | null }[] }>(
    "GET",
    "/v1/jobs?status=blocked",
  );
  return body.data.map(({ error }) => error?.code);
};

describe("what a provider is to be told", () => {
  it("of somebody who came back is not told once they have left again", async () => {
    const scene = await setUpTelling();
    await leave(scene);
    await scene.paths();
    await comeBack(scene);
    await scene.tick();
    await leave(scene);
    expect(await waiting(scene)).toEqual([]);
    expect(await errors(scene)).toEqual(BACK.map(() => "opt_out_outdated"));
    expect(await scene.paths()).toEqual(LEFT);
  });

  it("of somebody who came back is not told after they left again and others learned of it", async () => {
    const scene = await setUpTelling();
    await leave(scene);
    await scene.paths();
    await comeBack(scene);
    await scene.tick();
    await leave(scene);
    await scene.tick();
    expect(await waiting(scene)).toEqual(LEFT);
  });

  it("of somebody who left is not told once the provider is to take them up again", async () => {
    const scene = await setUpTelling();
    await leave(scene);
    await scene.tick();
    await comeBack(scene);
    await scene.tick();
    expect(await waiting(scene)).toEqual(BACK);
    expect(await scene.paths()).toEqual([]);
  });

  it("of somebody who left is told although they came back and left again before the next telling", async () => {
    const scene = await setUpTelling();
    await leave(scene);
    await scene.tick();
    await comeBack(scene);
    expect(await waiting(scene)).toEqual(LEFT);
    await leave(scene);
    expect(await scene.paths()).toEqual([]);
  });
});

describe("an opt-out", () => {
  it("is taken back nowhere for who comes back to one topic alone, and is for who comes back to all", async () => {
    const scene = await setUpTelling();
    await leave(scene);
    await scene.paths();
    await comeBack(scene, { topic: "newsletter" });
    expect(await scene.paths()).toEqual([]);
    await comeBack(scene);
    expect(await scene.paths()).toEqual(BACK);
  });

  it("that lay beneath a bounce is told once the bounce is lifted", async () => {
    const scene = await setUpTelling();
    await suppress(scene, "bounce");
    await leave(scene);
    expect(await scene.paths()).toEqual([]);
    await lift(scene);
    expect(await scene.paths()).toEqual(LEFT);
  });

  it("that one of several accounts of a provider reports is told to the others", async () => {
    const scene = await setUpTelling();
    const credentials = { apiKey: `re_${crypto.randomUUID().replaceAll("-", "")}` };
    const made = await scene.call("POST", "/v1/connections", { provider: "resend", credentials });
    expect(made.body.status, JSON.stringify(made.body)).toBe("active");
    await scene.tell("email.complained");
    expect(await scene.paths()).toEqual([UNSUBSCRIBE, CONTACT, CONTACT, MEMBER].toSorted());
    await scene.tell("email.complained");
    expect(await scene.paths()).toEqual([]);
  });
});
