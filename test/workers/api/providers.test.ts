import { describe, expect, it } from "vitest";
import { TestPlatform } from "../../support/platform.ts";

const platform = new TestPlatform();

interface Provider {
  readonly id: string;
  readonly capabilities: string[];
  readonly actions: {
    readonly name: string;
    readonly inputSchema: { readonly type?: string; readonly properties?: Record<string, unknown> };
    readonly example: Record<string, unknown>;
  }[];
}

describe("the catalogue", () => {
  it("shows each action with the JSON Schema of its input and an example that has its fields", async () => {
    const { key } = await platform.organization();
    const { body } = await platform.call<{ data: Provider[] }>("GET", "/v1/providers", { token: key });
    const actions = body.data.flatMap((provider) => provider.actions);
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) {
      expect(action).toMatchObject({
        name: expect.any(String),
        description: expect.any(String),
        docs: expect.stringMatching(/^https:/),
        idempotency: expect.stringMatching(/^(key|none)$/),
        onUncertain: expect.stringMatching(/^(hold|resend|lookup)$/),
      });
      expect(Object.keys(action.inputSchema.properties ?? {})).toEqual(
        expect.arrayContaining(Object.keys(action.example)),
      );
    }
  });

  it("says what a provider can do, the channels that it carries included", async () => {
    const { key } = await platform.organization();
    const { body } = await platform.call<Provider>("GET", "/v1/providers/twilio", { token: key });
    expect(body.capabilities).toEqual(expect.arrayContaining(["webhooks", "actions", "sms"]));
    const custom = await platform.call<Provider>("GET", "/v1/providers/custom", { token: key });
    expect(custom.body).toMatchObject({ capabilities: ["webhooks"], actions: [] });
  });

  it("shows what a person fills in, in which form, and what they consent to instead", async () => {
    const { key } = await platform.organization();
    const authOf = async (id: string) =>
      (await platform.call<{ auth: unknown }>("GET", `/v1/providers/${id}`, { token: key })).body.auth;
    expect(await authOf("square")).toMatchObject({
      kind: "bearer",
      fields: expect.arrayContaining([
        expect.objectContaining({ name: "environment", choices: ["production", "sandbox"] }),
      ]),
      oauth2: {
        grants: ["authorization_code", "refresh_token"],
        scopes: expect.arrayContaining(["PAYMENTS_WRITE"]),
      },
    });
    expect(await authOf("salesforce")).toMatchObject({
      kind: "oauth2",
      anyOf: [
        ["clientId", "username", "privateKey"],
        ["clientId", "clientSecret", "loginHost"],
      ],
    });
    expect(await authOf("custom")).toEqual({ kind: "none", fields: [] });
  });
});
