import { type Presets, standardWebhooks, WEBHOOK_SECRET } from "./shapes.ts";

const SIGNING_SECRET = "The signing secret, whsec_…";

/** Standard Webhooks, Svix, and senders that use them; ways without a signature that any sender may use. */
export const standards: Presets = {
  "standard-webhooks": {
    label: "Standard Webhooks",
    docs: "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
    secret: SIGNING_SECRET,
    scheme: standardWebhooks(["webhook"], WEBHOOK_SECRET),
  },
  "standard-webhooks-v1a": {
    label: "Standard Webhooks with a public key",
    docs: "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
    secret: "The public key, whpk_…",
    scheme: {
      kind: "ed25519",
      key: { strip: ["whpk_"], decode: "base64" },
      signature: {
        from: { header: "webhook-signature" },
        list: { separator: "space" },
        prefix: "v1a,",
        encoding: "base64",
      },
      timestamp: { from: { header: "webhook-timestamp" }, unit: "s" },
      content: [{ value: { header: "webhook-id" } }, ".", { timestamp: true }, ".", { body: "raw" }],
      id: { header: "webhook-id" },
      type: { json: "/type" },
      time: { from: { header: "webhook-timestamp" }, unit: "s" },
    },
  },
  svix: {
    label: "Svix",
    docs: "https://docs.svix.com/receiving/verifying-payloads/how-manual",
    secret: SIGNING_SECRET,
    scheme: standardWebhooks(["svix", "webhook"], WEBHOOK_SECRET),
  },
  clerk: {
    label: "Clerk",
    docs: "https://clerk.com/docs/webhooks/overview",
    secret: SIGNING_SECRET,
    scheme: standardWebhooks(["svix", "webhook"], WEBHOOK_SECRET),
  },
  resend: {
    label: "Resend",
    docs: "https://resend.com/docs/dashboard/webhooks/verify-webhooks-requests",
    secret: SIGNING_SECRET,
    scheme: standardWebhooks(["svix", "webhook"], WEBHOOK_SECRET),
  },
  brex: {
    label: "Brex",
    docs: "https://developer.brex.com/docs/webhooks/",
    secret: SIGNING_SECRET,
    scheme: standardWebhooks(["svix", "webhook"], WEBHOOK_SECRET),
  },
  openai: {
    label: "OpenAI",
    docs: "https://platform.openai.com/docs/guides/webhooks",
    secret: SIGNING_SECRET,
    scheme: standardWebhooks(["webhook"], WEBHOOK_SECRET),
  },
  replicate: {
    label: "Replicate",
    docs: "https://replicate.com/docs/topics/webhooks/verify-webhook",
    secret: SIGNING_SECRET,
    scheme: standardWebhooks(["webhook"], WEBHOOK_SECRET),
  },
  polar: {
    label: "Polar",
    docs: "https://polar.sh/docs/integrate/webhooks/delivery",
    secret: "The webhook secret as it is shown: its text is the key",
    scheme: standardWebhooks(["webhook"], { decode: "utf8" }),
  },
  "supabase-auth": {
    label: "Supabase Auth hooks",
    docs: "https://supabase.com/docs/guides/auth/auth-hooks",
    secret: "The hook's secret, v1,whsec_…",
    scheme: {
      ...standardWebhooks(["webhook"], WEBHOOK_SECRET),
      // the header's id changes with every try
      id: undefined,
    },
  },
  loops: {
    label: "Loops",
    docs: "https://loops.so/docs/webhooks",
    secret: SIGNING_SECRET,
    scheme: standardWebhooks(["webhook"], WEBHOOK_SECRET),
  },
  folk: {
    label: "Folk",
    docs: "https://developer.folk.app",
    secret: SIGNING_SECRET,
    scheme: standardWebhooks(["webhook"], WEBHOOK_SECRET),
  },
  fathom: {
    label: "Fathom",
    docs: "https://developers.fathom.ai/webhooks",
    secret: SIGNING_SECRET,
    scheme: standardWebhooks(["webhook"], WEBHOOK_SECRET),
  },
  bigcommerce: {
    label: "BigCommerce",
    docs: "https://developer.bigcommerce.com/docs/integrations/webhooks",
    secret: SIGNING_SECRET,
    scheme: standardWebhooks(["webhook"], WEBHOOK_SECRET),
  },
  basic: {
    label: "HTTP Basic authentication",
    docs: "https://www.rfc-editor.org/rfc/rfc7617",
    secret: "user:password, as in the URL given to the sender",
    scheme: { kind: "basic" },
  },
  bearer: {
    label: "Bearer token",
    docs: "https://www.rfc-editor.org/rfc/rfc6750",
    secret: "The token that the sender puts into Authorization after Bearer",
    scheme: { kind: "token", from: { header: "authorization" }, prefix: "Bearer " },
  },
  "url-token": {
    label: "Token in the URL",
    docs: "https://www.rfc-editor.org/rfc/rfc6750#section-2.3",
    secret: "The text that is appended to the endpoint's URL as ?token=…",
    scheme: { kind: "token", from: { query: "token" } },
  },
};
