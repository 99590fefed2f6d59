import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunningTwin, startTwin } from "./server.ts";
import { type Receiver, startReceiver } from "./support/receiver.ts";

let twin: RunningTwin;
let receiver: Receiver;

beforeEach(async () => {
  twin = await startTwin();
  receiver = await startReceiver();
});

afterEach(async () => {
  await twin.close();
  await receiver.close();
});

async function call(path: string, body?: unknown, contentType = "application/json") {
  const init = { method: "POST", headers: { "content-type": contentType }, body: JSON.stringify(body) };
  const response = await fetch(`${twin.url}${path}`, body === undefined ? {} : init);
  return { status: response.status, json: (await response.json()) as unknown };
}

const order = (changes: object = {}) => ({
  provider: "github",
  type: "push",
  to: receiver.url,
  secret: "geheim",
  ...changes,
});

describe("the twin's control API", () => {
  it("says what it is", async () => {
    expect(await call("/")).toMatchObject({
      status: 200,
      json: {
        calls: { "GET /_twin/log": expect.any(String), "POST /_twin/faults": expect.any(String) },
        apis: { "/resend": "https://api.resend.com" },
      },
    });
  });

  it("lists senders with their types, and the scheme of the one that has no prescribed one", async () => {
    const { json } = await call("/_twin/senders");
    expect(json).toMatchObject({
      data: expect.arrayContaining([
        expect.objectContaining({ provider: "stripe", scheme: null }),
        expect.objectContaining({ provider: "custom", scheme: expect.objectContaining({ kind: "hmac" }) }),
      ]),
    });
  });

  it("sends and answers with what came back", async () => {
    const answer = await call("/_twin/send", order({ count: 3, rate: 100 }));
    expect(answer).toEqual({ status: 200, json: { sent: 3, statuses: { "200": 3 } } });
    expect(receiver.received.length).toBe(3);
  });

  it("sends in the background when asked, and logs what was sent without the secret", async () => {
    const answer = await call(
      "/_twin/send",
      order({ count: 2, duplicate: 1, background: true, mischief: "forge" }),
    );
    expect(answer).toEqual({ status: 202, json: { accepted: 4 } });
    await expect.poll(async () => (await call("/_twin/log")).json).toMatchObject({ data: { length: 4 } });
    const { json } = await call("/_twin/log?limit=1");
    expect(json).toMatchObject({
      data: [{ provider: "github", type: "push", status: 200, mischief: "forge", body: '{"received":true}' }],
    });
    expect(JSON.stringify(json)).not.toContain("geheim");
  });

  it("logs a background order that could not be signed", async () => {
    await call("/_twin/send", order({ provider: "sendgrid", type: "batch", background: true }));
    await expect
      .poll(async () => (await call("/_twin/log")).json)
      .toMatchObject({
        data: [{ provider: "sendgrid", status: null, error: expect.stringContaining("private key") }],
      });
  });

  it.each([
    ["an unknown provider", { provider: "paypal" }, "Known: stripe"],
    ["an unknown type", { type: "nope" }, "pull_request.opened"],
    ["an address that is none", { to: "x" }, "to: must be"],
    ["a field that it does not know", { colour: "red" }, "colour"],
    ["a background that is no boolean", { background: "yes" }, "background"],
  ])("refuses %s with the reason", async (_what, changes, reason) => {
    const answer = await call("/_twin/send", order(changes));
    expect(answer).toEqual({ status: 422, json: { error: expect.stringContaining(reason) } });
    expect(receiver.received.length).toBe(0);
  });

  it("refuses what is not JSON with the reason", async () => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: "{provider" };
    const response = await fetch(`${twin.url}/_twin/send`, init);
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({ error: "the order is not JSON" });
  });

  it("refuses an order that a web page could post without asking", async () => {
    expect((await call("/_twin/send", order(), "text/plain")).status).toBe(415);
  });

  it("answers 404 for a path that it has not", async () => {
    expect((await call("/github/user")).status).toBe(404);
  });

  it("stops a background order when it closes", async () => {
    const slow = await startTwin();
    const init = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(order({ count: 1000, rate: 20, background: true })),
    };
    await fetch(`${slow.url}/_twin/send`, init);
    await slow.close();
    const before = receiver.received.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(receiver.received.length).toBeLessThanOrEqual(before + 1);
  });
});
