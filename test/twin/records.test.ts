import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunningTwin, startTwin } from "./server.ts";
import {
  ACCOUNT_SID,
  AUTH_TOKEN,
  bearer,
  everyGoodCall,
  goodCalls,
  RESEND_KEY,
  SLACK_TOKEN,
  STRIPE_KEY,
} from "./support/calls.ts";
import { type Client, createClient } from "./support/client.ts";

let twin: RunningTwin;
let client: Client;

beforeEach(async () => {
  twin = await startTwin();
  client = createClient(twin.url);
});

afterEach(() => twin.close());

describe("the twin's records", () => {
  it("name what each provider did: account, action, id, reference, parameters, time", async () => {
    const { json } = await goodCalls.stripe(
      client,
      { description: "x".repeat(300) },
      { "idempotency-key": "job_1" },
    );
    expect(await client.effects()).toEqual([
      {
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        provider: "stripe",
        account: expect.stringMatching(/^acct_/),
        action: "customer.create",
        id: json.id,
        reference: "job_1",
        summary: { email: "zoe@example.com", name: "Zoë Müller", description: `${"x".repeat(200)}…` },
      },
    ]);
  });

  it("name the account as the provider does", async () => {
    await goodCalls.twilio(client);
    const { json } = await client.request("POST", "/slack/api/auth.test", { headers: bearer(SLACK_TOKEN) });
    await goodCalls.slack(client);
    const accounts = (await client.effects()).map(({ account }) => account);
    expect(accounts).toEqual([ACCOUNT_SID, json.team_id]);
  });

  it("name every request with its status, its duration and what a refusal said", async () => {
    await goodCalls.resend(client);
    await goodCalls.resend(client, { to: "zoe" });
    await client.request("GET", "/resend/domains");
    await goodCalls.slack(client, { channel: "C0ARCHIVED" });
    const durationMs = expect.any(Number);
    expect(await client.exchanges()).toMatchObject([
      { provider: "resend", method: "POST", path: "/emails", status: 200, refusal: null, durationMs },
      { status: 422, refusal: expect.stringContaining("Invalid `to` field"), fault: null, end: "answered" },
      { method: "GET", path: "/domains", status: 401, account: null },
      { provider: "slack", status: 200, refusal: expect.stringContaining("is_archived") },
    ]);
  });

  it("hold no credential, wherever it came", async () => {
    for (const [, call] of everyGoodCall) {
      await call(client);
    }
    await client.request("GET", `/slack/api/auth.test?token=${SLACK_TOKEN}`);
    await client.request("GET", "/stripe/v1/balance", { headers: bearer("sk_test_invalidSecretSecret1234") });
    const twilio = `/twilio/2010-04-01/Accounts/${ACCOUNT_SID}.json`;
    const authorization = `Basic ${Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString("base64")}`;
    await client.request("GET", twilio, { headers: { authorization } });
    const text = JSON.stringify([await client.exchanges(), await client.effects()]);
    for (const secret of [
      RESEND_KEY,
      SLACK_TOKEN,
      STRIPE_KEY,
      AUTH_TOKEN,
      "invalidSecret",
      authorization.slice(6),
    ]) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain("Bearer …");
  });

  it("are listed by provider, and forgotten by provider", async () => {
    await goodCalls.resend(client);
    await goodCalls.slack(client);
    expect((await client.effects("slack")).map(({ provider }) => provider)).toEqual(["slack"]);
    expect(await client.forget("/_twin/effects?provider=slack")).toBe(204);
    expect(await client.forget("/_twin/requests?provider=resend")).toBe(204);
    expect((await client.effects()).map(({ provider }) => provider)).toEqual(["resend"]);
    expect((await client.exchanges()).map(({ provider }) => provider)).toEqual(["slack"]);
    await client.forget("/_twin/effects");
    await client.forget("/_twin/requests");
    expect([await client.effects(), await client.exchanges()]).toEqual([[], []]);
  });

  it("take the idempotency keys with them, so that no answer names what is forgotten", async () => {
    const key = { "idempotency-key": "job_1" };
    const first = await goodCalls.resend(client, {}, key);
    await client.forget("/_twin/effects?provider=resend");
    const second = await goodCalls.resend(client, {}, key);
    expect(second.json.id).not.toBe(first.json.id);
    expect((await client.effects()).map(({ id }) => id)).toEqual([second.json.id]);
  });

  it("are refused for a provider that does not answer", async () => {
    const { status, json } = await client.request("GET", "/_twin/effects?provider=github");
    expect([status, json.error]).toEqual([422, expect.stringContaining("Known: stripe")]);
  });

  it("stay out of reach of orders that a web page could post", async () => {
    const answer = await client.request("POST", "/_twin/faults", {
      headers: { "content-type": "text/plain" },
      json: { provider: "resend", kind: "reset" },
    });
    expect(answer.status).toBe(415);
  });
});

describe("GET /_twin/apis", () => {
  it("names every provider with its routes and what checks them", async () => {
    const { json } = await client.request("GET", "/_twin/apis");
    expect(json).toMatchObject({
      data: expect.arrayContaining([
        expect.objectContaining({
          provider: "stripe",
          origin: "https://api.stripe.com",
          routes: expect.arrayContaining([{ call: "POST /v1/customers", checkedBy: "rules" }]),
        }),
      ]),
      faults: { hang: expect.any(String) },
    });
  });
});
