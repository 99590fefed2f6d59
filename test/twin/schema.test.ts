import { describe, expect, it } from "vitest";
import { decodeForm, typeForm } from "./api/form.ts";
import { flawsOf, type LookUp, type Schema } from "./api/schema.ts";

const noReferences: LookUp = (ref) => {
  throw new Error(`no ${ref}`);
};

const say = (value: unknown, schema: Schema): string[] =>
  flawsOf(value, schema, noReferences).map(({ kind, path, says }) => `${kind} ${path.join(".")}: ${says}`);

describe("the check of parameters", () => {
  it.each<[string, unknown, Schema, string[]]>([
    ["a type", 1, { type: "string" }, ["wrong : must be of type string"]],
    ["null where it may be", null, { type: "string", nullable: true }, []],
    ["null where it may not be", null, { type: "string" }, ["wrong : must be of type string"]],
    ["one of several types", null, { type: ["integer", "null"] }, []],
    ["a list of values", "c", { enum: ["a", "b"] }, ["wrong : must be one of a, b"]],
    ["a length", "abc", { maxLength: 2 }, ["wrong : must have 0 to 2 characters"]],
    ["a pattern", "abc", { pattern: "^\\d+$" }, ["wrong : must match ^\\d+$"]],
    ["a number's size", 0, { minimum: 1, maximum: 9 }, ["wrong : must be from 1 to 9"]],
    ["a number of items", [], { minItems: 1, maxItems: 2 }, ["wrong : must have 1 to 2 items"]],
    ["the items", [1, "x"], { items: { type: "integer" } }, ["wrong 1: must be of type integer"]],
    [
      "members",
      { b: 1, c: 1 },
      { required: ["a"], properties: { a: {}, b: { type: "string" } } },
      ["missing a: is required", "wrong b: must be of type string", "unknown c: is not known"],
    ],
    ["members of any name", { a: 1 }, { type: "object" }, []],
    [
      "members of a type",
      { a: 1 },
      { additionalProperties: { type: "string" } },
      ["wrong a: must be of type string"],
    ],
    [
      "no name of Object's prototype",
      { constructor: 1 },
      { properties: {} },
      ["unknown constructor: is not known"],
    ],
    [
      "all of several",
      {},
      { allOf: [{ required: ["a"] }, { required: ["b"] }] },
      ["missing a: is required", "missing b: is required"],
    ],
    [
      "the variant of the value's type",
      [],
      { oneOf: [{ type: "string" }, { type: "array", minItems: 1 }] },
      ["wrong : must have 1 to Infinity items"],
    ],
    ["any variant", 1, { anyOf: [{ type: "string" }, { type: "integer" }] }, []],
  ])("covers %s", (_what, value, schema, flaws) => {
    expect(say(value, schema)).toEqual(flaws);
  });
});

describe("a form", () => {
  const read = (text: string, schema: Schema = {}): unknown =>
    typeForm(decodeForm(new URLSearchParams(text)), schema, noReferences);

  it("is read with its brackets and repeated names", () => {
    expect(read("a=1&b[c][d]=2&b[c][e]=3&f[]=4&f[]=5&g=6&g=7&h%3E=8&i]=9")).toEqual({
      a: "1",
      b: { c: { d: "2", e: "3" } },
      f: ["4", "5"],
      g: ["6", "7"],
      "h>": "8",
      "i]": "9",
    });
  });

  it("gets the types that the schema has for its texts", () => {
    const schema: Schema = {
      type: "object",
      properties: {
        whole: { type: "integer" },
        part: { type: "number" },
        flag: { type: "boolean" },
        text: { type: "string" },
        list: { type: "array", items: { type: "integer" } },
        rows: { type: "array", items: { properties: { n: { type: "integer" } } } },
        either: { oneOf: [{ type: "boolean" }, { type: "string" }] },
      },
    };
    const text = "whole=-5&part=1.5&flag=true&text=7&list=1&rows[0][n]=1&rows[1][n]=2&either=true";
    expect(read(text, schema)).toEqual({
      whole: -5,
      part: 1.5,
      flag: true,
      text: "7",
      list: [1],
      rows: [{ n: 1 }, { n: 2 }],
      either: true,
    });
    expect(read("whole=1.5&flag=yes", schema)).toEqual({ whole: "1.5", flag: "yes" });
  });

  it("reaches no prototype", () => {
    read("__proto__[polluted]=1&constructor[prototype][polluted]=1");
    expect(Object(null).polluted).toBeUndefined();
  });
});
