import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DESCRIPTIONS_FOLDER } from "./api/descriptions.ts";
import { isJsonObject } from "./payload.ts";
import { countSegments } from "./providers/twilio/segments.ts";
import type { HeaderFields, JsonObject } from "./sender.ts";
import { type RunningTwin, startTwin } from "./server.ts";
import { ACCOUNT_SID, AUTH_TOKEN, basic, goodCalls, MESSAGES } from "./support/calls.ts";
import { type Client, createClient } from "./support/client.ts";

const SERVICE = `MG${"0".repeat(32)}`;
const headers = basic(ACCOUNT_SID, AUTH_TOKEN);
const RFC2822 = /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} \+0000$/;

let twin: RunningTwin;
let client: Client;

/** The messages of a list's answer. */
function messagesOf(json: JsonObject): readonly JsonObject[] {
  return Array.isArray(json.messages) ? json.messages.filter(isJsonObject) : [];
}

describe.each([
  ["the published description", DESCRIPTIONS_FOLDER],
  ["built-in rules", null],
])("Twilio's API, checked by %s", (_what, descriptions) => {
  beforeEach(async () => {
    twin = await startTwin({ descriptions });
    client = createClient(twin.url);
  });

  afterEach(() => twin.close());

  const send = (form: HeaderFields | readonly (readonly [string, string])[]) =>
    client.request("POST", MESSAGES, { headers, form });

  it("accepts an SMS and answers 201 with the queued message", async () => {
    const { status, json, headers: own } = await goodCalls.twilio(client);
    expect(status).toBe(201);
    expect(json).toEqual({
      account_sid: ACCOUNT_SID,
      api_version: "2010-04-01",
      body: "Grüße ☕",
      date_created: expect.stringMatching(RFC2822),
      date_sent: null,
      date_updated: expect.stringMatching(RFC2822),
      direction: "outbound-api",
      error_code: null,
      error_message: null,
      from: "+14155550199",
      messaging_service_sid: null,
      num_media: "0",
      num_segments: "1",
      price: null,
      price_unit: null,
      sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
      status: "queued",
      subresource_uris: { media: expect.stringMatching(/\/Messages\/SM[0-9a-f]{32}\/Media\.json$/) },
      to: "+14155550101",
      uri: expect.stringMatching(/^\/2010-04-01\/Accounts\/AC\w{32}\/Messages\/SM[0-9a-f]{32}\.json$/),
    });
    expect(own.get("twilio-request-id")).toMatch(/^RQ[0-9a-f]{32}$/);
  });

  it("accepts an MMS of a service, each medium its own field", async () => {
    const { json } = await send([
      ["To", "whatsapp:+14155550101"],
      ["MessagingServiceSid", SERVICE],
      ["MediaUrl", "https://example.com/a.png"],
      ["MediaUrl", "https://example.com/b.png"],
      ["SmartEncoded", "true"],
    ]);
    expect(json).toMatchObject({
      sid: expect.stringMatching(/^MM/),
      num_media: "2",
      status: "accepted",
      from: null,
      body: null,
      messaging_service_sid: SERVICE,
    });
  });

  it.each([
    ["no To", { To: "" }, 400, 21604],
    ["a To that is no number", { To: "0123" }, 400, 21211],
    ["a To that is a name of Object's prototype", { To: "constructor" }, 400, 21211],
    ["Twilio's invalid test number", { To: "+15005550001" }, 400, 21211],
    ["a recipient who unsubscribed", { To: "+15005550004" }, 400, 21610],
    ["a region without permission", { To: "+15005550003" }, 400, 21408],
    ["a landline", { To: "+15005550009" }, 400, 21614],
    ["a From that is no sender", { From: "+1" }, 400, 21212],
    ["a From that is not ours", { From: "+15005550007" }, 400, 21606],
    ["a full queue", { From: "+15005550008" }, 429, 21611],
    ["no body", { Body: "" }, 400, 21602],
    ["a body that is too long", { Body: "x".repeat(1601) }, 400, 21617],
    ["a medium that is no URL", { MediaUrl: "x" }, 400, 21620],
    ["a service that is none", { MessagingServiceSid: "MG1" }, 404, 21701],
    ["an unknown field", { Colour: "red" }, 400, 20001],
    ["a wrong type", { ValidityPeriod: "soon" }, 400, 20001],
    ["a value outside of its list", { RiskCheck: "maybe" }, 400, 20001],
  ])("refuses a message with %s", async (_which, changes, status, code) => {
    const answer = await goodCalls.twilio(client, changes);
    expect(answer.status).toBe(status);
    expect(answer.json).toEqual({
      code,
      message: expect.any(String),
      more_info: `https://www.twilio.com/docs/errors/${code}`,
      status,
    });
    expect(await client.effects()).toEqual([]);
  });

  it("refuses a message without a sender, and one without a recipient", async () => {
    expect((await send({ To: "+14155550101", Body: "x" })).json).toMatchObject({ code: 21603 });
    expect((await send({ From: "+14155550199", Body: "x" })).json).toMatchObject({ code: 21604 });
  });

  it("reads no field of a JSON body", async () => {
    const json = { To: "+14155550101", From: "+14155550199", Body: "x" };
    expect((await client.request("POST", MESSAGES, { headers, json })).json).toMatchObject({ code: 21604 });
  });

  it.each([
    ["no credentials", {}],
    ["another account's credentials", basic(`AC${"f".repeat(32)}`, AUTH_TOKEN)],
    ["a token that is invalid", basic(ACCOUNT_SID, "invalid")],
    ["a user that is no account", basic("zoe", AUTH_TOKEN)],
  ])("refuses %s", async (_which, credentials) => {
    const answer = await client.request("GET", MESSAGES, { headers: credentials });
    expect(answer).toMatchObject({
      status: 401,
      json: { code: 20003, message: "Authenticate", status: 401 },
    });
    expect(answer.headers.get("www-authenticate")).toBe('Basic realm="Twilio API"');
  });

  it("accepts an API key", async () => {
    const key = basic(`SK${"1".repeat(32)}`, "secret");
    expect((await client.request("GET", MESSAGES, { headers: key })).status).toBe(200);
  });

  it("fetches the account, its token only for whoever called with it", async () => {
    const path = `/twilio/2010-04-01/Accounts/${ACCOUNT_SID}.json`;
    const own = await client.request("GET", path, { headers });
    expect(own.json).toMatchObject({
      sid: ACCOUNT_SID,
      status: "active",
      type: "Full",
      auth_token: AUTH_TOKEN,
    });
    const byKey = await client.request("GET", path, { headers: basic(`SK${"1".repeat(32)}`, "secret") });
    expect(byKey.json).not.toHaveProperty("auth_token");
  });

  it("lists messages, the newest first, by recipient, sender and day", async () => {
    const first = await goodCalls.twilio(client);
    const second = await goodCalls.twilio(client, { To: "+14155550102" });
    const list = async (query: HeaderFields) => {
      const { json } = await client.request("GET", `${MESSAGES}?${new URLSearchParams(query)}`, { headers });
      return messagesOf(json).map(({ sid }) => sid);
    };
    const day = new Date().toISOString().slice(0, 10);
    expect(await list({})).toEqual([second.json.sid, first.json.sid]);
    expect(await list({ To: "+14155550101" })).toEqual([first.json.sid]);
    expect(await list({ From: "+14155550000" })).toEqual([]);
    expect(await list({ To: "+14155550102", "DateSent>": day })).toEqual([second.json.sid]);
    expect(await list({ "DateSent<": "2020-01-01" })).toEqual([]);
    expect(await list({ "DateSent>": "2020-01-01T00:00:00Z" })).toEqual([second.json.sid, first.json.sid]);
  });

  it("pages through the list by relative addresses", async () => {
    for (const to of ["+14155550101", "+14155550102", "+14155550103"]) {
      await goodCalls.twilio(client, { To: to });
    }
    const first = await client.request("GET", `${MESSAGES}?PageSize=2`, { headers });
    expect(first.json).toMatchObject({ page: 0, page_size: 2, start: 0, end: 1, previous_page_uri: null });
    const next = await client.request("GET", `/twilio${first.json.next_page_uri}`, { headers });
    expect(messagesOf(next.json).map(({ to }) => to)).toEqual(["+14155550101"]);
    expect(next.json.next_page_uri).toBeNull();
  });

  it("fetches one message, and answers 404 for another", async () => {
    const { json } = await goodCalls.twilio(client);
    const found = await client.request("GET", `/twilio${json.uri}`, { headers });
    expect(found.json).toMatchObject({ sid: json.sid, status: "delivered", date_sent: json.date_created });
    const other = MESSAGES.replace(".json", `/SM${"0".repeat(32)}.json`);
    expect((await client.request("GET", other, { headers })).json).toMatchObject({
      code: 20404,
      status: 404,
    });
  });

  it("acts twice when it is called twice: Twilio has no idempotency keys", async () => {
    const key = { "idempotency-key": "job_1" };
    await goodCalls.twilio(client, {}, key);
    await goodCalls.twilio(client, {}, key);
    expect((await client.effects("twilio")).map(({ reference }) => reference)).toEqual([null, null]);
  });
});

describe("the segments of an SMS", () => {
  it.each([
    ["a".repeat(160), 1],
    ["a".repeat(161), 2],
    ["€".repeat(80), 1],
    ["€".repeat(81), 2],
    [`${"a".repeat(69)}ł`, 1],
    [`${"a".repeat(70)}ł`, 2],
    ["☕".repeat(135), 3],
    ["", 1],
  ])("are counted as the networks do", (body, segments) => {
    expect(countSegments(body)).toBe(segments);
  });
});
