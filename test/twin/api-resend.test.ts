import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DESCRIPTIONS_FOLDER } from "./api/descriptions.ts";
import type { HeaderFields } from "./sender.ts";
import { type RunningTwin, startTwin } from "./server.ts";
import { bearer, RESEND_KEY } from "./support/calls.ts";
import { type Client, createClient } from "./support/client.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const email = (changes: object = {}) => ({
  from: "Café Crème <hallo@cafe-creme.example>",
  to: ["zoe@example.com"],
  subject: "Ihre Bestellung ☕",
  html: "<p>Danke!</p>",
  ...changes,
});

/** Node's plain client, which sends no User-Agent. */
function sendWithoutAgent(url: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { method: "POST", headers: bearer(RESEND_KEY) }, async (response) => {
      resolve({ status: response.statusCode, body: await text(response) });
    })
      .on("error", reject)
      .end();
  });
}

let twin: RunningTwin;
let client: Client;

describe.each([
  ["the published description", DESCRIPTIONS_FOLDER],
  ["built-in rules", null],
])("Resend's API, checked by %s", (_what, descriptions) => {
  beforeEach(async () => {
    twin = await startTwin({ descriptions });
    client = createClient(twin.url);
  });

  afterEach(() => twin.close());

  const send = (json: unknown, headers: HeaderFields = {}) =>
    client.request("POST", "/resend/emails", { headers: { ...bearer(RESEND_KEY), ...headers }, json });

  it("accepts an email with everything that one can have, and tells the rate limit", async () => {
    const { status, json, headers } = await send(
      email({
        cc: "b@example.com",
        bcc: ["c@example.com"],
        reply_to: "d@example.com",
        text: "Danke!",
        headers: { "List-Unsubscribe": "<https://cafe-creme.example/u>" },
        attachments: [{ filename: "a.txt", content: "QQ==", content_type: "text/plain" }],
        tags: [{ name: "category", value: "order_confirmation" }],
        scheduled_at: "2026-12-01T08:00:00Z",
      }),
    );
    expect({ status, json }).toEqual({ status: 200, json: { id: expect.stringMatching(UUID) } });
    expect(Object.fromEntries(headers)).toMatchObject({
      "ratelimit-limit": "5",
      "ratelimit-remaining": "4",
      "ratelimit-reset": "1",
    });
  });

  it("sends a batch once per key, and where it is permissive names what it refused by place", async () => {
    const batch = [email(), email({ from: "nobody" }), email({ to: ["ida@example.com"] })];
    const post = (headers: HeaderFields) =>
      client.request("POST", "/resend/emails/batch", {
        headers: { ...bearer(RESEND_KEY), ...headers },
        json: batch,
      });
    expect((await post({})).status).toBe(422);
    const permissive = { "x-batch-validation": "permissive", "idempotency-key": "set_1" };
    const first = await post(permissive);
    expect(first).toMatchObject({
      status: 200,
      json: {
        data: [{ id: expect.stringMatching(UUID) }, { id: expect.stringMatching(UUID) }],
        errors: [{ index: 1, message: expect.any(String) }],
      },
    });
    expect((await post(permissive)).json).toEqual(first.json);
    const { json } = await client.request("GET", "/_twin/effects", {});
    expect(json).toMatchObject({ data: [{ action: "email.send" }, { action: "email.send" }] });
  });

  it("accepts a template in place of text", async () => {
    const { html: _, ...rest } = email();
    const template = { id: "order-confirmation", variables: { name: "Zoë", total: 12 } };
    expect((await send({ ...rest, template })).status).toBe(200);
  });

  it.each([
    ["no subject", { subject: undefined }, 422, "missing_required_field", "Missing `subject` field."],
    ["no content", { html: undefined }, 422, "missing_required_field", "Missing `html` or `text` field."],
    ["an unknown field", { colour: "red" }, 422, "validation_error", "`colour`"],
    ["a wrong type", { subject: 7 }, 422, "validation_error", "`subject`"],
    ["no recipient", { to: [] }, 422, "validation_error", "`to`"],
    ["51 recipients", { to: Array(51).fill("a@example.com") }, 422, "validation_error", "`to`"],
    ["a recipient that is none", { to: "zoe" }, 422, "validation_error", "Invalid `to` field"],
    ["a sender that is none", { from: "zoe" }, 422, "invalid_from_address", "Invalid `from` field"],
    ["a domain not verified", { from: "a@unverified.example" }, 403, "validation_error", "not verified"],
    ["an empty attachment", { attachments: [{ filename: "a" }] }, 422, "invalid_attachment", "Attachment"],
    ["a tag that is not ASCII", { tags: [{ name: "größe", value: "x" }] }, 422, "validation_error", "Tags"],
    ["template and text", { template: { id: "t" } }, 422, "validation_error", "`template`"],
  ])("refuses an email with %s", async (_which, changes, statusCode, name, message) => {
    const { status, json } = await send(email(changes));
    expect(status).toBe(statusCode);
    expect(json).toEqual({ statusCode, name, message: expect.stringContaining(message) });
    expect(await client.effects()).toEqual([]);
  });

  it("refuses a body that is no JSON", async () => {
    expect((await send("{")).json).toMatchObject({ statusCode: 400, name: "validation_error" });
  });

  it.each([
    ["no key", {}, 401, "missing_api_key"],
    ["a key of another form", bearer("sk_test_x"), 403, "invalid_api_key"],
    ["a key that is invalid", bearer("re_invalid_1"), 403, "invalid_api_key"],
  ])("refuses %s", async (_which, headers, statusCode, name) => {
    const answer = await client.request("POST", "/resend/emails", { headers, json: email() });
    expect(answer.status).toBe(statusCode);
    expect(answer.json).toMatchObject({ statusCode, name });
  });

  it("refuses a request without a User-Agent, as its firewall does", async () => {
    expect(await sendWithoutAgent(`${twin.url}/resend/emails`)).toEqual({
      status: 403,
      body: "error code: 1010",
    });
  });

  it("lists a verified domain, and refuses the list to a key that may only send", async () => {
    const { json } = await client.request("GET", "/resend/domains?limit=1", { headers: bearer(RESEND_KEY) });
    expect(json).toMatchObject({ object: "list", has_more: false, data: [{ status: "verified" }] });
    const restricted = await client.request("GET", "/resend/domains", { headers: bearer("re_sending_1") });
    expect(restricted.json).toMatchObject({ statusCode: 401, name: "restricted_api_key" });
    const wrong = await client.request("GET", "/resend/domains?limit=0", { headers: bearer(RESEND_KEY) });
    expect(wrong.json).toMatchObject({ statusCode: 422, name: "validation_error" });
  });

  it("answers 404 for an unknown path and 405 for an unknown method", async () => {
    const headers = bearer(RESEND_KEY);
    expect((await client.request("GET", "/resend/nope", { headers })).json).toMatchObject({
      statusCode: 404,
      name: "not_found",
    });
    expect((await client.request("DELETE", "/resend/emails", { headers })).json).toMatchObject({
      statusCode: 405,
      name: "method_not_allowed",
    });
  });

  it("acts once per idempotency key, whatever the order of the fields", async () => {
    const headers = { "idempotency-key": "job_1" };
    const first = await send(email(), headers);
    const { subject, ...rest } = email();
    const again = await send({ subject, ...rest }, headers);
    expect(again.json).toEqual(first.json);
    expect(await client.effects()).toMatchObject([{ id: first.json.id, reference: "job_1" }]);
    expect((await send(email(), { "idempotency-key": "job_2" })).json).not.toEqual(first.json);
  });

  it("refuses a key with another body, and does not act", async () => {
    const headers = { "idempotency-key": "job_1" };
    await send(email(), headers);
    const other = await send(email({ subject: "Anders" }), headers);
    expect(other.json).toMatchObject({ statusCode: 409, name: "invalid_idempotent_request" });
    expect((await client.effects()).length).toBe(1);
  });

  it("keeps the keys of two accounts apart", async () => {
    const headers = { "idempotency-key": "job_1" };
    await send(email(), headers);
    await send(email(), { ...headers, ...bearer("re_Another_1") });
    const accounts = (await client.effects()).map(({ account }) => account);
    expect(new Set(accounts).size).toBe(2);
  });

  it("refuses a key while its first request is in flight", async () => {
    await client.order("/_twin/faults", { provider: "resend", kind: "slow", delayMs: 1000 });
    const headers = { "idempotency-key": "job_1" };
    const first = send(email(), headers);
    await expect.poll(async () => (await client.effects()).length).toBe(1);
    const second = await send(email(), headers);
    expect(second.json).toMatchObject({ statusCode: 409, name: "concurrent_idempotent_requests" });
    expect((await first).status).toBe(200);
    expect((await client.effects()).length).toBe(1);
  });

  it.each([["", "x".repeat(257)]])("refuses a key of a wrong length", async (...keys) => {
    for (const key of keys) {
      const { json } = await send(email(), { "idempotency-key": key });
      expect(json).toMatchObject({ statusCode: 400, name: "invalid_idempotency_key" });
    }
  });

  it("remembers no refusal under a key", async () => {
    const headers = { "idempotency-key": "job_1" };
    expect((await send(email({ to: "zoe" }), headers)).status).toBe(422);
    expect((await send(email(), headers)).status).toBe(200);
  });
});
