import { describe, expect, it } from "vitest";
import type { ProviderDefinition } from "../../shared/providers/define.ts";
import { findProvider, providers } from "../../shared/providers/registry.ts";
import { checkSecret } from "../../shared/signatures/prepare.ts";
import { proofsOf, schemeSchema } from "../../shared/signatures/scheme.ts";
import { webhookCases } from "./suite.ts";

const all: readonly (readonly [string, ProviderDefinition])[] = Object.entries(providers);

function isHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === "https:";
}

it("finds a provider by its id, and none by another name", () => {
  for (const [id, provider] of all) {
    expect(findProvider(id)).toBe(provider);
  }
  for (const id of ["", "Stripe", "nobody", "constructor", "__proto__", "toString"]) {
    expect(findProvider(id)).toBeNull();
  }
});

describe.each(all)("the catalogue entry of %s", (id, provider) => {
  it("stands under the provider's own id", () => {
    expect(provider.id).toBe(id);
    expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
  });

  it("names the provider, its categories and the vendor's page", () => {
    expect(provider.name).not.toBe("");
    expect(provider.categories.length).toBeGreaterThan(0);
    expect(isHttps(provider.docs)).toBe(true);
    expect(provider.baseUrl === undefined || isHttps(provider.baseUrl)).toBe(true);
  });

  it("says of every field what to enter, and shows an example", () => {
    const { kind, fields } = provider.auth;
    expect(fields.length > 0).toBe(kind !== "none");
    expect(new Set(fields.map((field) => field.name)).size).toBe(fields.length);
    for (const field of fields) {
      expect(field.name).toMatch(/^[a-z][A-Za-z0-9]*$/);
      expect([field.label, field.hint, field.example]).not.toContain("");
      expect(field.example).toMatch(new RegExp(`^(?:${field.pattern ?? "[^]*"})$`, "v"));
      expect(field.choices ?? [field.example]).toContain(field.example);
    }
  });

  it("asks for a secret wherever calls need authentication, whichever way a person chooses", () => {
    const { kind, fields, anyOf = [[]] } = provider.auth;
    for (const names of anyOf) {
      const asked = fields.filter((field) => field.required || names.includes(field.name));
      expect(asked.some((field) => field.secret)).toBe(kind !== "none");
      expect(fields.map((field) => field.name)).toEqual(expect.arrayContaining([...names]));
    }
  });

  it("marks the fields that lead to a host of a person's choice, and names a successor where it is given up", () => {
    for (const field of provider.auth.fields) {
      const isUrl = field.example.startsWith("https://") && field.choices === undefined && !field.secret;
      expect(field.formsUrl === true).toBe(
        isUrl && provider.auth.oauth2?.placeholders?.[field.name] === undefined,
      );
    }
    const successor = provider.deprecated === undefined ? null : findProvider(provider.deprecated.successor);
    expect(successor === null).toBe(provider.deprecated === undefined);
    expect(successor?.deprecated).toBeUndefined();
  });

  it("gives limits that a bucket can keep", () => {
    for (const window of provider.limits?.windows ?? []) {
      expect(Number.isInteger(window.limit) && window.limit > 0 && window.perSeconds > 0).toBe(true);
    }
    expect(provider.limits?.concurrency ?? 1).toBeGreaterThan(0);
  });
});

for (const { id, webhook } of webhookCases) {
  describe(`the webhook entry of ${id}`, () => {
    it("has a scheme or a verifier of its own, and only custom endpoints bring theirs", () => {
      const ways = [webhook.scheme, webhook.verifier].filter((way) => way !== undefined);
      expect(ways).toHaveLength(id === "custom" ? 0 : 1);
    });

    it("names the headers of the signature in lower case", () => {
      const { scheme } = webhook;
      const proofs = scheme === undefined ? [] : proofsOf(schemeSchema.parse(scheme));
      const isInUrl = proofs.some(
        (proof) => proof.kind === "token" && [proof.from].flat().every((source) => !("header" in source)),
      );
      expect(webhook.headers.length > 0).toBe(id !== "custom" && !isInUrl);
      expect(webhook.headers).toEqual(webhook.headers.map((name) => name.toLowerCase()));
    });

    it("shows a secret in the form that its scheme takes", async () => {
      const { label, hint, example } = webhook.secret;
      expect([label, hint, example]).not.toContain("");
      if (webhook.scheme !== undefined) {
        expect(await checkSecret(schemeSchema.parse(webhook.scheme), example)).toBeNull();
      }
    });

    it("lists the event types once each, in order", () => {
      expect(webhook.eventTypes.length).toBeGreaterThan(0);
      expect(webhook.eventTypes).toEqual([...new Set(webhook.eventTypes)].sort());
    });

    it("leads a person through the set-up in three to six sentences", () => {
      expect(webhook.setup.length).toBeGreaterThanOrEqual(3);
      expect(webhook.setup.length).toBeLessThanOrEqual(6);
      for (const step of webhook.setup) {
        expect(step).toMatch(/^[A-Z].*\.$/);
      }
    });
  });
}
