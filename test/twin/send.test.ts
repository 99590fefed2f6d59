import { afterEach, describe, expect, it } from "vitest";
import { runSend } from "./command.ts";
import { findSender } from "./registry.ts";
import type { HeaderFields } from "./sender.ts";
import { holds } from "./support/checks.ts";
import { type Received, type Receiver, startReceiver } from "./support/receiver.ts";

let receiver: Receiver | undefined;

afterEach(async () => {
  await receiver?.close();
  receiver = undefined;
});

async function receive(status?: (index: number) => number): Promise<Receiver> {
  receiver = await startReceiver(status);
  return receiver;
}

async function send(...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runSend(argv, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

/** Whether it arrived rightly signed, over the wire and all. */
function arrivedSigned(provider: string, received: Received, url: string, secret: string): boolean {
  const headers: HeaderFields = Object.fromEntries(
    Object.entries(received.headers).map(([name, value]) => [name, String(value)]),
  );
  const request = { url: new URL(received.path, url).href, headers, body: Uint8Array.from(received.body) };
  return holds(provider, request, secret, Date.now());
}

describe("npm run send", () => {
  it.each([
    ["stripe", "invoice.payment_failed"],
    ["github", "push"],
    ["slack", "block_actions"],
    ["twilio", "message.received"],
    ["twilio", "com.twilio.messaging.message.delivered"],
    ["resend", "email.bounced"],
    ["sendgrid", "batch"],
    ["custom", "order.created"],
  ])("delivers %s %s rightly signed and answers 0", async (provider, type) => {
    const { url, received } = await receive();
    const { secret, signingKey } = findSender(provider).newSecret();
    const { code, out } = await send(provider, type, "--to", url, "--secret", signingKey, "--count", "2");
    expect(code).toBe(0);
    expect(out).toContain("sent 2: 200 × 2");
    expect(received.map((one) => arrivedSigned(provider, one, url, secret))).toEqual([true, true]);
  });

  it("prints a line per request with its status, event id and answer", async () => {
    const { url, received } = await receive();
    const { out } = await send("github", "ping", "--to", url, "--secret", "s");
    const id = received[0]?.headers["x-github-delivery"];
    expect(out).toMatch(new RegExp(`^1 {2}200 {2}\\d+ ms {2}${id} {2}\\{"received":true\\}\\n`));
  });

  it("answers 1 when one of the answers is not 2xx, and follows no redirect", async () => {
    const { url, received } = await receive((index) => (index === 1 ? 302 : 200));
    const { code, out } = await send("custom", "order.created", "--to", url, "--secret", "s", "--count", "3");
    expect(code).toBe(1);
    expect(out).toContain("200 × 2, 302 × 1");
    expect(received.length).toBe(3);
  });

  it("answers 1 and says why when nobody listens", async () => {
    const { url, close } = await startReceiver();
    await close();
    const { code, out } = await send("custom", "order.created", "--to", url, "--secret", "s");
    expect(code).toBe(1);
    expect(out).toContain("ECONNREFUSED");
    expect(out).toContain("error × 1");
  });

  it("sends duplicates with the same id and body", async () => {
    const { url, received } = await receive();
    await send("custom", "order.created", "--to", url, "--secret", "s", "--count", "2", "--duplicate", "2");
    const ids = received.map((one) => one.headers["x-event-id"]);
    expect(ids.length).toBe(6);
    expect(new Set(ids).size).toBe(2);
    expect(received[1]?.body).toEqual(received[0]?.body);
  });

  it("keeps to the rate", async () => {
    const { url } = await receive();
    const started = performance.now();
    await send("custom", "order.created", "--to", url, "--secret", "s", "--count", "6", "--rate", "20");
    expect(performance.now() - started).toBeGreaterThanOrEqual(245);
  });

  it.each([["--forge"], ["--stale"], ["--mischief=tamper"]])("makes %s fail the check", async (flag) => {
    const { url, received } = await receive();
    const { secret, signingKey } = findSender("slack").newSecret();
    await send("slack", "message", "--to", url, "--secret", signingKey, flag);
    expect(received.map((one) => arrivedSigned("slack", one, url, secret))).toEqual([false]);
  });

  it("pads to the kilobytes asked for and lays --data over the payload", async () => {
    const { url, received } = await receive();
    const data = '{"data":{"object":{"amount_due":7}}}';
    await send("stripe", "invoice.paid", "--to", url, "--secret", "s", "--kilobytes", "30", "--data", data);
    expect(received[0]?.body.length).toBe(30_720);
    expect(JSON.parse(received[0]?.body.toString() ?? "")).toMatchObject({
      data: { object: { amount_due: 7 } },
    });
  });

  it("prints a pair of keys that belong together", async () => {
    const { out } = await send("sendgrid", "--new-key");
    const [, publicKey, privateKey] = /its secret\): (\S+)\nprivate key \(--secret\): (\S+)$/.exec(out) ?? [];
    const { url, received } = await receive();
    expect((await send("sendgrid", "batch", "--to", url, "--secret", privateKey ?? "")).code).toBe(0);
    expect(received.map((one) => arrivedSigned("sendgrid", one, url, publicKey ?? ""))).toEqual([true]);
  });

  it("lists providers and types, and explains itself", async () => {
    const { code, out } = await send("--list");
    expect(code).toBe(0);
    expect(out).toContain("invoice.payment_failed");
    expect((await send("--help")).out).toContain("--duplicate N");
  });
});

describe("a mistake in the command", () => {
  it.each([
    ["no provider", [], "--list"],
    ["an unknown provider", ["paypal", "x"], "Known: stripe, github"],
    ["no type", ["stripe"], "invoice.payment_failed"],
    [
      "an unknown type",
      ["github", "x", "--to", "http://127.0.0.1:9/", "--secret", "s"],
      "pull_request.opened",
    ],
    ["no --to", ["github", "ping"], "POST /v1/endpoints"],
    ["no --secret", ["github", "ping", "--to", "http://127.0.0.1:9/"], "the webhook's secret"],
    [
      "an address that is none",
      ["github", "ping", "--to", "localhost:1", "--secret", "s"],
      "to: must be an http",
    ],
    [
      "a count that is no number",
      ["github", "ping", "--to", "http://127.0.0.1:9/", "--secret", "s", "--count", "x"],
      "--count",
    ],
    [
      "a count that is not whole",
      ["github", "ping", "--to", "http://127.0.0.1:9/", "--secret", "s", "--count", "1.5"],
      "whole number",
    ],
    [
      "data that is not JSON",
      ["github", "ping", "--to", "http://127.0.0.1:9/", "--secret", "s", "--data", "{"],
      "--data: not JSON",
    ],
    [
      "an unknown mischief",
      ["github", "ping", "--to", "http://127.0.0.1:9/", "--secret", "s", "--mischief", "x"],
      "one of repeat",
    ],
    [
      "two kinds of mischief",
      ["slack", "message", "--to", "http://127.0.0.1:9/", "--secret", "s", "--forge", "--stale"],
      "one mischief",
    ],
    [
      "mischief that means nothing",
      ["github", "ping", "--to", "http://127.0.0.1:9/", "--secret", "s", "--stale"],
      "Possible: repeat",
    ],
    ["an unknown option", ["github", "ping", "--nope"], "--help explains"],
    ["a word too many", ["github", "ping", "pong"], "not understood: pong"],
    [
      "a public key for sendgrid",
      ["sendgrid", "batch", "--to", "http://127.0.0.1:9/", "--secret", "MFkw"],
      "private key",
    ],
  ])("answers 2 and says what to do: %s", async (_what, argv, message) => {
    const { code, err, out } = await send(...argv);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
  });
});
