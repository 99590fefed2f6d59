import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBody, storableHeaders } from "../../shared/http.ts";

const LIMIT = 10_000;

/** A request whose body comes in these chunks, without a declared length. */
function chunked(chunks: readonly Uint8Array[]): Request {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) {
        controller.enqueue(chunk);
      }
      controller.close();
    },
  });
  return new Request("https://causeway.test/", { method: "POST", body });
}

function post(body: Uint8Array, headers: Record<string, string> = {}): Request {
  return new Request("https://causeway.test/", { method: "POST", body, headers });
}

describe("a body read with a limit", () => {
  it.each([0, 1, LIMIT - 1, LIMIT])("of %d bytes is taken whole, with and without a length", async (size) => {
    const bytes = crypto.getRandomValues(new Uint8Array(size));
    for (const request of [post(bytes), chunked([bytes]), post(bytes, { "content-length": String(size) })]) {
      expect(await readBody(request, LIMIT)).toEqual({ ok: true, bytes });
    }
  });

  it.each([LIMIT + 1, 2 * LIMIT, 3 * LIMIT])("of %d bytes is refused, never cut", async (size) => {
    const bytes = new Uint8Array(size);
    const halves = [bytes.subarray(0, LIMIT), bytes.subarray(LIMIT)];
    for (const request of [post(bytes), chunked(halves), post(bytes, { "content-length": "1" })]) {
      expect(await readBody(request, LIMIT)).toEqual({ ok: false });
    }
  });

  it("is the same however it is cut into chunks, and no view of a larger buffer", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 6 }), async (chunks) => {
        const whole = new Uint8Array(await new Blob(chunks).arrayBuffer());
        const body = await readBody(chunked(chunks), LIMIT);
        expect(body).toEqual(whole.byteLength > LIMIT ? { ok: false } : { ok: true, bytes: whole });
        if (body.ok) {
          expect(body.bytes.buffer.byteLength).toBe(whole.byteLength);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("is empty where there is none", async () => {
    const body = await readBody(new Request("https://causeway.test/"), LIMIT);
    expect(body).toEqual({ ok: true, bytes: new Uint8Array() });
  });

  it("of an endless sender is given up at four times the limit", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1_000;
        controller.enqueue(new Uint8Array(1_000));
      },
    });
    const request = new Request("https://causeway.test/", { method: "POST", body: endless });
    expect(await readBody(request, LIMIT)).toEqual({ ok: false });
    expect(sent).toBeGreaterThan(4 * LIMIT);
    expect(sent).toBeLessThan(5 * LIMIT);
  });
});

describe("the headers that are stored", () => {
  const names = (headers: Record<string, string>, secret: readonly string[] = []) =>
    storableHeaders(new Headers(headers), new Set(secret)).map(([name]) => name);

  it.each([
    "Authorization",
    "Proxy-Authorization",
    "Cookie",
    "X-Api-Key",
    "Api-Key",
    "X-Auth-Token",
    "X-Gitlab-Token",
    "X-Goog-Channel-Token",
    "X-Telegram-Bot-Api-Secret-Token",
    "X-Webhook-Secret",
    "CF-Connecting-IP",
    "CF-Ray",
    "X-Forwarded-For",
    "X-Real-IP",
    "True-Client-IP",
    "Forwarded",
  ])("are without %s", (name) => {
    expect(names({ [name]: "value", accept: "*/*" })).toEqual(["accept"]);
  });

  it.each([
    "stripe-signature",
    "x-hub-signature-256",
    "svix-id",
    "webhook-signature",
    "x-github-delivery",
    "i-twilio-idempotency-token",
    "x-slack-request-timestamp",
    "content-type",
    "user-agent",
  ])("are with %s, which is evidence or identity", (name) => {
    expect(names({ [name]: "value" })).toEqual([name]);
  });

  it("are without what this sender's scheme calls a secret", () => {
    expect(names({ "X-Acme": "value", "X-Other": "value" }, ["x-acme"])).toEqual(["x-other"]);
  });

  it("are without the longest ones where all are too long for a queue message", () => {
    const long = { "x-a": "a".repeat(15_000), "x-b": "b".repeat(14_000), "x-c": "c".repeat(9_000) };
    expect(names({ ...long, "x-github-delivery": "1" })).toEqual(["x-b", "x-c", "x-github-delivery"]);
    expect(names({ "x-a": "a".repeat(23_000) })).toEqual(["x-a"]);
  });
});
