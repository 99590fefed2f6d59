import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ANSWERED_AT } from "../../shared/providers/vectors.ts";
import { outboundCases, secretsOf } from "./outbound.ts";

const LONGEST_MS = 86_400_000;

const cases = outboundCases.flatMap(({ id, provider, vectors }) =>
  Object.entries(provider.clientTokens ?? {}).map(
    ([kind, token]) => [`${id}'s ${kind}`, { kind, token, provider, vectors }] as const,
  ),
);

describe.each(cases)("%s token", (_, { kind, token, provider, vectors }) => {
  const samples = vectors.clientTokens?.[kind] ?? { issued: [], invalid: [] };
  const { credentials } = samples.connection ?? vectors.connection;

  it("has samples, a page of the vendor's, and an example that makes one", async () => {
    expect([samples.issued.length, samples.invalid.length]).not.toContain(0);
    expect(new URL(token.docs).protocol).toBe("https:");
    expect(z.toJSONSchema(token.input, { io: "input" })).toMatchObject({ additionalProperties: false });
    const made = await token.issue(token.example, { credentials, now: ANSWERED_AT });
    expect(made.token).not.toBe("");
  });

  it.each(
    samples.issued.map((one) => [one.title, one] as const),
  )("is made to the letter: %s", async (_title, { input, now, token: wanted, expiresAt }) => {
    const made = await token.issue(input, { credentials, now });
    expect(made).toEqual({ token: wanted, expiresAt });
    expect(made.expiresAt - now).toBeLessThanOrEqual(LONGEST_MS);
    for (const secret of secretsOf(provider, { credentials })) {
      expect(made.token).not.toContain(secret);
    }
  });

  it.each(samples.invalid.map((one) => [one.title, one] as const))("refuses: %s", (_title, {
    input,
    path,
  }) => {
    const issues = token.input.safeParse(input).error?.issues ?? [];
    expect(issues.map((issue) => issue.path.join("."))).toContain(path);
  });

  it("needs fields that the provider's form has", () => {
    const names = provider.auth.fields.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...token.needs]));
  });
});
