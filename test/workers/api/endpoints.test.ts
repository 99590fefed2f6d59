import { describe, expect, it } from "vitest";
import { vectors as gohighlevel } from "../../../shared/providers/gohighlevel/vectors.ts";
import { TestPlatform } from "../../support/platform.ts";
import { createEndpoint, events } from "../../support/webhooks.ts";

const BODY = '{"id":"evt_1","type":"test.event","data":{"n":1,"name":"Zoë"}}';
/** Of BODY under "test_secret", as Shopify's library signs it. */
const SHOPIFY = {
  "content-type": "application/json",
  "x-shopify-hmac-sha256": "w6hS12lvucyPEDVePSxzNY20zAUYy19VAgpuxJ93GL4=",
  "x-shopify-topic": "orders/create",
  "x-shopify-webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
};

interface EndpointView {
  readonly status: string;
  readonly scheme: unknown;
}

async function setUp() {
  const platform = new TestPlatform();
  const { key } = await platform.organization();
  return { platform, key };
}

describe("an endpoint with a preset", () => {
  it("takes what the sender signs, with its identity, and shows the preset's name again", async () => {
    const { platform, key } = await setUp();
    const endpoint = await createEndpoint(platform, key, {
      provider: "custom",
      secret: "test_secret",
      scheme: { preset: "shopify" },
    });
    const shown = await platform.call<EndpointView>("GET", `/v1/endpoints/${endpoint.id}`, { token: key });
    expect(shown.body).toMatchObject({ status: "active", scheme: { preset: "shopify" } });
    const post = (headers: Record<string, string>) =>
      platform.fetch(endpoint.path, { method: "POST", headers, body: BODY });
    expect((await post(SHOPIFY)).status).toBe(200);
    expect((await post({ ...SHOPIFY, "x-shopify-hmac-sha256": "AAAA" })).status).toBe(401);
    await platform.drain();
    expect(await events(platform, key)).toMatchObject([
      { type: "custom.orders/create", providerEventId: SHOPIFY["x-shopify-webhook-id"] },
    ]);
  });

  it("must be one that there is; the catalogue lists them", async () => {
    const { platform, key } = await setUp();
    for (const preset of ["no-such", "constructor"]) {
      const refused = await platform.call("POST", "/v1/endpoints", {
        token: key,
        body: { provider: "custom", secret: "x", scheme: { preset } },
      });
      expect([refused.status, JSON.stringify(refused.body)]).toEqual([
        422,
        expect.stringContaining("body.scheme"),
      ]);
    }
    const { body } = await platform.call<{ webhook: { presets: { name: string }[] } }>(
      "GET",
      "/v1/providers/custom",
      { token: key },
    );
    expect(body.webhook.presets.map(({ name }) => name)).toContain("shopify");
    expect(body.webhook.presets.length).toBeGreaterThan(45);
  });

  it("makes a secret of the form that the sender uses", async () => {
    const { platform, key } = await setUp();
    const endpoint = await createEndpoint(platform, key, {
      provider: "custom",
      scheme: { preset: "standard-webhooks" },
    });
    const path = `/v1/endpoints/${endpoint.id}/rotate-secret`;
    const rotated = await platform.call<{ secret: string }>("POST", path, { token: key, body: {} });
    expect(rotated.body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });
});

describe("an endpoint of a sender that signs for all its customers with one published key", () => {
  it("is active without a secret, and verifies under that key", async () => {
    const { platform, key } = await setUp();
    const endpoint = await createEndpoint(platform, key, { provider: "gohighlevel" });
    const shown = await platform.call<EndpointView>("GET", `/v1/endpoints/${endpoint.id}`, { token: key });
    expect(shown.body.status).toBe("active");
    const forged = await platform.fetch(endpoint.path, {
      method: "POST",
      headers: { "x-ghl-signature": "AAAA" },
      body: "{}",
    });
    expect(forged.status).toBe(401);
  });

  it("is asked to try again by the one status that it heeds", async () => {
    const { platform, key } = await setUp();
    const [sample] = gohighlevel.webhooks;
    const endpoint = await createEndpoint(platform, key, {
      provider: "gohighlevel",
      secret: sample?.secret,
    });
    const post = () =>
      platform.fetch(endpoint.path, {
        method: "POST",
        headers: { ...sample?.headers },
        body: String(sample?.body),
      });
    expect((await post()).status).toBe(200);
    platform.queue.fault = "refuse";
    platform.database.failing = true;
    const answer = await post();
    platform.database.failing = false;
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "5"]);
  });
});
