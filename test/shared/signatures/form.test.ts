import { describe, expect, it } from "vitest";
import { bytesToUtf8, utf8ToBytes } from "../../../shared/crypto/bytes.ts";
import { MAX_FORM_FIELDS, parseForm, percentDecode, sortedForm } from "../../../shared/signatures/form.ts";

function sorted(form: string): string | null {
  const bytes = sortedForm(utf8ToBytes(form));
  return bytes === null ? null : bytesToUtf8(bytes);
}

describe("A sorted form", () => {
  it.each([
    ["names in byte order, not in that of any language", "b=1&a=2&B=3&A=4&_=5", "A4B3_5a2b1"],
    ["a shorter name before a longer one that begins with it", "ab=1&a=2", "a2ab1"],
    ["values of one name in order, equal ones once", "m=b&m=a&x=1&m=b", "mambx1"],
    ["a name without a value", "a=&b&c=1", "abc1"],
    ["the rest of a value behind its first equals sign", "a=b=c", "ab=c"],
    ["plus signs and escapes decoded once", "a=%2B1+%252B&b=%c3%ab", "a+1 %2Bbë"],
    ["a percent sign that begins no escape", "a=100%&b=%zz&c=%4", "a100%b%zzc%4"],
    ["nothing between two ampersands", "&&a=1&&", "a1"],
    ["nothing at all", "", ""],
  ])("has %s", (_title, form, text) => {
    expect(sorted(form)).toBe(text);
  });

  it("keeps bytes that are not UTF-8", () => {
    expect(sortedForm(utf8ToBytes("a=%FF%FE"))).toEqual(new Uint8Array([0x61, 0xff, 0xfe]));
    expect(sortedForm(new Uint8Array([0x61, 0x3d, 0x80]))).toEqual(new Uint8Array([0x61, 0x80]));
  });

  it("is refused whole above its number of fields, rather than cut short", () => {
    const fields = (count: number) =>
      utf8ToBytes(Array.from({ length: count }, (_, at) => `${at}=`).join("&"));
    expect(parseForm(fields(MAX_FORM_FIELDS))).toHaveLength(MAX_FORM_FIELDS);
    expect(parseForm(fields(MAX_FORM_FIELDS + 1))).toBeNull();
    expect(sortedForm(fields(MAX_FORM_FIELDS + 1))).toBeNull();
    expect(parseForm(utf8ToBytes("&".repeat(2 * MAX_FORM_FIELDS)))).toEqual([]);
  });
});

describe("Percent-decoding", () => {
  it("undoes only the escapes asked for, in either case", () => {
    const url = utf8ToBytes("/a%2fb%2Fc%20d%3a");
    expect(bytesToUtf8(percentDecode(url, new Set([0x2f, 0x3a])))).toBe("/a/b/c%20d:");
    expect(bytesToUtf8(percentDecode(url, new Set()))).toBe("/a%2fb%2Fc%20d%3a");
  });

  it("looks at each escape once, so that an escaped percent sign stays one", () => {
    expect(bytesToUtf8(percentDecode(utf8ToBytes("%252F")))).toBe("%2F");
  });
});
