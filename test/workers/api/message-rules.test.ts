import { afterEach, describe, expect, it, vi } from "vitest";
import { OutboxPlatform } from "../../support/outbox.ts";
import { stubFetch } from "../../support/sending.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const WELCOME = {
  name: "Welcome",
  on: "user.created",
  template: "welcome",
  data: { startUrl: "https://app.example.com" },
};
const ANSWER = { name: "Hours", on: "message.received", template: "hours" };

/** An organization with templates for SMS and Slack, and a connection of Resend. */
async function setUp() {
  const platform = new OutboxPlatform();
  stubFetch(() => Response.json({ data: [] }));
  const { key, connectionId } = await platform.connected("resend");
  const call = <T>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  const template = async (name: string, channel: string, text: string) =>
    await call("POST", "/v1/templates", { name, channel, text });
  await template("hours", "sms", "We open at nine.");
  await template("hours-slack", "slack", "We open at nine.");
  await template("order", "sms", "Order {{number}} of {{contact.firstName}}");
  return { call, connectionId };
}

interface Refusal {
  readonly code: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

describe("a message rule", () => {
  it.each([
    ["without its template", { ...WELCOME, template: "nothing" }, "template"],
    [
      "with a template for another channel than its messages'",
      answer({ match: { channel: "email" } }),
      "template",
    ],
    ["with a template for another channel than its own", { ...WELCOME, channel: "sms" }, "template"],
    [
      "that welcomes where nobody is known",
      { ...WELCOME, template: "hours-slack", channel: "slack" },
      "channel",
    ],
    ["that lacks what its template prints", { ...WELCOME, data: {} }, "data"],
    ["that answers with what no message tells", answer({ template: "order" }), "data"],
    ["that waits for no word at all", answer({ match: { contains: [] } }), "match.contains"],
    ["that waits for what is no word", answer({ match: { contains: ["ok", "?!"] } }), "match.contains.1"],
    ["that waits for anything else", answer({ match: { from: "+1" } }), "match.from"],
    ["that asks new users for words", { ...WELCOME, match: { contains: ["hi"] } }, "match"],
    ["that answers over another channel", answer({ channel: "sms" }), "channel"],
    ["about anything else", { ...WELCOME, on: "user.deleted" }, "on"],
    ["with a field of nobody's", { ...WELCOME, color: "red" }, "color"],
    [
      "through nobody's connection",
      answer({ connectionId: "conn_01m7xzgkhsfpa9gydfp7520p1w" }),
      "connectionId",
    ],
  ])("is refused by field %s", async (_, body, field) => {
    const { call } = await setUp();
    const refused = await call<Refusal>("POST", "/v1/message-rules", body);
    expect([refused.status, refused.body.errors?.[0]?.path]).toEqual([422, `body.${field}`]);
    expect((await call<{ data: unknown[] }>("GET", "/v1/message-rules")).body.data).toEqual([]);
  });

  it("is refused a connection that does not carry its channel", async () => {
    const { call, connectionId } = await setUp();
    const refused = await call<Refusal>("POST", "/v1/message-rules", answer({ connectionId }));
    expect(refused.body.errors).toEqual([
      { path: "body.connectionId", message: "is of a provider that does not carry sms" },
    ]);
  });

  it("says over which channel it sends, and keeps what a change leaves out", async () => {
    const { call, connectionId } = await setUp();
    const made = await call<{ id: string }>("POST", "/v1/message-rules", { ...WELCOME, connectionId });
    expect(made.body).toMatchObject({
      ...WELCOME,
      channel: "email",
      match: null,
      enabled: true,
      connectionId,
    });
    const path = `/v1/message-rules/${made.body.id}`;
    const changed = await call("PATCH", path, { enabled: false, connectionId: null });
    expect(changed.body).toMatchObject({ ...WELCOME, channel: "email", enabled: false, connectionId: null });
    expect((await call("GET", path)).body).toEqual(changed.body);
    const answering = await call<{ id: string }>(
      "POST",
      "/v1/message-rules",
      answer({ match: { contains: ["Hours"] } }),
    );
    expect(answering.body).toMatchObject({ channel: "sms", match: { contains: ["Hours"] } });
    const all = await call("PATCH", `/v1/message-rules/${answering.body.id}`, { match: null });
    expect([all.status, all.body]).toMatchObject([200, { channel: "sms", match: null }]);
  });

  it("refuses a change that it could not be made with, and stays as it was", async () => {
    const { call } = await setUp();
    const { body } = await call<{ id: string }>("POST", "/v1/message-rules", WELCOME);
    const path = `/v1/message-rules/${body.id}`;
    for (const change of [{ data: {} }, { template: "hours" }, { on: "message.received" }, { match: {} }]) {
      expect((await call("PATCH", path, change)).status).toBe(422);
    }
    expect((await call("GET", path)).body).toEqual(body);
  });

  it("is one of fifty at most", async () => {
    const { call } = await setUp();
    for (let count = 0; count < 50; count += 1) {
      await call("POST", "/v1/message-rules", WELCOME);
    }
    const refused = await call<Refusal>("POST", "/v1/message-rules", WELCOME);
    expect([refused.status, refused.body.code]).toEqual([409, "conflict"]);
  });
});

function answer(more: Record<string, unknown>): Record<string, unknown> {
  return { ...ANSWER, ...more };
}
