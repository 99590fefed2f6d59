import { describe, expect, it } from "vitest";
import { presets, resolveScheme } from "../../../shared/signatures/declared.ts";
import { readIdentity } from "../../../shared/signatures/identity.ts";
import { prepareVerifier } from "../../../shared/signatures/prepare.ts";
import { BODY, SIGNED_AT, type Vector } from "./vectors/vector.ts";
import { vectors } from "./vectors.ts";
import { liveSecrets, type RequestParts, signedRequest } from "./verify.ts";

/** Presets by the sender of the vector that proves them. */
const PROVEN: Readonly<Record<string, string>> = {
  adyen: "Adyen, which joins eight values under a hexadecimal key",
  airtable: "Airtable, whose key is base64",
  asana: "Asana",
  bitbucket: "Bitbucket",
  discord: "Discord",
  dropbox: "Dropbox",
  gitlab: "Standard Webhooks",
  intercom: "Intercom",
  jira: "Bitbucket",
  "lemon-squeezy": "Lemon Squeezy",
  linear: "Linear, with its timestamp in the body",
  mailgun: "Mailgun",
  paddle: "Paddle",
  pagerduty: "PagerDuty, with a signature under another secret first",
  paystack: "Paystack",
  quickbooks: "QuickBooks",
  razorpay: "Razorpay",
  shopify: "Shopify",
  "standard-webhooks": "Standard Webhooks",
  "standard-webhooks-ed25519": "Standard Webhooks v1a",
  svix: "Svix (Clerk)",
  telnyx: "Telnyx",
  trello: "Trello",
  typeform: "Typeform",
  vercel: "Vercel",
  webflow: "Webflow",
  woocommerce: "WooCommerce",
  workos: "WorkOS, in milliseconds and with a space between pairs",
  xero: "Xero",
  zendesk: "Zendesk, with an ISO 8601 timestamp",
  zoom: "Zoom",
};

/**
 * Presets without a vector of their sender's: the form that the catalogue of senders gives, under its generic vectors'
 * values. The hexadecimal values are those of BODY under "test_secret", as the proven senders above send them.
 */
const HEX = "c3a852d7696fb9cc8f10355e3d2c73358db4cc0518cb5f55020a6ec49f7718be";
const BASE64 = "w6hS12lvucyPEDVePSxzNY20zAUYy19VAgpuxJ93GL4=";
const SHA1_BASE64 = "mps2zu5adZSKDwirpif5pqGA2F8=";
const STAMPED = "4fbb9d9248bc6f726f646db1c754aa2bf9d1e13fd03932aff15653151fc33ebe";
const SLACK_LIKE = "e96e46d0ed9b982cc692f7993a862abadebd6a5cecaa0e9e986ae889674c6e0a";
const FORMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  autotask: { "x-hook-signature": `sha1=${SHA1_BASE64}` },
  "checkout-com": { "cko-signature": HEX },
  "customer-io": { "x-cio-timestamp": "1767225600", "x-cio-signature": SLACK_LIKE },
  elevenlabs: { "elevenlabs-signature": `t=1767225600,v0=${STAMPED}` },
  gocardless: { "webhook-signature": HEX },
  line: { "x-line-signature": BASE64 },
  mollie: { "x-mollie-signature": `sha256=${HEX}` },
  mux: { "mux-signature": `t=1767225600,v1=${STAMPED}` },
  notion: { "x-notion-signature": `sha256=${HEX}` },
  flutterwave: { "verif-hash": "test_secret" },
  "gitlab-token": { "x-gitlab-token": "test_secret" },
  telegram: { "x-telegram-bot-api-secret-token": "test_secret" },
  bearer: { authorization: "Bearer test_secret" },
  // signed by OpenSSL's functions, apart from the code under test
  connectwise: { "x-content-signature": "1MfZGuEpn8tEEHi+oeXd2Hhtl8tiCxSYMtPVkKFVccM=" },
  sellsy: { "x-webhook-signature": "10ec9eff015635fe456fcceeefe6e0cc17f38b94" },
};

/** Under another secret than the rest: user and password. */
const BASIC = { secret: "hook:p@ss:word", headers: { authorization: "Basic aG9vazpwQHNzOndvcmQ=" } };

function provenBy(name: string): Vector {
  const vector = vectors.find(({ sender }) => sender === PROVEN[name]);
  if (vector === undefined) {
    throw new Error(`No vector of "${PROVEN[name]}".`);
  }
  return vector;
}

function verdict(name: string, secret: string, parts: RequestParts, now: number) {
  return prepareVerifier(resolveScheme({ preset: name }), liveSecrets(secret)).verify(
    signedRequest(parts),
    now,
  );
}

it("are all sampled", () => {
  const known = [
    ...Object.keys(PROVEN),
    ...Object.keys(FORMS),
    "adyen-platform",
    "basic",
    "chargebee",
    "postmark",
  ];
  expect(Object.keys(presets).toSorted()).toEqual(known.toSorted());
});

describe.each(Object.keys(PROVEN))("the preset %s", (name) => {
  const vector = provenBy(name);
  const now = vector.at ?? SIGNED_AT;

  it("accepts what the sender signed", async () => {
    expect(await verdict(name, vector.secret, vector, now)).toMatchObject({ ok: true, secretId: "sec_1" });
  });

  it("refuses another key, another body, a missing signature, and what is too old", async () => {
    const forged = vector.forgedBody ?? `${vector.body} `;
    expect(await verdict(name, vector.wrongSecret, vector, now)).toMatchObject({ ok: false });
    expect(await verdict(name, vector.secret, { ...vector, body: forged }, now)).toMatchObject({ ok: false });
    const unsigned = { ...vector, headers: {}, body: "{}" };
    expect(await verdict(name, vector.secret, unsigned, now)).toMatchObject({ reason: "header_missing" });
    if ("timestamp" in resolveScheme({ preset: name }) && vector.at !== undefined) {
      const late = now + 86_400_000 * 2;
      expect(await verdict(name, vector.secret, vector, late)).toMatchObject({ reason: "stale_timestamp" });
    }
  });
});

describe.each(Object.entries(FORMS))("the preset %s", (name, headers) => {
  it("accepts the form that the sender documents, and refuses another secret and no signature", async () => {
    const parts = { headers, body: BODY };
    expect(await verdict(name, "test_secret", parts, SIGNED_AT)).toMatchObject({ ok: true });
    expect(await verdict(name, "test_secreT", parts, SIGNED_AT)).toMatchObject({
      reason: "invalid_signature",
    });
    expect(await verdict(name, "test_secret", { body: BODY }, SIGNED_AT)).toMatchObject({
      reason: "header_missing",
    });
  });
});

describe.each(["basic", "chargebee", "postmark"])("the preset %s", (name) => {
  it("accepts user and password, and refuses others", async () => {
    const parts = { headers: BASIC.headers, body: BODY };
    expect(await verdict(name, BASIC.secret, parts, SIGNED_AT)).toMatchObject({ ok: true });
    expect(await verdict(name, "hook:other", parts, SIGNED_AT)).toMatchObject({
      reason: "invalid_signature",
    });
  });
});

it("take Adyen's hexadecimal key for the whole body where a platform is told", async () => {
  const secret = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";
  const headers = { hmacsignature: "IfYl8w5wzrxxKsHULuO4ISWxd0WqSYREb+i0D8wZgtA=" };
  expect(await verdict("adyen-platform", secret, { headers, body: BODY }, SIGNED_AT)).toMatchObject({
    ok: true,
  });
  const wrong = `${secret.slice(0, -1)}7`;
  expect(await verdict("adyen-platform", wrong, { headers, body: BODY }, SIGNED_AT)).toMatchObject({
    reason: "invalid_signature",
  });
});

it("read the event's identity where the sender puts it", () => {
  const request = signedRequest({
    headers: { "x-shopify-webhook-id": "b54557e4", "x-shopify-topic": "orders/create" },
    body: "{}",
  });
  expect(readIdentity(resolveScheme({ preset: "shopify" }), request)).toMatchObject({
    id: "b54557e4",
    type: "orders/create",
  });
});

describe("items that are signed one by one", () => {
  const vector = provenBy("adyen");
  const [item] = (JSON.parse(vector.body) as { notificationItems: object[] }).notificationItems;
  const judge = (items: readonly unknown[]) =>
    verdict("adyen", vector.secret, { body: JSON.stringify({ notificationItems: items }) }, SIGNED_AT);

  it("hold when all of them do", async () => {
    expect(await judge([item, item])).toMatchObject({ ok: true });
  });

  it("fail when one of them does, when there is none, and when there are too many", async () => {
    const forged = JSON.parse(JSON.stringify(item).replace("1130", "1131")) as unknown;
    expect(await judge([item, forged])).toMatchObject({ reason: "invalid_signature" });
    expect(await judge([item, {}])).toMatchObject({ ok: false });
    expect(await judge([])).toMatchObject({ reason: "header_missing" });
    expect(await judge(Array.from({ length: 101 }, () => item))).toMatchObject({ reason: "header_missing" });
  });
});
