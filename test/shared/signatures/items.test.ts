import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { itemsAt } from "../../../shared/signatures/json-pointer.ts";
import { findPreset } from "../../../shared/signatures/presets/index.ts";
import type { SchemeInput } from "../../../shared/signatures/scheme.ts";
import { ADYEN_BATCH } from "./vectors/preset.ts";
import { verdictOn } from "./verify.ts";

const ADYEN_KEY = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";
const scheme: SchemeInput = findPreset("adyen")?.scheme ?? { kind: "basic" };

interface Batch {
  notificationItems: Record<string, Record<string, unknown>>[];
}

function verify(batch: unknown) {
  return verdictOn({ scheme, secret: ADYEN_KEY }, { body: JSON.stringify(batch) });
}

function batchOf(change: (batch: Batch) => void): Batch {
  const batch: Batch = JSON.parse(ADYEN_BATCH);
  change(batch);
  return batch;
}

describe("A list whose items are signed one by one", () => {
  it("is accepted when all of them hold, in any order and number", async () => {
    expect(await verify(JSON.parse(ADYEN_BATCH))).toMatchObject({ ok: true, secretId: "sec_1" });
    expect(await verify(batchOf((batch) => batch.notificationItems.reverse()))).toMatchObject({ ok: true });
    expect(await verify(batchOf((batch) => batch.notificationItems.pop()))).toMatchObject({ ok: true });
  });

  it("is refused when any signed value of any item is another", async () => {
    const fields = [
      "pspReference",
      "originalReference",
      "merchantAccountCode",
      "merchantReference",
      "eventCode",
      "success",
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1),
        fc.constantFrom(...fields),
        fc.string({ minLength: 1 }),
        async (index, field, value) => {
          const batch = batchOf(({ notificationItems }) => {
            const item = notificationItems[index]?.NotificationRequestItem ?? {};
            fc.pre(item[field] !== value);
            item[field] = value;
          });
          expect((await verify(batch)).ok).toBe(false);
        },
      ),
    );
  });

  it("is refused when an item has no signature, is none, or the list is empty, missing or too long", async () => {
    const unsigned = batchOf(({ notificationItems }) => {
      delete notificationItems[1]?.NotificationRequestItem?.additionalData;
    });
    const many = batchOf((batch) => {
      batch.notificationItems = Array.from({ length: 101 }, () => batch.notificationItems[0] ?? {});
    });
    const nothing = batchOf((batch) => batch.notificationItems.push({}));
    for (const batch of [unsigned, many, nothing, { notificationItems: [] }, {}, [], null, 7]) {
      expect(await verify(batch)).toMatchObject({ ok: false, reason: "header_missing" });
    }
    expect(await verdictOn({ scheme, secret: ADYEN_KEY }, { body: "{" })).toMatchObject({ ok: false });
  });
});

describe("A pointer to items", () => {
  it("leads into every item of the list, and nowhere where there is no list", () => {
    expect(itemsAt({ a: [{ b: 1 }, { c: 2 }] }, "/a/*/b")).toEqual([1, undefined]);
    expect(itemsAt([1, 2], "/*")).toEqual([1, 2]);
    for (const document of [{ a: {} }, { a: "ab" }, null, undefined, []]) {
      expect(itemsAt(document, "/a/*")).toEqual([]);
    }
  });
});
