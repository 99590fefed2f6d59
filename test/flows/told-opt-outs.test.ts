import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearMarketing, EMAIL, linkIn, ONE_CLICK, PHONE, submit } from "../support/marketing.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";
import {
  CONTACT,
  END_OF_ALL,
  END_OF_MARKETING,
  MEMBER,
  REJOIN,
  SUBSCRIBE,
  SUPPRESS,
  SUPPRESSION,
  setUpTelling,
  suppress,
  type TellingScene,
  UNSUBSCRIBE,
  UNSUPPRESS,
} from "../support/telling.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(clearMarketing);

describe("an opt-out", () => {
  it.each<readonly [string, (scene: TellingScene) => Promise<() => Promise<unknown>>]>([
    [
      "one click",
      async ({ link, visit }) => {
        const url = await link();
        return async () => await visit(url, ONE_CLICK);
      },
    ],
    [
      "the API's ledger",
      async ({ consent }) =>
        async () =>
          await consent("email", "withdrawn"),
    ],
    ["a suppression by hand", async (scene) => async () => await suppress(scene, "unsubscribe")],
    ["a complaint noted by hand", async (scene) => async () => await suppress(scene, "complaint")],
  ])("by %s is told within a minute to every provider that sends by itself, once", async (_, prepare) => {
    const scene = await setUpTelling();
    const act = await prepare(scene);
    await act();
    const told = await scene.told();
    expect(told.map(([line]) => line)).toEqual(END_OF_MARKETING.toSorted());
    expect(new Map(told).get(CONTACT)).toEqual({ unsubscribed: true });
    expect(new Map(told).get(MEMBER)).toEqual({ status: "unsubscribed" });
    expect(JSON.stringify(new Map(told).get(UNSUBSCRIBE))).toContain(EMAIL);
    await act();
    expect(await scene.paths()).toEqual([]);
  });

  it("from all marketing, in the preference centre, is told of every address of the person's", async () => {
    const scene = await setUpTelling();
    const page = await (await scene.visit(await scene.link())).text();
    await scene.visit(linkIn(page, "/preferences/"), submit([["everything", "1"]]));
    const told = await scene.told();
    expect(told.map(([line]) => line)).toEqual(END_OF_MARKETING.toSorted());
    const both = JSON.stringify(new Map(told).get(UNSUBSCRIBE));
    expect([EMAIL, PHONE].map((one) => both.includes(one))).toEqual([true, true]);
  });

  it("from everything is told as such, and marketing with it", async () => {
    const scene = await setUpTelling();
    await suppress(scene, "manual");
    expect(await scene.paths()).toEqual(END_OF_ALL.toSorted());
  });

  it("that becomes graver is told anew, as far as it went further", async () => {
    const scene = await setUpTelling();
    await suppress(scene, "unsubscribe");
    await scene.paths();
    await suppress(scene, "manual");
    expect(await scene.paths()).toEqual([SUPPRESS, SUPPRESSION].toSorted());
  });

  it("by STOP is told to who sends texts by itself, and never to the carrier", async () => {
    const scene = await setUpTelling();
    await scene.text({ Body: "STOP" });
    const told = await scene.told();
    expect(told.map(([line]) => line)).toEqual([UNSUBSCRIBE]);
    expect(JSON.stringify(told)).toContain(PHONE);
  });

  it("that a provider reports is told to the others and not to itself", async () => {
    const scene = await setUpTelling();
    await scene.tell("email.complained");
    expect(await scene.paths()).toEqual([UNSUBSCRIBE, MEMBER].toSorted());
    // nor does its echo from one that was told go round again
    await scene.tell("email.complained");
    expect(await scene.paths()).toEqual([]);
  });

  it("from a topic is nobody else's, for they do not know the topics", async () => {
    const scene = await setUpTelling();
    await scene.visit(await scene.link({ topic: "newsletter" }), ONE_CLICK);
    expect(await scene.paths()).toEqual([]);
  });

  it.each(["bounce", "erasure"])("is not what a %s is: nobody is told of the address", async (reason) => {
    const scene = await setUpTelling();
    await suppress(scene, reason);
    expect(await scene.paths()).toEqual([]);
  });

  it("succeeds where the provider does not know the person", async () => {
    const scene = await setUpTelling();
    const { call, platform } = scene;
    const answers = { resend: { name: "not_found" }, mailchimp: { title: "Resource Not Found" } };
    vi.stubGlobal("fetch", async (input: RequestInfo) => {
      const { host } = new URL(new Request(input).url);
      const found = Object.entries(answers).find(([name]) => host.includes(name));
      return Response.json(found?.[1] ?? {}, { status: found === undefined ? 202 : 404 });
    });
    await suppress(scene, "unsubscribe");
    await platform.tick();
    await platform.drainJobs();
    const { body } = await call<{ data: { status: string; metadata: unknown }[] }>("GET", "/v1/jobs");
    expect(body.data.filter(({ metadata }) => metadata !== null)).toMatchObject(
      END_OF_MARKETING.map(() => ({ status: "succeeded", metadata: { optOut: { channel: "email" } } })),
    );
  });

  it("is told to nobody where the organization says so, nor to a connection that is disabled", async () => {
    const scene = await setUpTelling();
    const { call } = scene;
    await call("PATCH", "/v1/organization", { mirrorOptOuts: false });
    await suppress(scene, "manual");
    await call("PATCH", "/v1/organization", { mirrorOptOuts: true });
    expect(await scene.paths()).toEqual([]);
    const { body } = await call<{ data: { id: string }[] }>("GET", "/v1/connections?provider=klaviyo");
    await call("PATCH", `/v1/connections/${body.data[0]?.id}`, { enabled: false });
    await call("DELETE", `/v1/suppressions?channel=email&address=${EMAIL}`);
    await suppress(scene, "unsubscribe");
    expect(await scene.paths()).toEqual([CONTACT, MEMBER].toSorted());
  });

  it("is told to no connection that does not say where it belongs, and forgotten with the connection", async () => {
    const scene = await setUpTelling();
    const { call, platform } = scene;
    const told = async () =>
      (
        await platform.env.DB.prepare("select count(*) as count from told_opt_outs").first<{
          count: number;
        }>()
      )?.count;
    const { body } = await call<{ data: { id: string }[] }>("GET", "/v1/connections?provider=mailchimp");
    await call("PATCH", `/v1/connections/${body.data[0]?.id}`, { config: {} });
    const before = (await told()) ?? 0;
    await suppress(scene, "unsubscribe");
    expect(await scene.paths()).toEqual([UNSUBSCRIBE, CONTACT].toSorted());
    expect(await told()).toBe(before + 2);
    for (const provider of ["klaviyo", "resend"]) {
      const listed = await call<{ data: { id: string }[] }>("GET", `/v1/connections?provider=${provider}`);
      expect((await call("DELETE", `/v1/connections/${listed.body.data[0]?.id}`)).status).toBe(204);
    }
    expect(await told()).toBe(before);
  });

  it("costs an organization nothing that has no such connection", async () => {
    stubFetch(() => Response.json({ ok: true, team_id: "T1" }));
    const platform = new OutboxPlatform();
    const { key } = await platform.connected("slack");
    await platform.call("POST", "/v1/suppressions", {
      token: key,
      body: { channel: "email", address: EMAIL, reason: "manual" },
    });
    const row = await platform.env.DB.prepare("select count(*) as count from opt_out_changes").first();
    expect(row).toEqual({ count: 0 });
  });
});

describe("who comes back", () => {
  it("by their own word is taken up where the provider lets that be, and asked where it does not", async () => {
    const scene = await setUpTelling();
    await suppress(scene, "unsubscribe");
    await scene.paths();
    vi.setSystemTime(Date.now() + 1_000);
    await scene.consent("email", "granted");
    const told = await scene.told();
    expect(told.map(([line]) => line)).toEqual([SUBSCRIBE, CONTACT, REJOIN].toSorted());
    expect(new Map(told).get(CONTACT)).toEqual({ unsubscribed: false });
    expect(new Map(told).get(REJOIN)).toMatchObject({ status: "pending", status_if_new: "pending" });
    expect(JSON.stringify(new Map(told).get(SUBSCRIBE))).toContain("consented_at");
    await suppress(scene, "unsubscribe");
    expect(await scene.paths()).toEqual(END_OF_MARKETING.toSorted());
  });

  it("before anybody was told is not told of, and noted all the same should that happen meanwhile", async () => {
    const scene = await setUpTelling();
    const { DB } = scene.platform.env;
    await suppress(scene, "unsubscribe");
    vi.setSystemTime(Date.now() + 1_000);
    await scene.consent("email", "granted");
    const { results } = await DB.prepare("select source from opt_out_changes order by source").all();
    expect(results).toEqual([{ source: "api" }, { source: "form" }]);
    expect(await scene.paths()).toEqual([]);
    expect((await DB.prepare("select source from opt_out_changes").all()).results).toEqual([]);
  });

  it("by START is taken up again", async () => {
    const scene = await setUpTelling();
    await scene.text({ Body: "STOP" });
    await scene.paths();
    await scene.text({ Body: "START" });
    expect(await scene.paths()).toEqual([SUBSCRIBE]);
  });

  it("and had left with a provider alone is not taken up there: only they can", async () => {
    const scene = await setUpTelling();
    await scene.tell("email.complained");
    await scene.paths();
    await scene.call("DELETE", `/v1/suppressions?channel=email&address=${EMAIL}`);
    vi.setSystemTime(Date.now() + 1_000);
    await scene.consent("email", "granted");
    expect(await scene.paths()).toEqual([SUBSCRIBE, REJOIN].toSorted());
  });

  it("by somebody else's hand gets no marketing, though what was noted by hand is lifted", async () => {
    const scene = await setUpTelling();
    await scene.consent("email", "withdrawn");
    await suppress(scene, "manual");
    await scene.paths();
    await scene.call("DELETE", `/v1/suppressions?channel=email&address=${EMAIL}`);
    expect(await scene.paths()).toEqual(
      [UNSUPPRESS, `DELETE api.resend.com/suppressions/${encodeURIComponent(EMAIL)}`].toSorted(),
    );
  });
});
