import { vectors } from "../vectors.ts";
import { JWT_KEY, JWT_URL, publicKeys, tokens } from "./tokens.ts";
import { BODY, SECRET, SIGNED_AT, type Vector, WRONG_SECRET } from "./vector.ts";

/** A request as the sender of a preset signs it. */
export interface PresetVector extends Omit<Vector, "sender" | "scheme"> {
  readonly preset: string;
}

/** Requests that are vectors of the language already, by the sender's name there. */
const known: Readonly<Record<string, readonly string[]>> = {
  "standard-webhooks": [
    "Standard Webhooks",
    "Standard Webhooks while a secret is rotated, with a v1a signature besides",
  ],
  "standard-webhooks-v1a": ["Standard Webhooks v1a"],
  svix: ["Svix (Clerk)"],
  clerk: ["Svix (Clerk)"],
  brex: ["Svix (Clerk)"],
  resend: ["Resend"],
  openai: ["OpenAI"],
  replicate: ["Standard Webhooks"],
  loops: ["Standard Webhooks"],
  folk: ["Standard Webhooks"],
  fathom: ["Standard Webhooks"],
  bigcommerce: ["Standard Webhooks"],
  "supabase-auth": [
    "Supabase",
    "Supabase with two secrets, whose signatures it joins with a comma and a space",
  ],
  stripe: ["Stripe", "Stripe while a secret is rolled"],
  square: ["Square"],
  hubspot: [
    "HubSpot v3 at https://hooks.example.com/v1/webhooks/hubspot",
    "HubSpot v3 at https://hooks.example.com/v1/webhooks/hubspot?u=https%3A%2F%2Fa.example%2Fx%20y%3Bz",
  ],
  "hubspot-v2": ["HubSpot v2, a plain hash, by POST", "HubSpot v2, a plain hash, by GET"],
  "hubspot-v1": ["HubSpot v1, a plain hash"],
  github: ["GitHub, as documented"],
  gitlab: ["Standard Webhooks"],
  shopify: ["Shopify"],
  paddle: ["Paddle"],
  linear: ["Linear, with its timestamp in the body"],
  intercom: ["Intercom"],
  zoom: ["Zoom"],
  slack: ["Slack, as documented"],
  typeform: ["Typeform"],
  zendesk: ["Zendesk, with an ISO 8601 timestamp"],
  xero: ["Xero"],
  quickbooks: ["QuickBooks"],
  asana: ["Asana"],
  trello: ["Trello"],
  "discord-interactions": ["Discord"],
  "discord-events": ["Discord"],
  mailgun: ["Mailgun"],
  dropbox: ["Dropbox"],
  "dropbox-sign": ["Dropbox Sign"],
  bitbucket: ["Bitbucket"],
  jira: ["Bitbucket"],
  pagerduty: ["PagerDuty, with a signature under another secret first"],
  razorpay: ["Razorpay"],
  adyen: ["Adyen, which joins eight values under a hexadecimal key"],
  "lemon-squeezy": ["Lemon Squeezy"],
  woocommerce: ["WooCommerce"],
  vercel: ["Vercel"],
  webflow: ["Webflow"],
  workos: ["WorkOS, in milliseconds and with a space between pairs"],
  calendly: ["Calendly"],
  airtable: ["Airtable, whose key is base64"],
  meta: ["WhatsApp"],
  sendgrid: ["SendGrid, in DER"],
  telnyx: ["Telnyx"],
  highlevel: ["HighLevel, whose key is SPKI"],
  "highlevel-rsa": ["RSA with sha256"],
  retell: ["Retell"],
  "housecall-pro": ["Housecall Pro"],
  "cal-com": ["Cal.com"],
  paystack: ["Paystack"],
  sentry: ["Sentry"],
};

const HEX = "c3a852d7696fb9cc8f10355e3d2c73358db4cc0518cb5f55020a6ec49f7718be";
const BASE64 = "w6hS12lvucyPEDVePSxzNY20zAUYy19VAgpuxJ93GL4=";

/** Signatures over `BODY` under `SECRET` in one header. */
const inHeader: readonly (readonly [preset: string, header: string, value: string])[] = [
  ["shopify", "shopify-hmac-sha256", BASE64],
  ["checkout-com", "cko-signature", HEX],
  ["mollie", "x-mollie-signature", `sha256=${HEX}`],
  ["gocardless", "webhook-signature", HEX],
  ["notion", "x-notion-signature", `sha256=${HEX}`],
  ["line", "x-line-signature", BASE64],
  ["segment", "x-signature", "9a9b36ceee5a75948a0f08aba627f9a6a180d85f"],
  ["autotask", "x-hook-signature", "sha1=mps2zu5adZSKDwirpif5pqGA2F8="],
  ["connectwise", "x-content-signature", "1MfZGuEpn8tEEHi+oeXd2Hhtl8tiCxSYMtPVkKFVccM="],
  ["sellsy", "x-webhook-signature", "10ec9eff015635fe456fcceeefe6e0cc17f38b94"],
];

/** The secret itself. */
const tokenHeaders: readonly (readonly [preset: string, header: string, prefix?: string])[] = [
  ["gitlab", "x-gitlab-token"],
  ["telegram", "x-telegram-bot-api-secret-token"],
  ["flutterwave", "verif-hash"],
  ["google-calendar", "x-goog-channel-token"],
  ["okta", "authorization"],
  ["auth0", "authorization"],
  ["bearer", "authorization", "Bearer "],
  ["zapier", "authorization", "Bearer "],
  ["make", "authorization", "Bearer "],
  ["supabase-database", "authorization", "Bearer "],
];

const shared = { secret: SECRET, wrongSecret: WRONG_SECRET, body: BODY };
const token = { secret: JWT_KEY, wrongSecret: `${JWT_KEY}0`, body: BODY };
const ADYEN_KEY = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";
const BRAINTREE_BODY =
  "bt_signature=pubkey0%7C0000000000000000000000000000000000000000%26pubkey1%7C94494a578648cbc9ef36eccaffbafb87c503f949&bt_payload=PG5vdGlmaWNhdGlvbj48a2luZD5jaGVjazwva2luZD48L25vdGlmaWNhdGlvbj4%3D";
const MAILGUN_FORM =
  "timestamp=1767225600&token=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&signature=2f7c501892c19fc6805643a25316d0ca3422e1ba29e6b46631dc7b0be8119bed&event=delivered";

const GRAPH_BODY = `{"value":[{"subscriptionId":"s1","changeType":"created","clientState":"${SECRET}"},{"subscriptionId":"s1","changeType":"updated","clientState":"${SECRET}"}]}`;
const DROPBOX_SIGN_FORM =
  '--xYz\r\nContent-Disposition: form-data; name="json"\r\n\r\n{"event":{"event_time":"1767225600","event_type":"signature_request_sent","event_hash":"663350921aee867407e4e7a59cb907ef52990076caedb8716b2a71ac7573337c"}}\r\n--xYz--\r\n';

/** Two items, the second under a reference to the first. */
export const ADYEN_BATCH = `{"live":"false","notificationItems":[{"NotificationRequestItem":{"additionalData":{"hmacSignature":"coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0="},"amount":{"currency":"EUR","value":1130},"eventCode":"AUTHORISATION","eventDate":"2026-01-01T01:00:00+01:00","merchantAccountCode":"TestMerchant","merchantReference":"TestPayment-1407325143704","pspReference":"7914073381342284","success":"true"}},{"NotificationRequestItem":{"additionalData":{"hmacSignature":"8W1T5PiwSxVJIYDsMW74DveuEqAF5Zai2p/jCGQoRr8="},"amount":{"currency":"EUR","value":1130},"eventCode":"REFUND","merchantAccountCode":"TestMerchant","merchantReference":"TestPayment-1407325143704","originalReference":"7914073381342284","pspReference":"8814073381342299","success":"false"}}]}`;

const own: readonly PresetVector[] = [
  ...inHeader.map(([preset, header, value]) => ({ preset, ...shared, headers: { [header]: value } })),
  ...tokenHeaders.map(([preset, header, prefix = ""]) => ({
    preset,
    ...shared,
    headers: { [header]: `${prefix}${SECRET}` },
  })),
  ...["basic", "postmark", "chargebee", "datadog"].map((preset) => ({
    preset,
    ...shared,
    secret: "hook:p@ss:word",
    wrongSecret: "hook:p@ss:worD",
    headers: { authorization: "Basic aG9vazpwQHNzOndvcmQ=" },
  })),
  {
    preset: "url-token",
    ...shared,
    url: `https://hooks.example.com/webhooks/custom/ep_1?token=${SECRET}`,
    headers: {},
  },
  {
    preset: "polar",
    ...shared,
    secret: "polar_whs_test",
    headers: {
      "webhook-id": "msg_test_1",
      "webhook-timestamp": "1767225600",
      "webhook-signature": "v1,q3Q0uJDsE7oJmkaV5uaCwvzckHmweduwN6thps25OAI=",
    },
    at: SIGNED_AT,
  },
  {
    preset: "mux",
    ...shared,
    headers: {
      "mux-signature": "t=1767225600,v1=4fbb9d9248bc6f726f646db1c754aa2bf9d1e13fd03932aff15653151fc33ebe",
    },
    at: SIGNED_AT,
  },
  {
    preset: "elevenlabs",
    ...shared,
    headers: {
      "elevenlabs-signature":
        "t=1767225600,v0=4fbb9d9248bc6f726f646db1c754aa2bf9d1e13fd03932aff15653151fc33ebe",
    },
    at: SIGNED_AT,
  },
  {
    preset: "mailchimp",
    ...shared,
    headers: {
      "x-mailchimp-signature":
        "t=1767225600,v1=4fbb9d9248bc6f726f646db1c754aa2bf9d1e13fd03932aff15653151fc33ebe",
    },
    at: SIGNED_AT,
  },
  {
    preset: "customer-io",
    ...shared,
    headers: {
      "x-cio-timestamp": "1767225600",
      "x-cio-signature": "e96e46d0ed9b982cc692f7993a862abadebd6a5cecaa0e9e986ae889674c6e0a",
    },
    at: SIGNED_AT,
  },
  {
    preset: "recurly",
    ...shared,
    headers: {
      "recurly-signature":
        "1767225600000,02e43bbd299f9c0b63f027f60fc00e689bcfa7e61f8c48e6732ed3d2fae589f8,24a7651a8fad20a088702e4c1cbd3a7076b44dcd5eeff50c520ee699f8f75fd1",
    },
    at: SIGNED_AT,
  },
  {
    preset: "adyen",
    secret: ADYEN_KEY,
    wrongSecret: "00",
    headers: {},
    body: ADYEN_BATCH,
    forgedBody: ADYEN_BATCH.replace('"REFUND"', '"CAPTURE"'),
  },
  {
    preset: "adyen-platform",
    ...shared,
    secret: ADYEN_KEY,
    wrongSecret: "00",
    headers: { HmacSignature: "IfYl8w5wzrxxKsHULuO4ISWxd0WqSYREb+i0D8wZgtA=", Protocol: "HmacSHA256" },
  },
  {
    preset: "braintree",
    secret: "pubkey1|privkey1",
    wrongSecret: "pubkey1|privkey2",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: BRAINTREE_BODY,
    forgedBody: BRAINTREE_BODY.replace("bt_payload=P", "bt_payload=Q"),
  },
  {
    preset: "braintree",
    secret: "pubkey1|privkey1",
    wrongSecret: "pubkey1|privkey2",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: `${BRAINTREE_BODY}%0A`,
    forgedBody: `${BRAINTREE_BODY}%0A%0A`,
  },
  {
    preset: "mailgun",
    ...shared,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: MAILGUN_FORM,
    at: SIGNED_AT,
    forgedBody: MAILGUN_FORM.replace("token=a", "token=b"),
  },
  {
    preset: "microsoft-graph",
    ...shared,
    headers: { "content-type": "application/json" },
    body: GRAPH_BODY,
    forgedBody: GRAPH_BODY.replace(`"clientState":"${SECRET}"},`, '"clientState":"x"},'),
  },
  {
    preset: "dropbox-sign",
    ...shared,
    headers: { "content-type": "multipart/form-data; boundary=xYz" },
    body: DROPBOX_SIGN_FORM,
    at: SIGNED_AT,
    forgedBody: DROPBOX_SIGN_FORM.replace("_sent", "_signed"),
  },
  {
    preset: "vonage",
    ...token,
    headers: { authorization: `Bearer ${tokens.vonage}` },
    at: SIGNED_AT,
  },
  ...[tokens.messagebirdHS256, tokens.messagebirdHS384, tokens.messagebirdHS512].map((jwt) => ({
    preset: "messagebird",
    ...token,
    url: JWT_URL,
    headers: { "messagebird-signature-jwt": jwt },
  })),
  { preset: "netlify", ...token, headers: { "x-webhook-signature": tokens.netlify } },
  { preset: "fusionauth", ...token, headers: { "x-fusionauth-signature-jwt": tokens.fusionauth } },
  ...Object.values(publicKeys).map(({ key, otherKey, token: jwt }) => ({
    preset: "fusionauth-public-key",
    body: BODY,
    secret: key,
    wrongSecret: otherKey,
    headers: { "x-fusionauth-signature-jwt": jwt },
  })),
];

/** Two keys at once, each with a header of its own. */
const DOCUSIGN_KEYS = ["ds_hmac_key_1=", "ds_hmac_key_2="];

function vectorOf(sender: string): Omit<PresetVector, "preset"> {
  const vector = vectors.find((candidate) => candidate.sender === sender);
  if (vector === undefined) {
    throw new Error(`There is no vector of ${sender}.`);
  }
  const { sender: _, scheme: __, ...request } = vector;
  return request;
}

/** Every preset's requests: those of the vendors' own libraries and documentation, the others made by node:crypto. */
export const presetVectors: readonly PresetVector[] = [
  ...[DOCUSIGN_KEYS, DOCUSIGN_KEYS.toReversed()].map(([secret]) => ({
    preset: "docusign",
    ...vectorOf("DocuSign, whose key looks like base64 and is text"),
    secret: secret ?? "",
    wrongSecret: "ds_hmac_key_3=",
  })),
  ...Object.entries(known).flatMap(([preset, senders]) =>
    senders.map((sender): PresetVector => ({ preset, ...vectorOf(sender) })),
  ),
  ...own,
];
