import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matches, matchesAny } from "../../../shared/model/pattern.ts";

/** The same by an obvious and slow way. */
function reference(pattern: string, type: string): boolean {
  const source = pattern
    .split("*")
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join(".*");
  return new RegExp(`^${source}$`, "s").test(type);
}

const letters = (...more: string[]) =>
  fc.array(fc.constantFrom("a", "b", ".", ...more), { maxLength: 12 }).map((parts) => parts.join(""));

describe("a type pattern", () => {
  it("matches what a regular expression made of it matches", () => {
    fc.assert(
      fc.property(letters("*", "*", "[", "?", "\\"), letters(), (pattern, type) => {
        expect(matches(pattern, type)).toBe(reference(pattern, type));
      }),
      { numRuns: 5_000 },
    );
  });

  it("matches what it was made from", () => {
    fc.assert(
      fc.property(fc.array(letters(), { minLength: 1, maxLength: 5 }), letters(), (parts, between) => {
        expect(matches(parts.join("*"), parts.join(between))).toBe(true);
      }),
    );
  });

  it.each([
    ["stripe.*", "stripe.invoice.paid", true],
    ["*.paid", "stripe.invoice.paid", true],
    ["stripe.*.paid", "stripe.paid", false],
    ["aa*aa", "aaa", false],
    ["*", "", true],
    ["", "", true],
    ["", "a", false],
    ["Stripe.*", "stripe.invoice.paid", false],
  ])("%j matches %j: %s", (pattern, type, expected) => {
    expect(matches(pattern, type)).toBe(expected);
  });

  it("does not slow down with many wildcards", () => {
    expect(matches("*a".repeat(100), `${"a".repeat(5_000)}b`)).toBe(false);
  });
});

describe("an endpoint's patterns", () => {
  it("are matched with the full type and with the provider's own", () => {
    const type = ["stripe.invoice.paid", "invoice.paid"] as const;
    for (const pattern of ["stripe.invoice.paid", "invoice.paid", "stripe.*", "invoice.*", "*"]) {
      expect(matchesAny(["other", pattern], ...type)).toBe(true);
    }
    expect(matchesAny(["paid", "github.*"], ...type)).toBe(false);
    expect(matchesAny([], ...type)).toBe(false);
  });
});
