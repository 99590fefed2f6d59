import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  base64ToBytes,
  base64UrlToBytes,
  bytesToBase64,
  bytesToBase64Url,
  bytesToHex,
  bytesToUtf8,
  compareBytes,
  concatBytes,
  equalBytes,
  hexToBytes,
  utf8ToBytes,
} from "../../../shared/crypto/bytes.ts";

const bytes = (...values: readonly number[]) => new Uint8Array(values);

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("Hexadecimal", () => {
  it("comes back from its text in either case, for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (given) => {
        expect(hexToBytes(bytesToHex(given))).toEqual(given);
        expect(hexToBytes(bytesToHex(given).toUpperCase())).toEqual(given);
      }),
    );
  });

  it("is written in lower case with two digits for each byte", () => {
    expect(bytesToHex(bytes(0, 10, 255))).toBe("000aff");
  });

  it.each(["0", "0g", " 00", "00 ", "0x00", "-1", "+1", "٠٠", "ａａ", "0\n"])("does not read %j", (text) => {
    expect(hexToBytes(text)).toBeNull();
  });
});

describe("Base64", () => {
  // RFC 4648 section 10
  it.each([
    ["", ""],
    ["f", "Zg=="],
    ["fo", "Zm8="],
    ["foo", "Zm9v"],
    ["foob", "Zm9vYg=="],
    ["fooba", "Zm9vYmE="],
    ["foobar", "Zm9vYmFy"],
  ])("of %j is %j, and is read with its padding or without", (text, encoded) => {
    expect(bytesToBase64(utf8ToBytes(text))).toBe(encoded);
    expect(base64ToBytes(encoded)).toEqual(utf8ToBytes(text));
    expect(base64ToBytes(encoded.replaceAll("=", ""))).toEqual(utf8ToBytes(text));
  });

  it("comes back for any bytes, in both alphabets", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (given) => {
        expect(base64ToBytes(bytesToBase64(given))).toEqual(given);
        expect(base64UrlToBytes(bytesToBase64Url(given))).toEqual(given);
      }),
    );
  });

  it("comes back for more bytes than a call has arguments", () => {
    const many = new Uint8Array(300_000).map((_, index) => index);
    expect(base64ToBytes(bytesToBase64(many))).toEqual(many);
  });

  it.each([
    "Z",
    "Zg=",
    "Zg===",
    "Zg==Zg==",
    "=",
    "==",
    "Zm9v=",
    "Zm 9v",
    "Zm9v\n",
    "_-8=",
    "Zm9v!",
    "ë",
  ])("does not read %j", (text) => {
    expect(base64ToBytes(text)).toBeNull();
  });

  it("keeps its two alphabets apart", () => {
    expect(bytesToBase64(bytes(0xff, 0xef))).toBe("/+8=");
    expect(bytesToBase64Url(bytes(0xff, 0xef))).toBe("_-8");
    expect(base64UrlToBytes("_-8")).toEqual(bytes(0xff, 0xef));
    expect(base64UrlToBytes("_-8=")).toEqual(bytes(0xff, 0xef));
    expect(base64UrlToBytes("/+8")).toBeNull();
    expect(base64ToBytes("_-8")).toBeNull();
  });
});

describe("UTF-8", () => {
  it("comes back for any text, a byte order mark included", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(bytesToUtf8(utf8ToBytes(text))).toBe(text);
      }),
    );
    expect(bytesToUtf8(bytes(0xef, 0xbb, 0xbf, 0x41))).toBe("\ufeffA");
  });

  it.each([
    ["a lone continuation", bytes(0x80)],
    ["a sequence cut short", bytes(0xc3)],
    ["an overlong form", bytes(0xc0, 0xaf)],
    ["a surrogate", bytes(0xed, 0xa0, 0x80)],
  ])("does not read %s, and reads the next text all the same", (_title, invalid) => {
    expect(bytesToUtf8(invalid)).toBeNull();
    expect(bytesToUtf8(utf8ToBytes("ë"))).toBe("ë");
  });
});

describe.each([
  ["with the platform's comparison", false],
  ["without the platform's comparison", true],
])("Equality %s", (_title, bare) => {
  const equal = (a: Uint8Array, b: Uint8Array) => {
    if (bare) {
      vi.stubGlobal("crypto", { subtle: {} });
    }
    return equalBytes(a, b);
  };

  it("holds for equal bytes in other places", () => {
    expect(equal(bytes(), bytes())).toBe(true);
    expect(equal(bytes(1, 2), bytes(0, 1, 2, 3).subarray(1, 3))).toBe(true);
  });

  it("does not hold where a byte or the length differs", () => {
    expect(equal(bytes(1, 2), bytes(1, 3))).toBe(false);
    expect(equal(bytes(1, 2), bytes(0, 2))).toBe(false);
    expect(equal(bytes(1, 2), bytes(1, 2, 0))).toBe(false);
    expect(equal(bytes(), bytes(0))).toBe(false);
  });
});

describe("Bytes", () => {
  it("are joined in order", () => {
    expect(concatBytes([bytes(1), bytes(), bytes(2, 3)])).toEqual(bytes(1, 2, 3));
    expect(concatBytes([])).toEqual(bytes());
  });

  it("are not copied when there is one part", () => {
    const part = bytes(1, 2);
    expect(concatBytes([part])).toBe(part);
  });

  it("are ordered as unsigned numbers, a beginning before the whole", () => {
    const sorted = [bytes(), bytes(1), bytes(1, 0), bytes(1, 255), bytes(2), bytes(128)];
    expect(sorted.toReversed().toSorted(compareBytes)).toEqual(sorted);
    expect(compareBytes(bytes(1, 2), bytes(1, 2))).toBe(0);
  });
});
