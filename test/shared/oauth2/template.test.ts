import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Placeholder } from "../../../shared/oauth2/grant.ts";
import { fill, fillUrl, GrantImpossible } from "../../../shared/oauth2/template.ts";

const region: Placeholder = { values: { eu: "eu.example.com", us: "example.com" }, default: "us" };
const host: Placeholder = { pattern: /https:\/\/[a-z0-9-]+\.my\.example\.com/ };
const placeholders = { region, host };

describe("a URL with values in place", () => {
  it("has the field's value where it is one that the provider declares, else the default", () => {
    expect(fillUrl("https://{region}/token", { region: "eu" }, { placeholders }).href).toBe(
      "https://eu.example.com/token",
    );
    expect(fillUrl("https://{region}/token", {}, { placeholders }).href).toBe("https://example.com/token");
    expect(fillUrl("{host}/token", { host: "https://a.my.example.com" }, { placeholders }).href).toBe(
      "https://a.my.example.com/token",
    );
  });

  it.each([
    ["https://{region}/token", { region: "evil.example" }],
    ["https://{region}/token", { region: "toString" }],
    ["{host}/token", { host: "https://evil.example/https://a.my.example.com" }],
    ["{host}/token", { host: "https://a.my.example.com.evil.example" }],
    ["{host}/token", { host: "https://a.my.example.com@evil.example" }],
    ["{host}/token", { host: "http://a.my.example.com" }],
  ])("is impossible where the value is none of those: %s %o", (template, values) => {
    expect(() => fillUrl(template, values, { placeholders })).toThrow(
      expect.objectContaining({ name: "GrantImpossible", code: "field_malformed" }),
    );
  });

  it("is impossible without a value that has no default, and says which field, never what it held", () => {
    for (const values of [{}, { host: "" }, { host: 1 }]) {
      expect(() => fillUrl("{host}/token", values, { placeholders })).toThrow(
        expect.objectContaining({ code: "field_missing", field: "host" }),
      );
    }
    const seen: unknown[] = [];
    try {
      fillUrl("{host}/token", { host: "hunter2" }, { placeholders });
    } catch (cause) {
      seen.push(cause);
    }
    expect(String(seen[0])).not.toContain("hunter2");
  });

  it("never leads to another host, whatever the values are", () => {
    const text = fc.oneof(
      fc.constantFrom("eu", "us", "https://a.my.example.com", "..", "a/b"),
      fc.string(),
      fc.webUrl(),
      fc.domain(),
      fc.stringMatching(/^https:\/\/[a-z.@/#?:]{1,40}my\.example\.com$/),
    );
    fc.assert(
      fc.property(text, text, text, (one, two, three) => {
        const values = { region: one, host: two, id: three };
        for (const [template, hosts] of [
          ["https://{region}/x/{id}", /^(eu\.)?example\.com$/],
          ["{host}/x/{id}", /^[a-z0-9-]+\.my\.example\.com$/],
        ] as const) {
          try {
            const url = fillUrl(template, values, { placeholders });
            expect(url.host).toMatch(hosts);
            expect(url.pathname).toMatch(/^\/x\/[^/]*$/);
            expect([url.protocol, url.search, url.hash, url.username]).toEqual(["https:", "", "", ""]);
          } catch (cause) {
            expect(cause).toBeInstanceOf(GrantImpossible);
          }
        }
      }),
    );
  });
});

it("a text has its values as they are, and is impossible without one", () => {
  expect(fill("{region}: {x}", { x: "a/b", region: "eu" }, { placeholders })).toBe("eu.example.com: a/b");
  expect(() => fill("{x}", {})).toThrow(GrantImpossible);
});
