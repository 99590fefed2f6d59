import { BODY, SECRET, type Vector, WRONG_SECRET } from "./vector.ts";

type Row = readonly [
  sender: string,
  algorithm: "sha1" | "sha256" | "sha384" | "sha512",
  encoding: "hex" | "base64" | "base64url",
  header: string,
  value: string,
  prefix?: string,
];

/** Senders that sign the body alone, with one value in one header, under the same secret and body. */
const rows: readonly Row[] = [
  ["Shopify", "sha256", "base64", "X-Shopify-Hmac-Sha256", "w6hS12lvucyPEDVePSxzNY20zAUYy19VAgpuxJ93GL4="],
  [
    "Typeform",
    "sha256",
    "base64",
    "Typeform-Signature",
    "sha256=w6hS12lvucyPEDVePSxzNY20zAUYy19VAgpuxJ93GL4=",
    "sha256=",
  ],
  ["Xero", "sha256", "base64", "x-xero-signature", "w6hS12lvucyPEDVePSxzNY20zAUYy19VAgpuxJ93GL4="],
  ["QuickBooks", "sha256", "base64", "intuit-signature", "w6hS12lvucyPEDVePSxzNY20zAUYy19VAgpuxJ93GL4="],
  [
    "WooCommerce",
    "sha256",
    "base64",
    "X-WC-Webhook-Signature",
    "w6hS12lvucyPEDVePSxzNY20zAUYy19VAgpuxJ93GL4=",
  ],
  [
    "Asana",
    "sha256",
    "hex",
    "X-Hook-Signature",
    "c3a852d7696fb9cc8f10355e3d2c73358db4cc0518cb5f55020a6ec49f7718be",
  ],
  [
    "Dropbox",
    "sha256",
    "hex",
    "X-Dropbox-Signature",
    "c3a852d7696fb9cc8f10355e3d2c73358db4cc0518cb5f55020a6ec49f7718be",
  ],
  [
    "Razorpay",
    "sha256",
    "hex",
    "X-Razorpay-Signature",
    "c3a852d7696fb9cc8f10355e3d2c73358db4cc0518cb5f55020a6ec49f7718be",
  ],
  [
    "Lemon Squeezy",
    "sha256",
    "hex",
    "X-Signature",
    "c3a852d7696fb9cc8f10355e3d2c73358db4cc0518cb5f55020a6ec49f7718be",
  ],
  [
    "Bitbucket",
    "sha256",
    "hex",
    "X-Hub-Signature",
    "sha256=c3a852d7696fb9cc8f10355e3d2c73358db4cc0518cb5f55020a6ec49f7718be",
    "sha256=",
  ],
  [
    "Cal.com",
    "sha256",
    "hex",
    "X-Cal-Signature-256",
    "c3a852d7696fb9cc8f10355e3d2c73358db4cc0518cb5f55020a6ec49f7718be",
  ],
  [
    "Paystack",
    "sha512",
    "hex",
    "x-paystack-signature",
    "ec5f046d21b04c46821f69a6a16650d7d7e7c72c5d7698eb7a0202fb5e30fb629cedc6a2e07e8412b4cc4ee6ada4191f53fe06c7a9615ae8af26c45ba7e76743",
  ],
  ["Vercel", "sha1", "hex", "x-vercel-signature", "9a9b36ceee5a75948a0f08aba627f9a6a180d85f"],
  ["Intercom", "sha1", "hex", "X-Hub-Signature", "sha1=9a9b36ceee5a75948a0f08aba627f9a6a180d85f", "sha1="],
  [
    "generic SHA-384",
    "sha384",
    "hex",
    "X-Signature",
    "223a900d0f339d873b5b7bd751bcda07957d5221da64ad963ba295c3d21393ec170d528388be47b539450ea03e92647d",
  ],
  [
    "generic base64url",
    "sha384",
    "base64url",
    "X-Signature",
    "IjqQDQ8znYc7W3vXUbzaB5V9UiHaZK2WO6KVw9ITk-wXDVKDiL5HtTlFDqA-kmR9",
  ],
];

export const bodyOnly: readonly Vector[] = [
  ...rows.map(
    ([sender, algorithm, encoding, header, value, prefix]): Vector => ({
      sender,
      scheme: {
        kind: "hmac",
        algorithm,
        signature: { from: { header }, encoding, ...(prefix === undefined ? {} : { prefix }) },
        content: [{ body: "raw" }],
      },
      secret: SECRET,
      wrongSecret: WRONG_SECRET,
      headers: { [header]: value },
      body: BODY,
    }),
  ),
  {
    sender: "GitHub, as documented",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "X-Hub-Signature-256" }, prefix: "sha256=", encoding: "hex" },
      content: [{ body: "raw" }],
    },
    secret: "It's a Secret to Everybody",
    wrongSecret: "It's a secret to everybody",
    headers: {
      "X-Hub-Signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    },
    body: "Hello, World!",
  },
  {
    sender: "WhatsApp",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "X-Hub-Signature-256" }, prefix: "sha256=", encoding: "hex" },
      content: [{ body: "raw" }],
    },
    secret: "whatsapp_app_secret_0123456789abcdef",
    wrongSecret: WRONG_SECRET,
    headers: {
      "X-Hub-Signature-256": "sha256=5a88492e73014b7e65783490d52ba6d808cf93e98ba353df9b9b4ace0142a2a0",
    },
    body: '{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"Zo\\u00e9"},"wa_id":"16505551234"}],"messages":[{"from":"16505551234","id":"wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdC","timestamp":"1749416383","type":"text","text":{"body":"Caf\\u00e9 \\ud83d\\ude00"}}]},"field":"messages"}]}]}',
  },
  {
    sender: "Sentry",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "Sentry-Hook-Signature" }, encoding: "hex" },
      content: [{ body: "raw" }],
    },
    secret: "sentry-client-secret",
    wrongSecret: WRONG_SECRET,
    headers: { "Sentry-Hook-Signature": "f24a2f18bf53ab5da931a5e68aaf53bc05716f1100e11c2a0d692a34f1685fc4" },
    body: '{"action":"created","installation":{"uuid":"7a485448-a9e2-4c85-8a3c-4f44175783c9"},"data":{"issue":{"id":"1170820242","title":"ReferenceError"}},"actor":{"type":"application","id":"sentry","name":"Sentry"}}',
  },
  {
    sender: "DocuSign, whose key looks like base64 and is text",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "X-DocuSign-Signature-1" }, encoding: "base64" },
      content: [{ body: "raw" }],
    },
    secret: "ds_hmac_key_1=",
    wrongSecret: "ds_hmac_key_2=",
    headers: {
      "X-DocuSign-Signature-1": "/tmXDoHBKWGH/T7wsbEZFcL26Vrg5nnux/LM3a/XlsQ=",
      "X-DocuSign-Signature-2": "sct/Zj385HBT+x3GCBH3+uYUn2LwLTqoVOuu/PEJBu4=",
    },
    body: '{"event":"envelope-completed","uri":"/restapi/v2.1/accounts/acc/envelopes/env-1","retryCount":0,"configurationId":12345,"apiVersion":"v2.1","generatedDateTime":"2026-01-15T12:30:00.0000000Z","data":{"accountId":"acc","userId":"usr","envelopeId":"env-1"}}',
  },
  {
    sender: "Airtable, whose key is base64",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      key: { decode: "base64" },
      signature: { from: { header: "X-Airtable-Content-MAC" }, prefix: "hmac-sha256=", encoding: "hex" },
      content: [{ body: "raw" }],
    },
    secret: "dGVzdF9zZWNyZXQ=",
    wrongSecret: "dGVzdF9zZWNyZVQ=",
    headers: {
      "X-Airtable-Content-MAC":
        "hmac-sha256=c3a852d7696fb9cc8f10355e3d2c73358db4cc0518cb5f55020a6ec49f7718be",
    },
    body: BODY,
  },
  {
    sender: "PagerDuty, with a signature under another secret first",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: {
        from: { header: "X-PagerDuty-Signature" },
        list: { separator: "comma" },
        prefix: "v1=",
        encoding: "hex",
      },
      content: [{ body: "raw" }],
    },
    secret: SECRET,
    wrongSecret: WRONG_SECRET,
    headers: {
      "X-PagerDuty-Signature":
        "v1=adf8fa9e904567eca340f1d39696b8863155dc3fa7fbc500518d04416791bc25,v1=c3a852d7696fb9cc8f10355e3d2c73358db4cc0518cb5f55020a6ec49f7718be",
    },
    body: BODY,
  },
  {
    sender: "HubSpot v1, a plain hash",
    scheme: {
      kind: "digest",
      algorithm: "sha256",
      signature: { from: { header: "X-HubSpot-Signature" }, encoding: "hex" },
      content: [{ secret: true }, { body: "raw" }],
    },
    secret: "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy",
    wrongSecret: WRONG_SECRET,
    headers: { "X-HubSpot-Signature": "232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de" },
    body: '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]',
  },
];
