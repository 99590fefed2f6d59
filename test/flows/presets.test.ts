import { describe, expect, it } from "vitest";
import { bytesToBase64, bytesToHex } from "../../shared/crypto/bytes.ts";
import { TestPlatform } from "../support/platform.ts";
import { bytes } from "../support/sign.ts";
import { createEndpoint, events, type TestEndpoint } from "../support/webhooks.ts";

const SECRET = "test_secret";
const ADYEN_KEY = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";

const platform = new TestPlatform();

async function setUp(preset: string, body: Record<string, unknown> = { secret: SECRET }) {
  const { key } = await platform.organization();
  const scheme = { preset };
  return { key, endpoint: await createEndpoint(platform, key, { provider: "custom", scheme, ...body }) };
}

function post(endpoint: TestEndpoint, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return platform.fetch(endpoint.path, { method: "POST", body, headers });
}

async function hmac(content: string, encoding: "hex" | "base64"): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes(SECRET), algorithm, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes(content)));
  return encoding === "hex" ? bytesToHex(mac) : bytesToBase64(mac);
}

async function zoom(body: string, signedBody = body): Promise<Record<string, string>> {
  const at = String(Math.floor(Date.now() / 1000));
  return {
    "content-type": "application/json",
    "x-zm-request-timestamp": at,
    "x-zm-signature": `v0=${await hmac(`v0:${at}:${signedBody}`, "hex")}`,
  };
}

describe("an endpoint with a preset", () => {
  it("keeps the preset's name, and verifies as it says", async () => {
    const { key, endpoint } = await setUp("shopify");
    const shown = await platform.call("GET", `/v1/endpoints/${endpoint.id}`, { token: key });
    expect(shown.body).toMatchObject({ scheme: { preset: "shopify" }, status: "active" });
    const row = await platform.env.DB.prepare("select scheme from endpoints where id = ?")
      .bind(endpoint.id)
      .first<{ scheme: string }>();
    expect(row?.scheme).toBe('{"preset":"shopify"}');

    const body = '{"id":820982911946154508}';
    const headers = {
      "content-type": "application/json",
      "x-shopify-hmac-sha256": await hmac(body, "base64"),
      "x-shopify-webhook-id": "w1",
      "x-shopify-topic": "orders/create",
    };
    expect((await post(endpoint, body, headers)).status).toBe(200);
    expect((await post(endpoint, `${body} `, headers)).status).toBe(401);
    await platform.drain();
    expect(await events(platform, key)).toMatchObject([
      { type: "custom.orders/create", providerEventId: "w1", data: { id: expect.any(Number) } },
    ]);
  });

  it("makes its own secret where the sender takes one, in the form that the preset decodes", async () => {
    const { key, endpoint } = await setUp("gitlab", {});
    const path = `/v1/endpoints/${endpoint.id}/rotate-secret`;
    const made = await platform.call<{ secret: string }>("POST", path, { token: key, body: {} });
    expect(made.body.secret).toMatch(/^whsec_/);
    const headers = { "x-gitlab-token": made.body.secret, "x-gitlab-event": "Push Hook" };
    expect((await post(endpoint, "{}", headers)).status).toBe(200);
  });

  it("takes no secret of another form", async () => {
    const { key } = await platform.organization();
    const body = { provider: "custom", scheme: { preset: "adyen" }, secret: "no hexadecimal" };
    expect(await platform.call("POST", "/v1/endpoints", { token: key, body })).toMatchObject({
      status: 422,
      body: { code: "secret_malformed" },
    });
  });

  it.each([
    ["shopfy", 'is no preset; did you mean "shopify"? GET /v1/providers/custom lists them'],
    ["nobody-at-all", "is no preset? GET /v1/providers/custom lists them"],
    ["paypal", "cannot be verified by a scheme"],
  ])("cannot be made for %s", async (preset, message) => {
    const { key } = await platform.organization();
    const body = { provider: "custom", scheme: { preset }, secret: SECRET };
    const { status, body: problem } = await platform.call("POST", "/v1/endpoints", { token: key, body });
    expect({ status, problem }).toMatchObject({
      status: 422,
      problem: {
        code: "validation_failed",
        errors: [{ path: "body.scheme.preset", message: expect.stringContaining(message) }],
      },
    });
  });

  it.each([
    [{ kind: "hmacc" }, "body.scheme.kind"],
    [
      {
        kind: "hmac",
        algorithm: "sha256",
        content: [],
        signature: { from: { header: "x" }, encoding: "hex" },
      },
      "body.scheme.content",
    ],
    [{ anyOf: [{ kind: "basic" }] }, "body.scheme.anyOf.1"],
  ])("that is declared wrongly is refused where it is wrong", async (scheme, path) => {
    const { key } = await platform.organization();
    const body = { provider: "custom", scheme, secret: SECRET };
    const { status, body: problem } = await platform.call("POST", "/v1/endpoints", { token: key, body });
    expect({ status, problem }).toMatchObject({ status: 422, problem: { errors: [{ path }] } });
  });

  it("is one of those that the catalogue lists", async () => {
    const { key } = await platform.organization();
    const { body } = await platform.call<{ webhook: { presets: { name: string }[] } }>(
      "GET",
      "/v1/providers/custom",
      { token: key },
    );
    expect(body.webhook.presets.length).toBeGreaterThan(80);
    expect(body.webhook.presets).toContainEqual({
      name: "paddle",
      label: "Paddle Billing",
      docs: "https://developer.paddle.com/webhooks/signature-verification",
      secret: "The notification destination's secret key",
      headers: ["paddle-signature"],
    });
    const stripe = await platform.call("GET", "/v1/providers/stripe", { token: key });
    expect(JSON.stringify(stripe.body)).not.toContain("presets");
  });
});

describe("a handshake that a scheme declares", () => {
  it("is answered on GET and HEAD, which stay refused where none is declared", async () => {
    const trello = await setUp("trello");
    expect((await platform.fetch(trello.endpoint.path, { method: "HEAD" })).status).toBe(200);
    expect((await platform.fetch(trello.endpoint.path)).status).toBe(405);
    const meta = await setUp("meta");
    const answer = await platform.fetch(`${meta.endpoint.path}?hub.mode=subscribe&hub.challenge=%3Cb%3E`);
    expect([answer.status, await answer.text()]).toEqual([200, "<b>"]);
    expect(answer.headers.get("content-type")).toContain("text/plain");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await platform.fetch(meta.endpoint.path, { method: "HEAD" })).status).toBe(405);
  });

  it("is signed for Zoom under the secret that its request holds under, and for nobody else", async () => {
    const { key, endpoint } = await setUp("zoom");
    const plainToken = "qgg8vlvZRS6UYooatFL8Aw";
    const body = JSON.stringify({ event: "endpoint.url_validation", payload: { plainToken } });
    const signed = await post(endpoint, body, await zoom(body));
    expect(await signed.json()).toEqual({ plainToken, encryptedToken: await hmac(plainToken, "hex") });
    for (const headers of [{}, await zoom(body, `${body} `)]) {
      const refused = await post(endpoint, body, headers);
      expect([refused.status, await refused.text()]).not.toContain(await hmac(plainToken, "hex"));
      expect(refused.status).toBe(401);
    }
    await platform.drain();
    expect(await events(platform, key)).toEqual([]);
  });

  it("signs nothing where the endpoint verifies nothing", async () => {
    const { endpoint } = await setUp("zoom", { secret: SECRET, verification: "none" });
    const body = JSON.stringify({ event: "endpoint.url_validation", payload: { plainToken: "v0:1:{}" } });
    const answer = await post(endpoint, body);
    expect(await answer.text()).not.toContain(await hmac("v0:1:{}", "hex"));
  });

  it("is answered without a signature where its sender signs none, and stores nothing", async () => {
    const { key, endpoint } = await setUp("microsoft-graph");
    const answer = await platform.fetch(`${endpoint.path}?validationToken=a%20b`, { method: "POST" });
    expect([answer.status, await answer.text()]).toEqual([200, "a b"]);
    const slack = await setUp("slack");
    expect((await post(slack.endpoint, '{"type":"url_verification","challenge":"x"}')).status).toBe(401);
    await platform.drain();
    expect(await events(platform, key)).toEqual([]);
    expect((await platform.call("GET", "/v1/rejections", { token: key })).body).toMatchObject({ data: [] });
  });

  it("is answered while the secret is awaited", async () => {
    const { endpoint } = await setUp("slack", {});
    expect((await post(endpoint, '{"type":"url_verification","challenge":"x"}')).status).toBe(200);
    expect((await post(endpoint, '{"type":"event_callback"}')).status).toBe(401);
  });
});

describe("an answer that a scheme declares", () => {
  it("is Xero's: empty, whether the signature holds or not; the refusal is counted", async () => {
    const { key, endpoint } = await setUp("xero");
    const body = '{"events":[],"entropy":"S0m3"}';
    const good = await post(endpoint, body, { "x-xero-signature": await hmac(body, "base64") });
    expect([good.status, await good.text()]).toEqual([200, ""]);
    const bad = await post(endpoint, body, { "x-xero-signature": "AAAA" });
    expect([bad.status, await bad.text()]).toEqual([401, ""]);
    await platform.drain();
    const { body: shown } = await platform.call("GET", `/v1/endpoints/${endpoint.id}`, { token: key });
    expect(shown).toMatchObject({ rejected: { invalid_signature: 1 } });
  });

  it("is GoCardless's 498 to a bad signature", async () => {
    const { endpoint } = await setUp("gocardless");
    expect((await post(endpoint, "{}", { "webhook-signature": "00" })).status).toBe(498);
  });

  it("is Adyen's text, and its items are events of their own", async () => {
    const { key, endpoint } = await setUp("adyen", { secret: ADYEN_KEY });
    const item = {
      pspReference: "7914073381342284",
      merchantAccountCode: "TestMerchant",
      merchantReference: "TestPayment-1407325143704",
      amount: { value: 1130, currency: "EUR" },
      eventCode: "AUTHORISATION",
      success: "true",
      additionalData: { hmacSignature: "coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0=" },
    };
    const body = JSON.stringify({ notificationItems: [{ NotificationRequestItem: item }] });
    const answer = await post(endpoint, body, { "content-type": "application/json" });
    expect([answer.status, await answer.text()]).toEqual([200, "[accepted]"]);
    await platform.drain();
    expect(await events(platform, key)).toMatchObject([
      {
        type: "custom.AUTHORISATION",
        providerEventId: "7914073381342284:AUTHORISATION:true",
        data: { pspReference: "7914073381342284" },
      },
    ]);
  });
});
