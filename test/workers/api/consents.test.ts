import { describe, expect, it } from "vitest";
import { TestPlatform } from "../../support/platform.ts";

const platform = new TestPlatform();
const phone = { channel: "sms", address: "+1 415 555 0100" };

const record = (token: string, status: string) =>
  platform.call("POST", "/v1/consents", {
    token,
    body: { ...phone, status, purpose: "marketing", basis: "consent", source: "form", evidence: "v3" },
  });

const check = (token: string, category: string) =>
  platform.call("POST", "/v1/consents/check", { token, body: { ...phone, category } });

const suppress = (token: string, body: unknown) =>
  platform.call<{ createdAt: string }>("POST", "/v1/suppressions", { token, body });

describe("the consent ledger", () => {
  it("appends what was said, under the address's one form", async () => {
    const { id, key } = await platform.organization();
    expect(await record(key, "granted")).toMatchObject({
      status: 201,
      body: {
        id: expect.stringMatching(/^cst_/),
        address: "+14155550100",
        channel: "sms",
        status: "granted",
        purpose: "marketing",
        basis: "consent",
        source: "form",
        evidence: "v3",
        at: expect.any(String),
      },
    });
    await record(key, "withdrawn");
    const { results } = await platform.env.DB.prepare(
      "select status from consents where org_id = ? order by id",
    )
      .bind(id)
      .all();
    expect(results).toEqual([{ status: "granted" }, { status: "withdrawn" }]);
  });

  it("answers whether, why and since when an address may be contacted", async () => {
    const { key } = await platform.organization();
    expect((await check(key, "transactional")).body).toEqual({
      allowed: true,
      reason: "transactional",
      since: null,
    });
    expect((await check(key, "marketing")).body).toEqual({
      allowed: false,
      reason: "consent_missing",
      since: null,
    });
    const granted = await record(key, "granted");
    expect((await check(key, "marketing")).body).toEqual({
      allowed: true,
      reason: "consent_granted",
      since: granted.body.at,
    });
    const withdrawn = await record(key, "withdrawn");
    expect((await check(key, "marketing")).body).toMatchObject({
      allowed: false,
      reason: "consent_withdrawn",
      since: withdrawn.body.at,
    });
    const { body } = await suppress(key, { ...phone, reason: "stop" });
    expect((await check(key, "transactional")).body).toEqual({
      allowed: false,
      reason: "suppressed",
      since: body.createdAt,
    });
  });

  it("refuses what is no address of the channel", async () => {
    const { key } = await platform.organization();
    const body = { channel: "sms", address: "jane@example.com", category: "marketing" };
    expect(await platform.call("POST", "/v1/consents/check", { token: key, body })).toMatchObject({
      status: 422,
      body: { errors: [{ path: "body.address" }] },
    });
  });
});

describe("a suppression", () => {
  it("keeps its first reason and time, is listed, and ends when it is deleted", async () => {
    const { key } = await platform.organization();
    const first = await suppress(key, { channel: "email", address: "Jane@Example.com", reason: "bounce" });
    expect(first).toMatchObject({
      status: 201,
      body: { address: "jane@example.com", channel: "email", reason: "bounce" },
    });
    const again = await suppress(key, { channel: "email", address: "jane@example.com", reason: "bounce" });
    expect(again.body).toEqual(first.body);
    const lighter = await suppress(key, {
      channel: "email",
      address: "jane@example.com",
      reason: "complaint",
    });
    expect(lighter.body).toEqual(first.body);
    const second = await suppress(key, phone);
    expect(second.body).toMatchObject({ reason: "manual" });
    const list = async (query: string) =>
      (await platform.call<{ data: unknown[] }>("GET", `/v1/suppressions?${query}`, { token: key })).body
        .data;
    expect(await list("")).toEqual([first.body, second.body]);
    expect(await list("reason=bounce")).toEqual([first.body]);
    expect(await list("channel=sms")).toEqual([second.body]);
    const remove = (query: string) => platform.call("DELETE", `/v1/suppressions?${query}`, { token: key });
    expect((await remove("channel=sms&address=%2B14155550100")).status).toBe(204);
    expect((await remove("channel=sms&address=%2B14155550100")).status).toBe(404);
    expect(await remove("channel=sms&address=+14155550100")).toMatchObject({
      status: 422,
      body: { errors: [{ path: "query.address" }] },
    });
    expect(await list("")).toEqual([first.body]);
  });
});
