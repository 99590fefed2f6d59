import { type Presets, signedBody, standardWebhooks, timestampedPairs, WEBHOOK_SECRET } from "./shapes.ts";

const {
  id: _id,
  type: _type,
  time: _time,
  ...gitlabSignature
} = standardWebhooks(["webhook"], WEBHOOK_SECRET);

/** Code, operations, identity and content. */
export const development: Presets = {
  github: {
    label: "GitHub",
    docs: "https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries",
    secret: "The webhook's secret",
    scheme: {
      ...signedBody({ from: { header: "x-hub-signature-256" }, prefix: "sha256=", encoding: "hex" }),
      id: { header: "x-github-delivery" },
      type: { header: "x-github-event" },
    },
  },
  gitlab: {
    label: "GitLab",
    docs: "https://docs.gitlab.com/user/project/integrations/webhooks/",
    secret: "The signing token, whsec_…, or the secret token of an older webhook",
    scheme: {
      anyOf: [gitlabSignature, { kind: "token", from: { header: "x-gitlab-token" } }],
      id: [{ header: "idempotency-key" }, { header: "x-gitlab-event-uuid" }],
      type: { header: "x-gitlab-event" },
    },
  },
  bitbucket: {
    label: "Bitbucket Cloud",
    docs: "https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/",
    secret: "The webhook's secret",
    scheme: {
      ...signedBody({ from: { header: "x-hub-signature" }, prefix: "sha256=", encoding: "hex" }),
      id: { header: "x-request-uuid" },
      type: { header: "x-event-key" },
    },
  },
  jira: {
    label: "Jira Cloud, webhooks of an administrator",
    docs: "https://developer.atlassian.com/cloud/jira/platform/webhooks/",
    secret: "The webhook's secret",
    scheme: {
      ...signedBody({ from: { header: "x-hub-signature" }, prefix: "sha256=", encoding: "hex" }),
      id: { header: "x-atlassian-webhook-identifier" },
      type: { json: "/webhookEvent" },
      time: { from: { json: "/timestamp" }, unit: "ms" },
    },
  },
  linear: {
    label: "Linear",
    docs: "https://linear.app/developers/webhooks",
    secret: "The webhook's signing secret",
    scheme: {
      ...signedBody({ from: { header: "linear-signature" }, encoding: "hex" }),
      timestamp: { from: { json: "/webhookTimestamp" }, unit: "ms", pastSeconds: 60, futureSeconds: 60 },
      id: { header: "linear-delivery" },
      type: { join: ".", of: [{ json: "/type" }, { json: "/action" }] },
      time: { from: { json: "/webhookTimestamp" }, unit: "ms" },
    },
  },
  sentry: {
    label: "Sentry",
    docs: "https://docs.sentry.io/organization/integrations/integration-platform/webhooks/",
    secret: "The internal integration's client secret",
    scheme: {
      ...signedBody({ from: { header: "sentry-hook-signature" }, encoding: "hex" }),
      id: { header: "request-id" },
      type: { header: "sentry-hook-resource" },
    },
  },
  pagerduty: {
    label: "PagerDuty, webhooks v3",
    docs: "https://developer.pagerduty.com/docs/verifying-webhook-signatures",
    secret: "The webhook subscription's secret",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: {
        from: { header: "x-pagerduty-signature" },
        list: { separator: "comma" },
        prefix: "v1=",
        encoding: "hex",
      },
      content: [{ body: "raw" }],
      id: { json: "/event/id" },
      type: { json: "/event/event_type" },
      time: { from: { json: "/event/occurred_at" }, unit: "iso" },
    },
  },
  vercel: {
    label: "Vercel",
    docs: "https://vercel.com/docs/webhooks/webhooks-api",
    secret: "The webhook's secret",
    scheme: {
      ...signedBody({ from: { header: "x-vercel-signature" }, encoding: "hex", algorithm: "sha1" }),
      id: { json: "/id" },
      type: { json: "/type" },
      time: { from: { json: "/createdAt" }, unit: "ms" },
    },
  },
  netlify: {
    label: "Netlify",
    docs: "https://docs.netlify.com/deploy/deploy-notifications/",
    secret: "The notification's JWS secret token",
    scheme: {
      kind: "jwt",
      from: { header: "x-webhook-signature" },
      algorithms: ["HS256"],
      issuer: "netlify",
      bodyHash: { claim: "sha256", algorithm: "sha256", encoding: "hex" },
    },
  },
  datadog: {
    label: "Datadog",
    docs: "https://docs.datadoghq.com/integrations/webhooks/",
    secret: "user:password, as in the URL given to Datadog",
    scheme: { kind: "basic" },
  },
  okta: {
    label: "Okta event hooks",
    docs: "https://developer.okta.com/docs/concepts/event-hooks/",
    secret: "The event hook's authentication secret, sent in Authorization",
    scheme: {
      kind: "token",
      from: { header: "authorization" },
      items: "/data/events/*",
      id: { json: "/uuid" },
      type: { json: "/eventType" },
      time: { from: { json: "/published" }, unit: "iso" },
      handshakes: [
        {
          match: { method: "GET", value: { header: "x-okta-verification-challenge" } },
          reply: { json: { verification: { value: { header: "x-okta-verification-challenge" } } } },
        },
      ],
    },
  },
  auth0: {
    label: "Auth0 log streams",
    docs: "https://auth0.com/docs/customize/log-streams/custom-log-streams",
    secret: "The stream's authorization token, sent in Authorization",
    scheme: {
      kind: "token",
      from: { header: "authorization" },
      items: "/*",
      id: { json: "/log_id" },
      type: { json: "/data/type" },
      time: { from: { json: "/data/date" }, unit: "iso" },
    },
  },
  workos: {
    label: "WorkOS",
    docs: "https://workos.com/docs/events/data-syncing/webhooks",
    secret: "The webhook endpoint's signing secret",
    scheme: {
      ...timestampedPairs({ header: "workos-signature", unit: "ms", pastSeconds: 180 }),
      id: { json: "/id" },
      type: { json: "/event" },
      time: { from: { json: "/created_at" }, unit: "iso" },
    },
  },
  fusionauth: {
    label: "FusionAuth, with a shared key",
    docs: "https://fusionauth.io/docs/extend/events-and-webhooks/signing",
    secret: "The HMAC key of the webhook's signature",
    scheme: {
      kind: "jwt",
      from: { header: "x-fusionauth-signature-jwt" },
      algorithms: ["HS256", "HS384", "HS512"],
      bodyHash: { claim: "request_body_sha256", algorithm: "sha256", encoding: "base64" },
      id: { json: "/event/id" },
      type: { json: "/event/type" },
      time: { from: { json: "/event/createInstant" }, unit: "ms" },
    },
  },
  "fusionauth-public-key": {
    label: "FusionAuth, with a public key",
    docs: "https://fusionauth.io/docs/extend/events-and-webhooks/signing",
    secret: "The public key of the webhook's signature in PEM: RSA, P-256 or Ed25519",
    scheme: {
      anyOf: [fusionAuthToken("RS256"), fusionAuthToken("ES256"), fusionAuthToken("EdDSA")],
      id: { json: "/event/id" },
      type: { json: "/event/type" },
      time: { from: { json: "/event/createInstant" }, unit: "ms" },
    },
  },
  webflow: {
    label: "Webflow",
    docs: "https://developers.webflow.com/data/docs/working-with-webhooks",
    secret: "The app's client secret, or the secret of a webhook made with a site token",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "x-webflow-signature" }, encoding: "hex" },
      timestamp: { from: { header: "x-webflow-timestamp" }, unit: "ms" },
      content: [{ timestamp: true }, ":", { body: "raw" }],
      type: { json: "/triggerType" },
    },
  },
  mux: {
    label: "Mux",
    docs: "https://www.mux.com/docs/core/verify-webhook-signatures",
    secret: "The webhook's signing secret",
    scheme: {
      ...timestampedPairs({ header: "mux-signature" }),
      id: { json: "/id" },
      type: { json: "/type" },
      time: { from: { json: "/created_at" }, unit: "iso" },
    },
  },
  elevenlabs: {
    label: "ElevenLabs",
    docs: "https://elevenlabs.io/docs/product-guides/administration/webhooks",
    secret: "The webhook's shared secret",
    scheme: {
      ...timestampedPairs({ header: "elevenlabs-signature", pick: "v0" }),
      type: { json: "/type" },
      time: { from: { json: "/event_timestamp" }, unit: "s" },
    },
  },
  "supabase-database": {
    label: "Supabase database webhooks",
    docs: "https://supabase.com/docs/guides/database/webhooks",
    secret: "The token that you add to the webhook as Authorization: Bearer …",
    scheme: {
      kind: "token",
      from: { header: "authorization" },
      prefix: "Bearer ",
      type: { json: "/type" },
    },
  },
};

function fusionAuthToken(algorithm: "RS256" | "ES256" | "EdDSA") {
  return {
    kind: "jwt" as const,
    from: { header: "x-fusionauth-signature-jwt" },
    algorithms: [algorithm],
    bodyHash: {
      claim: "request_body_sha256",
      algorithm: "sha256" as const,
      encoding: "base64" as const,
    },
  };
}
