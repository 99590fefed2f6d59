import { afterEach, describe, expect, it, vi } from "vitest";
import { valueAt } from "../../../shared/signatures/json-pointer.ts";
import { openRequest } from "../../../shared/signatures/read.ts";
import type { Sources } from "../../../shared/signatures/scheme.ts";
import { type RequestParts, signedRequest } from "./verify.ts";

function read(sources: Sources, parts: RequestParts): string | null {
  return openRequest(signedRequest(parts)).read(sources);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("A source", () => {
  it("is read from a header, a query parameter, a form field or a JSON value", () => {
    expect(read({ header: "x-id" }, { headers: { "X-Id": "1" } })).toBe("1");
    expect(read({ query: "a" }, { url: "https://example.com/?b=1&a=2%203" })).toBe("2 3");
    expect(read({ form: "a b" }, { body: "x=1&a+b=%C3%AB&a+b=2" })).toBe("ë");
    expect(read({ json: "/a/1" }, { body: '{"a":["x","y"]}' })).toBe("y");
  });

  it("is the first of several that is present, even if empty", () => {
    const sources = [{ header: "svix-id" }, { header: "webhook-id" }];
    expect(read(sources, { headers: { "webhook-id": "w" } })).toBe("w");
    expect(read(sources, { headers: { "webhook-id": "w", "svix-id": "" } })).toBe("");
    expect(read(sources, {})).toBeNull();
  });

  it.each([
    ["a string", '"v"', "v"],
    ["an integer", "1767225600000", "1767225600000"],
    ["a fraction", "1.5", "1.5"],
    ["a boolean", "true", "true"],
    ["an empty string", '""', ""],
    ["null", "null", null],
    ["an object", "{}", null],
    ["an array", '["v"]', null],
    ["an integer that loses digits when parsed", "9007199254740993", null],
  ])("in JSON that is %s reads as it should", (_title, json, text) => {
    expect(read({ json: "/v" }, { body: `{"v":${json}}` })).toBe(text);
  });

  it("is absent from a body that cannot be parsed", () => {
    const invalid = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
    for (const body of ["", "{", "a=1", "[".repeat(1_000_000), invalid]) {
      expect(read({ json: "/a" }, { body })).toBeNull();
    }
    expect(read({ form: "a" }, { body: "a=%FF" })).toBeNull();
    expect(read({ form: "a" }, { body: "x&".repeat(1001) })).toBeNull();
  });

  it("is absent from JSON above 5 MiB, which is not parsed before a signature held", () => {
    const body = (bytes: number) => `{"a":1,"b":"${"x".repeat(bytes - 14)}"}`;
    expect(body(100)).toHaveLength(100);
    expect(read({ json: "/a" }, { body: body(5 * 1024 * 1024) })).toBe("1");
    expect(read({ json: "/a" }, { body: body(5 * 1024 * 1024 + 1) })).toBeNull();
  });

  it("makes the body be parsed once, and only if it lies there", () => {
    const parse = vi.spyOn(JSON, "parse");
    const reader = openRequest(signedRequest({ headers: { "x-id": "1" }, body: '{"a":"1","b":"2"}' }));
    reader.read({ header: "x-id" });
    expect(parse).toHaveBeenCalledTimes(0);
    expect([reader.read({ json: "/a" }), reader.read({ json: "/b" }), reader.read({ json: "/c" })]).toEqual([
      "1",
      "2",
      null,
    ]);
    expect(parse).toHaveBeenCalledTimes(1);
  });
});

describe("A JSON pointer", () => {
  // RFC 6901 section 5
  const document: unknown = JSON.parse(
    String.raw`{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}`,
  );

  it.each([
    ["", document],
    ["/foo", ["bar", "baz"]],
    ["/foo/0", "bar"],
    ["/", 0],
    ["/a~1b", 1],
    ["/c%d", 2],
    ["/e^f", 3],
    ["/g|h", 4],
    ["/i\\j", 5],
    ['/k"l', 6],
    ["/ ", 7],
    ["/m~0n", 8],
  ])("%j leads where RFC 6901 says", (pointer, value) => {
    expect(valueAt(document, pointer)).toEqual(value);
  });

  it.each([
    "foo",
    "/foo/2",
    "/foo/-",
    "/foo/01",
    "/foo/-1",
    "/foo/1e0",
    "/foo/length",
    "/foo/0/0",
    "/missing/deeper",
    "/constructor",
    "/__proto__",
    "/toString/name",
  ])("%j leads nowhere", (pointer) => {
    expect(valueAt(document, pointer)).toBeUndefined();
  });

  it("with an escape that RFC 6901 does not know leads nowhere, even to a name spelt so", () => {
    expect(valueAt({ "m~2n": 1, "m~": 2 }, "/m~2n")).toBeUndefined();
    expect(valueAt({ "m~2n": 1, "m~": 2 }, "/m~")).toBeUndefined();
  });

  it("unescapes ~01 to ~1, not to a slash", () => {
    expect(valueAt({ "~1": "tilde", "/": "slash" }, "/~01")).toBe("tilde");
  });
});
