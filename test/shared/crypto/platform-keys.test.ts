import { describe, expect, it } from "vitest";
import { createPlatformKeys } from "../../../shared/crypto/platform-keys.ts";

const key = (fill: number, length = 32) => btoa(String.fromCharCode(...new Uint8Array(length).fill(fill)));
const FIRST = `1:${key(1)}`;
const SECOND = `2:${key(2)}`;
const ROW = "endpoint:ep_1";

describe("a sealed value", () => {
  it.each([
    "",
    "secret",
    "Schlüssel 🔑",
    "a.b.c",
    "x".repeat(10_000),
  ])("opens as it was: %s", async (text) => {
    const vault = createPlatformKeys(FIRST);
    expect(await vault.open(await vault.seal(text, ROW), ROW)).toBe(text);
  });

  it("does not show what it holds and is another one each time, under a nonce of its own", async () => {
    const vault = createPlatformKeys(FIRST);
    const sealed = await Promise.all(Array.from({ length: 200 }, () => vault.seal("a secret", ROW)));
    expect(sealed.some((text) => text.includes("secret") || text.includes(btoa("a secret")))).toBe(false);
    expect(new Set(sealed.map((text) => text.split(".")[1])).size).toBe(200);
    expect(new Set(sealed.map((text) => text.split(".")[2])).size).toBe(200);
    expect(atob(sealed[0]?.split(".")[1] ?? "")).toHaveLength(12);
  });

  it("does not open when it was moved to another row", async () => {
    const vault = createPlatformKeys(FIRST);
    await expect(vault.open(await vault.seal("a secret", ROW), "endpoint:ep_2")).rejects.toThrow();
  });

  it("does not open when any part of it was altered", async () => {
    const vault = createPlatformKeys(`${FIRST},${SECOND}`);
    const sealed = await vault.seal("a secret", ROW);
    const [version = "", nonce = "", cipher = ""] = sealed.split(".");
    const flip = (text: string, at: number) =>
      `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`;
    const altered = [
      ...Array.from({ length: nonce.length - 1 }, (_, at) => [version, flip(nonce, at), cipher]),
      ...Array.from({ length: cipher.length - 4 }, (_, at) => [version, nonce, flip(cipher, at)]),
      ["1", nonce, cipher],
      ["3", nonce, cipher],
      [version, nonce, cipher.slice(0, -4)],
      [version, nonce],
      [version, "not base64!", cipher],
      [""],
    ];
    for (const parts of altered) {
      await expect(vault.open(parts.join("."), ROW)).rejects.toThrow();
    }
  });

  it("opens under any key version known, and is sealed under the highest", async () => {
    const old = await createPlatformKeys(FIRST).seal("old", ROW);
    for (const keys of [`${FIRST},${SECOND}`, `${SECOND},${FIRST}`]) {
      const vault = createPlatformKeys(keys);
      expect(await vault.open(old, ROW)).toBe("old");
      expect(await vault.seal("new", ROW)).toMatch(/^2\./);
    }
    const renewed = await createPlatformKeys(`${FIRST},${SECOND}`).seal("new", ROW);
    expect(await createPlatformKeys(SECOND).open(renewed, ROW)).toBe("new");
    await expect(createPlatformKeys(SECOND).open(old, ROW)).rejects.toThrow("version 1");
  });

  it("needs a key of 32 bytes, and the refusal does not repeat the key", () => {
    for (const keys of [`1:${key(9, 31)}`, `1:${key(9, 33)}`, "1:not base64", "1", ""]) {
      expect(() => createPlatformKeys(keys)).toThrow(/^Encryption key .* is not 32 bytes in base64\.$/);
    }
    expect(() => createPlatformKeys(`1:${key(9, 31)}`)).not.toThrow(key(9, 31));
  });
});
