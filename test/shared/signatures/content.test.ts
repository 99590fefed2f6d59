import { describe, expect, it } from "vitest";
import { bytesToHex, utf8ToBytes } from "../../../shared/crypto/bytes.ts";
import { hmac } from "../../../shared/signatures/algorithms.ts";
import { describeContent } from "../../../shared/signatures/content.ts";
import type { SchemeInput } from "../../../shared/signatures/scheme.ts";
import { SECRET } from "./vectors/vector.ts";
import { type RequestParts, verdictOn } from "./verify.ts";

type Content = Extract<SchemeInput, { kind: "hmac" }>["content"];

/** The verdict on a request whose signature covers exactly `text`. */
async function verdictWhenSigned(content: Content, text: string, parts: RequestParts) {
  const signature = bytesToHex(await hmac("sha256", utf8ToBytes(SECRET), utf8ToBytes(text)));
  return verdictOn(
    {
      scheme: {
        kind: "hmac",
        algorithm: "sha256",
        signature: { from: { header: "x-signature" }, encoding: "hex" },
        content,
      },
      secret: SECRET,
    },
    { ...parts, headers: { "x-signature": signature, ...parts.headers } },
  );
}

describe("Signed content", () => {
  it.each<[title: string, content: Content, text: string, parts: RequestParts]>([
    ["a literal", ["a", "ë"], "aë", {}],
    ["the method", [{ method: true }], "PUT", { method: "PUT" }],
    [
      "a header",
      [{ value: { header: "x-id" } }, { body: "raw" }],
      "7{}",
      { headers: { "x-id": "7" }, body: "{}" },
    ],
    ["the default of a header that is absent", [{ value: { header: "x-id" }, default: "-" }], "-", {}],
    [
      "a present empty value rather than its default",
      [{ value: { json: "/a" }, default: "-" }, "."],
      ".",
      { body: '{"a":""}' },
    ],
    ["the secret", [{ secret: true }, { body: "raw" }], `${SECRET}{}`, { body: "{}" }],
    ["joined parts", [{ join: "--", of: ["a", { body: "raw" }, "c"] }, "d"], "a--b--cd", { body: "b" }],
    ["one joined part", [{ join: "--", of: ["a"] }], "a", {}],
    ["the form", [{ formSorted: true }], "a2b1", { body: "b=1&a=2" }],
    [
      "the URL as it is",
      [{ url: "registered" }],
      "https://h.example/x%2Fy?a=%3a",
      { url: "https://h.example/x%2Fy?a=%3a" },
    ],
    [
      "the URL with escapes decoded",
      [{ url: "registered", decode: ["%3A"] }],
      "https://h.example/x%2Fy?a=:",
      { url: "https://h.example/x%2Fy?a=%3a" },
    ],
    ["nothing but an empty body", [{ body: "raw" }], "", {}],
  ])("holds %s", async (_title, content, text, parts) => {
    expect(await verdictWhenSigned(content, text, parts)).toMatchObject({ ok: true });
    expect(await verdictWhenSigned(content, `${text}x`, parts)).toMatchObject({
      reason: "invalid_signature",
    });
  });

  it("is over the bytes of a body that is not UTF-8", async () => {
    const headers = { "x-signature": "cd75137d5aafd102ff663b30b05ca896d55f7f990e609fa794820f415e4094f3" };
    const scheme: SchemeInput = {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "x-signature" }, encoding: "hex" },
      content: [{ body: "raw" }],
    };
    const bytes = [0x7b, 0xff, 0xfe, 0x00, 0x80, 0x0d, 0x0a, 0xc3, 0x28];
    expect(
      await verdictOn({ scheme, secret: SECRET }, { headers, body: new Uint8Array(bytes) }),
    ).toMatchObject({
      ok: true,
    });
    const other = new Uint8Array(bytes).with(1, 0xfd);
    expect(await verdictOn({ scheme, secret: SECRET }, { headers, body: other })).toMatchObject({
      reason: "invalid_signature",
    });
  });

  it("that lacks a value is refused by that value's name", async () => {
    const content: Content = [
      { join: ".", of: [{ value: [{ header: "x-id" }, { form: "id" }] }, { body: "raw" }] },
    ];
    expect(await verdictWhenSigned(content, "", { body: "a=1" })).toMatchObject({
      reason: "header_missing",
      step: "header",
      expected: 'header "x-id" or form field "id"',
    });
  });

  it("that has too many form fields is malformed", async () => {
    expect(await verdictWhenSigned([{ formSorted: true }], "", { body: "a&".repeat(1001) })).toMatchObject({
      reason: "header_malformed",
      expected: "a form of at most 1000 fields",
    });
  });

  it("is described in words", () => {
    expect(
      describeContent([
        "v0:",
        { timestamp: true },
        { join: ":", of: [{ body: "raw" }, { value: { query: "q" } }] },
        { url: "registered" },
        { method: true },
        { secret: true },
        { formSorted: true },
      ]),
    ).toBe(
      '"v0:", the timestamp, the raw body, ":", query parameter "q", the registered URL, the method, the secret, the sorted form',
    );
  });
});
