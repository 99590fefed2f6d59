import { describe, expect, it } from "vitest";
import { createPlatformKeys } from "../../../shared/crypto/platform-keys.ts";
import { createVault, isSealedByDataKey, newDataKey, rewrap } from "../../../shared/crypto/vault.ts";

const FIRST = `1:${btoa("\u0001".repeat(32))}`;
const SECOND = `2:${btoa("\u0002".repeat(32))}`;
const ROW = "endpoint:ep_1";
const platform = createPlatformKeys(FIRST);

/** A vault over wrapped keys that a test may change; the clock is the test's. */
async function setUp() {
  const keys = new Map<string, string | null>([
    ["org_1", await newDataKey("org_1", platform)],
    ["org_2", await newDataKey("org_2", platform)],
    ["org_old", null],
  ]);
  let now = 0;
  const vault = createVault(
    platform,
    async (id) => keys.get(id),
    () => now,
  );
  return {
    vault,
    keys,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe("a sealed value", () => {
  it("opens for its organization in its row, and nowhere else", async () => {
    const { vault } = await setUp();
    const sealed = await vault.seal("org_1", "a secret", ROW);
    expect(await vault.open("org_1", sealed, ROW)).toBe("a secret");
    await expect(vault.open("org_2", sealed, ROW)).rejects.toThrow();
    await expect(vault.open("org_1", sealed, "endpoint:ep_2")).rejects.toThrow();
    await expect(vault.open("org_none", sealed, ROW)).rejects.toThrow("key is gone");
  });

  it("never opens again once its organization's key is destroyed, whoever has the database and the platform's key", async () => {
    const { vault, keys, pass } = await setUp();
    const sealed = await vault.seal("org_1", "a secret", ROW);
    keys.delete("org_1");
    pass(60_000);
    await expect(vault.open("org_1", sealed, ROW)).rejects.toThrow("key is gone");
    keys.set("org_1", await newDataKey("org_1", platform));
    pass(60_000);
    await expect(vault.open("org_1", sealed, ROW)).rejects.toThrow();
    await expect(platform.open(sealed, ROW)).rejects.toThrow();
  });

  it("opens under a platform's key of another version once its data key is wrapped anew", async () => {
    const { vault, keys } = await setUp();
    const sealed = await vault.seal("org_1", "a secret", ROW);
    const both = createPlatformKeys(`${FIRST},${SECOND}`);
    const wrapped = await rewrap("org_1", keys.get("org_1") ?? "", both);
    expect(wrapped).toMatch(/^2\./);
    const after = createVault(
      createPlatformKeys(SECOND),
      async () => wrapped,
      () => 0,
    );
    expect(await after.open("org_1", sealed, ROW)).toBe("a secret");
  });

  it("of an organization without a data key is the platform's own, and stays readable when it gets one", async () => {
    const { vault, keys, pass } = await setUp();
    const sealed = await vault.seal("org_old", "a secret", ROW);
    expect(isSealedByDataKey(sealed)).toBe(false);
    keys.set("org_old", await newDataKey("org_old", platform));
    pass(60_000);
    expect(await vault.open("org_old", sealed, ROW)).toBe("a secret");
    expect(isSealedByDataKey(await vault.seal("org_old", "a secret", ROW))).toBe(true);
  });
});

describe("an isolate that knows of no data key yet", () => {
  it("opens what another one sealed with it meanwhile", async () => {
    const { vault, keys } = await setUp();
    await vault.seal("org_old", "a secret", ROW);
    keys.set("org_old", await newDataKey("org_old", platform));
    const other = createVault(
      platform,
      async (id) => keys.get(id),
      () => 0,
    );
    expect(await vault.open("org_old", await other.seal("org_old", "new", ROW), ROW)).toBe("new");
  });
});

describe("a wrapped data key", () => {
  it("is of one organization", async () => {
    const wrapped = await newDataKey("org_1", platform);
    await expect(rewrap("org_2", wrapped, platform)).rejects.toThrow();
  });
});
