import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesToUtf8, utf8ToBytes } from "../../../shared/crypto/bytes.ts";
import { parseMultipart } from "../../../shared/signatures/multipart.ts";

function fieldsOf(contentType: string, body: string | Uint8Array) {
  const bytes = typeof body === "string" ? utf8ToBytes(body) : body;
  const fields = parseMultipart(contentType, bytes);
  return fields?.map(({ name, value }) => [bytesToUtf8(name), bytesToUtf8(value)]) ?? null;
}

const TYPE = "multipart/form-data; boundary=xYz";
const part = (name: string, value: string) =>
  `--xYz\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: text/plain\r\n\r\n${value}\r\n`;

describe("A multipart form", () => {
  it("has its fields in the order sent", () => {
    const body = `${part("json", '{"a":"Zoë"}')}${part("empty", "")}${part("lines", "a\r\n--x\r\nb")}--xYz--\r\n`;
    const fields = [
      ["json", '{"a":"Zoë"}'],
      ["empty", ""],
      ["lines", "a\r\n--x\r\nb"],
    ];
    expect(fieldsOf(TYPE, body)).toEqual(fields);
    expect(fieldsOf('Multipart/Form-Data; charset=utf-8; boundary="xYz"', body)).toEqual(fields);
    expect(fieldsOf(TYPE, `preamble\r\n${body}`)).toEqual(fields);
  });

  it("is what the platform's own FormData writes", async () => {
    const names = fc.stringMatching(/^[a-z]{1,8}$/);
    const entries = fc.array(fc.tuple(names, fc.stringMatching(/^[\x20-\x7eë]{0,30}$/)), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(entries, async (given) => {
        const form = new FormData();
        for (const [name, value] of given) {
          form.append(name, value);
        }
        const response = new Response(form);
        const type = response.headers.get("content-type") ?? "";
        expect(fieldsOf(type, new Uint8Array(await response.arrayBuffer()))).toEqual(given);
      }),
      { numRuns: 50 },
    );
  });

  it("is none where it is another type, cut short or malformed", () => {
    const whole = `${part("a", "1")}--xYz--`;
    for (const type of ["", "application/json", "multipart/form-data", "multipart/mixed; boundary=xYz"]) {
      expect(fieldsOf(type, whole)).toBeNull();
    }
    for (const body of [
      "",
      part("a", "1"),
      whole.slice(0, 30),
      "--xYz\r\n\r\nx\r\n--xYz--",
      "--xYz\r\nno end\r\n--xYz--",
    ]) {
      expect(fieldsOf(TYPE, body)).toBeNull();
    }
    expect(fieldsOf(TYPE, `${part("a", "1").repeat(1001)}--xYz--`)).toBeNull();
  });

  it("never throws, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.uint8Array(), (type, body) => {
        parseMultipart(type, body);
        parseMultipart(TYPE, body);
      }),
    );
  });
});
