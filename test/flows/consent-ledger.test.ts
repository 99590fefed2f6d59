import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearMarketing, setUpMarketing as setUp } from "../support/marketing.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(clearMarketing);

interface Integrity {
  readonly intact: boolean;
  readonly checked: number;
  readonly broken: readonly string[];
  readonly redacted: readonly string[];
  readonly head: { readonly seq: number; readonly hash: string } | null;
}

/** Jane, who agreed on two channels; the schedule runs when it is told to. */
async function scene() {
  const marketing = await setUp();
  const { call, platform, contactId } = marketing;
  return {
    ...marketing,
    later: async (ms: number) => {
      vi.setSystemTime(Date.now() + ms);
      await platform.tick();
    },
    integrity: async (from = 1) => (await call<Integrity>("GET", `/v1/consents/integrity?from=${from}`)).body,
    ledger: async () =>
      (await call<{ data: { id: string; status: string }[] }>("GET", `/v1/contacts/${contactId}/consents`))
        .body.data,
    tamper: async (sql: string, ...values: unknown[]) => {
      await platform.env.DB.prepare(sql)
        .bind(...values)
        .run();
    },
  };
}

describe("the consent ledger", () => {
  it("is sealed hour by hour into one chain, of which every part can be checked", async () => {
    const { integrity, later, consent } = await scene();
    expect(await integrity()).toMatchObject({ intact: true, checked: 0, head: null });
    await later(HOUR_MS);
    const first = await integrity();
    expect(first).toMatchObject({ intact: true, checked: 2, broken: [], redacted: [], head: { seq: 2 } });
    await consent("email", "withdrawn");
    await later(HOUR_MS);
    await later(HOUR_MS);
    expect(await integrity()).toMatchObject({ intact: true, checked: 3, head: { seq: 3 } });
    expect(await integrity(3)).toMatchObject({ intact: true, checked: 1 });
    expect((await integrity()).head?.hash).not.toBe(first.head?.hash);
  });

  it.each([
    ["changed", "update consents set status = 'granted' where id = ?", 1],
    ["dated back", "update consents set at = at - 1000 where id = ?", 1],
    ["dropped", "delete from consents where id = ?", 1],
    ["dropped with its link", "delete from consent_seals where consent_id = ?", 1],
  ])("shows which record was %s", async (_, sql, count) => {
    const { integrity, later, consent, ledger, tamper } = await scene();
    vi.setSystemTime(Date.now() + 1_000);
    await consent("email", "withdrawn");
    vi.setSystemTime(Date.now() + 1_000);
    await consent("sms", "withdrawn");
    await later(HOUR_MS);
    expect(await integrity()).toMatchObject({ intact: true, checked: 4 });
    await tamper(sql, (await ledger())[1]?.id);
    const after = await integrity();
    expect([after.intact, after.broken.length]).toEqual([false, count]);
  });

  it("is seen to be cut at its end, and to hold without what an erasure takes", async () => {
    const { integrity, later, ledger, tamper } = await scene();
    await later(HOUR_MS);
    const [last] = await ledger();
    await tamper("update consents set address = 'gone', evidence = null where id = ?", last?.id);
    expect(await integrity()).toMatchObject({ intact: true, redacted: [last?.id] });
    await tamper("delete from consent_seals where consent_id = ?", last?.id);
    expect((await integrity()).intact).toBe(false);
  });

  it("forgets a request that nobody answered after thirty days, and keeps one that was", async () => {
    const { call, later, ledger, integrity, contactId, text } = await scene();
    await call("PATCH", "/v1/organization", { defaultFrom: { email: "Acme <hello@acme.example>" } });
    const ask = async (channel: string, topic: string) => {
      vi.setSystemTime(Date.now() + 1_000);
      const said = { status: "granted", purpose: "marketing", basis: "consent", source: "form", topic };
      const path = `/v1/contacts/${contactId}/consents/${channel}`;
      return (await call("PUT", path, { ...said, doubleOptIn: true })).status;
    };
    expect([await ask("email", "golf"), await ask("sms", "chess")]).toEqual([200, 200]);
    await text({ Body: "YES" });
    const midnight = DAY_MS - (Date.now() % DAY_MS);
    await later(midnight + 28 * DAY_MS);
    expect(await ledger()).toHaveLength(5);
    expect((await integrity()).checked, "requests are sealed once they stay").toBe(3);
    await later(2 * DAY_MS);
    const kept = await ledger();
    expect(kept.map(({ status }) => status)).toEqual(["granted", "requested", "granted", "granted"]);
    expect(await integrity()).toMatchObject({ intact: true, checked: 4 });
  });
});
