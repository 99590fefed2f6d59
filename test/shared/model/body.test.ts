import { describe, expect, it } from "vitest";
import { isForm, mediaType, readForm, readJson, readText, UnparsedBody } from "../../../shared/model/body.ts";

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe("content types", () => {
  it("are compared in lower case and without parameters", () => {
    expect(mediaType(" Application/JSON ; charset=utf-8")).toBe("application/json");
    expect(isForm("APPLICATION/X-WWW-FORM-URLENCODED;charset=UTF-8")).toBe(true);
    expect(isForm("multipart/form-data; boundary=x")).toBe(false);
    expect(isForm("")).toBe(false);
  });
});

describe("JSON bodies", () => {
  it("lose a byte order mark and nothing else", () => {
    expect(readText(bytes("\uFEFF\uFEFFa"))).toBe("\uFEFFa");
    expect(readJson(bytes('\uFEFF{"a":"ë"}'))).toEqual({ a: "ë" });
  });

  it("keep a member named __proto__ as data", () => {
    const value = readJson(bytes('{"__proto__":{"polluted":true}}'));
    expect(Object.keys(Object(value))).toEqual(["__proto__"]);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  it("do not parse when empty, cut short or not UTF-8", () => {
    for (const body of [bytes(""), bytes("{"), bytes("undefined"), Uint8Array.of(0x22, 0xeb, 0x22)]) {
      expect(() => readJson(body)).toThrow(UnparsedBody);
    }
  });

  it("do not parse when nested deeper than JSON.stringify can write again", () => {
    const open = String.raw`[{"a]\"[\\":`;
    const nested = (pairs: number) => bytes(`${open.repeat(pairs)}0${"}]".repeat(pairs)}`);
    expect(() => readJson(nested(250))).not.toThrow();
    expect(() => readJson(nested(251))).toThrow(UnparsedBody);
    expect(() => readJson(nested(500_000))).toThrow(UnparsedBody);
  });

  it("may hold any number of brackets side by side and within texts", () => {
    const text = String.raw`"[{\\"`;
    expect(readJson(bytes(`[${text}${`,${text},[{}]`.repeat(1000)}]`))).toHaveLength(2001);
  });

  it("say why they did not parse without quoting the body", () => {
    expect(() => readJson(bytes("card 4242"))).toThrow(/^the body is not JSON$/);
  });
});

describe("forms", () => {
  it("keep one value as text and several as a list in their order", () => {
    expect(readForm(bytes("a=1&b=x+y&a=%C3%AB&c&a="))).toEqual({ a: ["1", "ë", ""], b: "x y", c: "" });
  });

  it("keep a question mark that begins the first name", () => {
    expect(readForm(bytes("?a=1"))).toEqual({ "?a": "1" });
  });

  it("keep a field named __proto__ as data", () => {
    expect(Object.keys(readForm(bytes("__proto__=1")))).toEqual(["__proto__"]);
  });

  it("are empty for an empty body", () => {
    expect(readForm(bytes(""))).toEqual({});
  });

  it("do not parse when not UTF-8", () => {
    expect(() => readForm(Uint8Array.of(0x61, 0x3d, 0xeb))).toThrow(UnparsedBody);
  });
});
