import { expect, it } from "vitest";
import { md5Hex } from "../../../shared/crypto/md5.ts";

it.each([
  ["", "d41d8cd98f00b204e9800998ecf8427e"],
  ["a", "0cc175b9c0f1b6a831c399e269772661"],
  ["message digest", "f96b697d7cb7938d525a2f31aaf161d0"],
  ["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"],
  [
    "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
    "57edf4a22be3c955ac49da2e2107b67a",
  ],
])("is the digest of RFC 1321 appendix A.5: %s", (text, digest) => {
  expect(md5Hex(text)).toBe(digest);
});

it("is what workerd's own MD5 says, at every length around the blocks and beyond ASCII", async () => {
  for (let length = 0; length <= 130; length += 1) {
    const text = `${"ß".repeat(length % 3)}${"x".repeat(length)}`;
    const digest = await crypto.subtle.digest("MD5", new TextEncoder().encode(text));
    const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    expect(md5Hex(text)).toBe(hex);
  }
});
