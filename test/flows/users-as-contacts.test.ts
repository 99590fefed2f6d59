import { describe, expect, it } from "vitest";
import { TestPlatform } from "../support/platform.ts";
import { bytes, svixHeaders } from "../support/sign.ts";
import { createEndpoint, events } from "../support/webhooks.ts";

const SECRET = `whsec_${btoa("0123456789abcdef01234567")}`;
const PHONE = "+14155550100";

interface ContactView {
  readonly id: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

interface User {
  readonly email: string;
  readonly phone?: string;
  readonly first?: string;
}

async function setUp() {
  const platform = new TestPlatform();
  const { key } = await platform.organization();
  const endpoint = await createEndpoint(platform, key, { provider: "clerk", secret: SECRET });
  const start = Date.now();
  /** `second` by the clock of Clerk. */
  const user = async (type: string, second: number, { email, phone, first }: User) => {
    const data = {
      id: "user_1",
      first_name: first ?? null,
      last_name: "Lee",
      primary_email_address_id: "idn_1",
      email_addresses: [{ id: "idn_1", email_address: email }],
      primary_phone_number_id: phone === undefined ? null : "idn_2",
      phone_numbers: phone === undefined ? [] : [{ id: "idn_2", phone_number: phone }],
    };
    const body = bytes(JSON.stringify({ type, data, timestamp: start + second * 1_000 }));
    const at = Math.floor(Date.now() / 1_000);
    const headers = await svixHeaders(body, { secret: SECRET, id: `msg_${crypto.randomUUID()}`, at });
    const response = await platform.fetch(endpoint.path, { method: "POST", headers, body });
    expect(response.status).toBe(200);
    await platform.drain();
  };
  const call = <T>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  const contacts = async () => (await call<{ data: ContactView[] }>("GET", "/v1/contacts")).body.data;
  const replayAll = async () => {
    for (const { id } of await events(platform, key, "?provider=clerk")) {
      await call("POST", `/v1/events/${id}/replay`);
      await platform.drain();
    }
    const statuses = (await events(platform, key, "?provider=clerk")).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(["processed"]));
  };
  return { user, call, contacts, replayAll };
}

describe("a user of an identity provider", () => {
  it("is one contact, without consent, however often it is told of", async () => {
    const { user, call, contacts, replayAll } = await setUp();
    await user("user.created", 1, { email: "Ann@Example.com", first: "Ann" });
    await user("user.updated", 2, { email: "ann@example.com", phone: PHONE, first: "Ann" });
    await replayAll();
    const [contact, ...others] = await contacts();
    expect(others).toEqual([]);
    expect(contact).toMatchObject({
      firstName: "Ann",
      lastName: "Lee",
      email: "ann@example.com",
      phone: PHONE,
    });
    const consents = await call<{ data: unknown[] }>("GET", `/v1/contacts/${contact?.id}/consents`);
    expect([consents.status, consents.body.data]).toEqual([200, []]);
  });

  it("is the contact that has the address already, whose names stay and whose gaps are filled", async () => {
    const { user, call, contacts } = await setUp();
    await call("POST", "/v1/contacts", { firstName: "Annie", email: "ann@example.com" });
    await user("user.created", 1, { email: "ann@example.com", first: "Ann" });
    expect(await contacts()).toMatchObject([{ firstName: "Annie", lastName: "Lee" }]);
  });

  it("takes no address from another contact", async () => {
    const { user, call, contacts, replayAll } = await setUp();
    await call("POST", "/v1/contacts", { firstName: "Bob", phone: PHONE });
    await call("POST", "/v1/contacts", { firstName: "Ann", email: "ann@example.com" });
    await user("user.created", 1, { email: "ann@example.com", phone: PHONE });
    await replayAll();
    expect(await contacts()).toMatchObject([
      { firstName: "Ann", phone: null },
      { firstName: "Bob", phone: PHONE, email: null },
    ]);
  });

  it("makes no contact of an address that was gone before it was heard of, or of one that cannot be", async () => {
    const { user, contacts } = await setUp();
    await user("user.updated", 2, { email: "new@example.com" });
    await user("user.created", 1, { email: "old@example.com" });
    await user("user.updated", 3, { email: "nowhere" });
    expect((await contacts()).map(({ email }) => email)).toEqual(["new@example.com"]);
  });
});
