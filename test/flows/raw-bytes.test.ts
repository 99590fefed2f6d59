import { describe, expect, it } from "vitest";
import { TestPlatform } from "../support/platform.ts";
import { bytes } from "../support/sign.ts";
import { createEndpoint, events, push, rawBytes } from "../support/webhooks.ts";

const KILOBYTE = 1_000;

function padded(size: number, text = "x"): Uint8Array<ArrayBuffer> {
  const frame = '{"pad":""}';
  return bytes(
    `{"pad":"${text.repeat(Math.ceil(size / bytes(text).length)).slice(0, size - frame.length)}"}`,
  );
}

describe("the bytes received", () => {
  it.each([
    ["white space and a CRLF tail", bytes('{ "a" :1 }\r\n')],
    ["a byte order mark", bytes('\ufeff{"a":1}')],
    ["duplicate keys", bytes('{"a":1,"a":2}')],
    ["an integer above 2^53", bytes('{"a":9007199254740993}')],
    ["text that is not in NFC", bytes('{"a":"e\u0301"}')],
    ["an escaped NUL", bytes('{"a":"\\u0000"}')],
  ])("come back byte for byte with %s", async (_, body) => {
    const platform = new TestPlatform();
    const { key } = await platform.organization();
    const endpoint = await createEndpoint(platform, key);
    expect((await push(platform, endpoint, body)).status).toBe(200);
    await platform.drain();
    const [event] = await events(platform, key);
    expect(event).toMatchObject({ type: "github.push", status: "processed" });
    expect(await rawBytes(platform, key, event?.id ?? "")).toEqual(body);
  });

  it.each([
    ["bytes that are not UTF-8", new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])],
    ["NUL bytes", new Uint8Array([0x7b, 0x00, 0x7d])],
    ["no JSON", bytes("Hello, World!")],
    ["nothing at all", bytes("")],
  ])("are kept as an unparsed event when the signature holds over %s", async (_, body) => {
    const platform = new TestPlatform();
    const { key } = await platform.organization();
    const endpoint = await createEndpoint(platform, key);
    expect((await push(platform, endpoint, body)).status).toBe(200);
    await platform.drain();
    const [event] = await events(platform, key);
    expect(event).toMatchObject({
      type: "github.unparsed",
      status: "processed",
      data: null,
      data_base64: btoa(String.fromCharCode(...body)),
    });
    expect(await rawBytes(platform, key, event?.id ?? "")).toEqual(body);
  });

  it.each([
    ["127 KB", padded(127 * KILOBYTE)],
    ["129 KB", padded(129 * KILOBYTE)],
    ["120 KB of two-byte letters", padded(60 * KILOBYTE, "ë")],
    ["300 KB", padded(300 * KILOBYTE)],
    ["1 MB", padded(1_000 * KILOBYTE)],
  ])("are taken whole at %s, whatever a queue's message holds", async (_, body) => {
    const platform = new TestPlatform();
    const { key } = await platform.organization();
    const endpoint = await createEndpoint(platform, key);
    const response = await push(platform, endpoint, body);
    expect(response.status).toBe(200);
    const { id } = await response.json<{ id: string }>();
    expect(await platform.drain()).toBe(1);
    expect(await rawBytes(platform, key, id)).toEqual(body);
    const { body: event } = await platform.call<{ data: { pad: string } }>("GET", `/v1/events/${id}`, {
      token: key,
    });
    expect(event.data).toEqual(JSON.parse(new TextDecoder().decode(body)));
  });

  it("are taken up to 25 MB, and refused with 413 one byte above, also without a declared length", async () => {
    const platform = new TestPlatform();
    const { key } = await platform.organization();
    const endpoint = await createEndpoint(platform, key, { provider: "custom", verification: "none" });
    const send = (body: BodyInit) => platform.fetch(endpoint.path, { method: "POST", body });
    const limit = new Uint8Array(25_000_000);
    expect((await send(limit)).status).toBe(200);
    const above = new Uint8Array(25_000_001);
    for (const body of [above, new Blob([above]).stream()]) {
      const refused = await send(body);
      expect(refused.status).toBe(413);
      expect(await refused.json()).toMatchObject({ code: "body_too_large" });
    }
    expect(platform.queue.sent).toHaveLength(1);
  });
});
