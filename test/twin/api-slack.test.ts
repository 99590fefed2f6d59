import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DESCRIPTIONS_FOLDER } from "./api/descriptions.ts";
import { type RunningTwin, startTwin } from "./server.ts";
import { bearer, goodCalls, SLACK_TOKEN } from "./support/calls.ts";
import { type Client, createClient } from "./support/client.ts";

const button = (changes: object = {}) => ({
  type: "button",
  style: "primary",
  text: { type: "plain_text", text: "Approve" },
  action_id: "approval_approve",
  value: "appr_1",
  ...changes,
});

const approval = (element: unknown) => [
  { type: "section", text: { type: "mrkdwn", text: "*Freigabe* für Zoë" } },
  { type: "actions", block_id: "appr_1", elements: [element] },
];

let twin: RunningTwin;
let client: Client;

describe.each([
  ["the published description", DESCRIPTIONS_FOLDER],
  ["built-in rules", null],
])("Slack's API, checked by %s", (_what, descriptions) => {
  beforeEach(async () => {
    twin = await startTwin({ descriptions });
    client = createClient(twin.url);
  });

  afterEach(() => twin.close());

  const post = (json: object) =>
    client.request("POST", "/slack/api/chat.postMessage", { headers: bearer(SLACK_TOKEN), json });

  it("posts a message and answers its channel and time stamp", async () => {
    const { status, json, headers } = await goodCalls.slack(client);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      ok: true,
      channel: "C0BESTELLEN",
      ts: expect.stringMatching(/^\d{10}\.\d{6}$/),
      message: { type: "message", text: "Tisch 4 ist frei ☕" },
    });
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(headers.get("x-oauth-scopes")).toContain("chat:write");
  });

  it("gives every message of a channel another time stamp", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => goodCalls.slack(client)));
    expect(new Set(answers.map(({ json }) => json.ts)).size).toBe(20);
  });

  it("posts blocks with buttons, and records the job that the metadata name", async () => {
    const metadata = { event_type: "approval", event_payload: { job_id: "job_1" } };
    const { json } = await post({ channel: "C1", text: "Freigabe", blocks: approval(button()), metadata });
    expect(json).toMatchObject({ ok: true, message: { blocks: approval(button()) } });
    expect(await client.effects("slack")).toMatchObject([
      { action: "chat.postMessage", id: `C1:${json.ts}`, reference: "job_1" },
    ]);
  });

  it("takes a form, its blocks as JSON", async () => {
    const form = { channel: "#bestellungen", blocks: JSON.stringify(approval(button())), mrkdwn: "true" };
    const answer = await client.request("POST", "/slack/api/chat.postMessage", {
      headers: bearer(SLACK_TOKEN),
      form,
    });
    expect(answer.json).toMatchObject({ ok: true, channel: expect.stringMatching(/^C0/) });
  });

  it("takes a channel by any name, one of Object's prototype too", async () => {
    expect((await post({ channel: "constructor", text: "x" })).json.ok).toBe(true);
  });

  it("posts to a person into the direct messages", async () => {
    expect((await post({ channel: "U0ZOE", text: "Hallo" })).json.channel).toMatch(/^D0/);
  });

  it.each([
    ["no channel", { channel: undefined }, "invalid_arguments", "missing required field: channel"],
    ["a channel that does not exist", { channel: "C0NOTFOUND" }, "channel_not_found", ""],
    ["a channel that is none", { channel: "Not a channel" }, "channel_not_found", ""],
    ["a channel that the bot is not in", { channel: "C0NOTMEMBER" }, "not_in_channel", ""],
    ["an archived channel", { channel: "C0ARCHIVED" }, "is_archived", ""],
    ["no text", { text: "" }, "no_text", ""],
    ["a text that is too long", { text: "x".repeat(40_001) }, "msg_too_long", ""],
    ["an unknown field", { colour: "red" }, "invalid_arguments", "no such argument: colour"],
    ["a wrong type", { text: 7 }, "invalid_arguments", "[json-pointer:/text]"],
    ["metadata without a payload", { metadata: { event_type: "x" } }, "invalid_arguments", "event_payload"],
    ["blocks that are none", { blocks: "{" }, "invalid_blocks_format", "/blocks"],
    ["a block without a type", { blocks: [{}] }, "invalid_blocks", "/blocks/0"],
    ["51 blocks", { blocks: Array(51).fill({ type: "divider" }) }, "invalid_blocks", "50 items"],
    [
      "a button that says too much",
      { blocks: approval(button({ text: { type: "plain_text", text: "x".repeat(76) } })) },
      "invalid_blocks",
      "/blocks/1/elements/0/text",
    ],
    [
      "a button that carries too much",
      { blocks: approval(button({ value: "x".repeat(2001) })) },
      "invalid_blocks",
      "/blocks/1/elements/0/value",
    ],
  ])("refuses a message with %s", async (_which, changes, error, reason) => {
    const { status, json } = await post({ channel: "C1", text: "x", ...changes });
    expect(status).toBe(200);
    expect(json).toMatchObject({ ok: false, error });
    expect(JSON.stringify(json)).toContain(reason);
    expect(await client.effects()).toEqual([]);
  });

  it.each([
    ["no token", {}, "not_authed"],
    ["a token of another form", bearer("re_x"), "invalid_auth"],
    ["a token that is invalid", bearer("xoxb-invalid"), "invalid_auth"],
    ["a token that was revoked", bearer("xoxb-revoked"), "token_revoked"],
  ])("refuses %s", async (_which, headers, error) => {
    const answer = await client.request("POST", "/slack/api/auth.test", { headers });
    expect(answer).toMatchObject({ status: 200, json: { ok: false, error } });
  });

  it("says who the token is, the same one every time", async () => {
    const headers = bearer(SLACK_TOKEN);
    const first = await client.request("POST", "/slack/api/auth.test", { headers });
    expect(first.json).toMatchObject({
      ok: true,
      team_id: expect.stringMatching(/^T0/),
      user_id: expect.stringMatching(/^U0/),
      bot_id: expect.stringMatching(/^B0/),
    });
    expect((await client.request("GET", "/slack/api/auth.test", { headers })).json).toEqual(first.json);
    const other = await client.request("POST", "/slack/api/auth.test", { headers: bearer("xoxb-other") });
    expect(other.json.team_id).not.toBe(first.json.team_id);
  });

  it("refuses a method that it has not, a body that is no JSON, and any other type", async () => {
    const headers = bearer(SLACK_TOKEN);
    const call = async (path: string, options: object) =>
      (await client.request("POST", `/slack/api/${path}`, { headers, ...options })).json.error;
    expect(await call("chat.nope", {})).toBe("unknown_method");
    expect(await call("chat.postMessage", { json: "{" })).toBe("invalid_json");
    expect(
      await call("chat.postMessage", { json: "x", headers: { ...headers, "content-type": "text/plain" } }),
    ).toBe("invalid_post_type");
  });
});
