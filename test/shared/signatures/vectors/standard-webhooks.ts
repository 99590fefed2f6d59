import { BODY, SIGNED_AT, standardWebhooks, type Vector } from "./vector.ts";

const WEBHOOK_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const OTHER_WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/** Standard Webhooks and its senders' variations. */
export const standardWebhooksVectors: readonly Vector[] = [
  {
    sender: "Standard Webhooks",
    scheme: standardWebhooks("webhook"),
    secret: WEBHOOK_SECRET,
    wrongSecret: OTHER_WEBHOOK_SECRET,
    headers: {
      "webhook-id": "msg_test_1",
      "webhook-timestamp": "1767225600",
      "webhook-signature": "v1,wFxi6KpaZ33O993SWDurZF6eR1ew4x/QPaSYwZ4LqAI=",
    },
    body: BODY,
    at: SIGNED_AT,
  },
  {
    sender: "Standard Webhooks while a secret is rotated, with a v1a signature besides",
    scheme: standardWebhooks("webhook"),
    secret: WEBHOOK_SECRET,
    wrongSecret: OTHER_WEBHOOK_SECRET,
    headers: {
      "webhook-id": "msg_test_1",
      "webhook-timestamp": "1767225600",
      "webhook-signature":
        "v1,k8fmTSMFG8nUSjpfzj48Y021/GZwxO0LBkwAE9h764U= v1,wFxi6KpaZ33O993SWDurZF6eR1ew4x/QPaSYwZ4LqAI= v1a,XzpNPoKFb9Pl5SdZJhq35M7kXIiSEBRZLC8Z166FStaQLM+r4uKGAq7F0yF28qo+mFM6ivTC5+FpYfjwevnTAQ==",
    },
    body: BODY,
    at: SIGNED_AT,
  },
  {
    sender: "OpenAI",
    scheme: standardWebhooks("webhook"),
    secret: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    wrongSecret: OTHER_WEBHOOK_SECRET,
    headers: {
      "webhook-id": "wh_685342e6c53c8190a1be43f081506c52",
      "webhook-timestamp": "1750287078",
      "webhook-signature": "v1,Q27dLviu/LxTWBv9Pq4Hk5IT2BcVx9y0HIsjt7bdBuw=",
    },
    body: '{"id":"evt_685343a1381c819085d44c354e1b330e","object":"event","created_at":1750287018,"type":"response.completed","data":{"id":"resp_abc123"}}',
    at: 1750287078000,
  },
  {
    sender: "Svix (Clerk)",
    scheme: standardWebhooks("svix"),
    secret: WEBHOOK_SECRET,
    wrongSecret: OTHER_WEBHOOK_SECRET,
    headers: {
      "svix-id": "msg_test_1",
      "svix-timestamp": "1767225600",
      "svix-signature": "v1,wFxi6KpaZ33O993SWDurZF6eR1ew4x/QPaSYwZ4LqAI=",
    },
    body: BODY,
    at: SIGNED_AT,
  },
  {
    sender: "Resend",
    scheme: standardWebhooks("svix"),
    secret: OTHER_WEBHOOK_SECRET,
    wrongSecret: WEBHOOK_SECRET,
    headers: {
      "svix-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "svix-timestamp": "1749416400",
      "svix-signature": "v1,OHVs8DryHTdtn+tbht/JFvZbfWxC6+ciVEBzNqs6uxw=",
    },
    body: '{"type":"email.delivered","created_at":"2025-06-08T20:59:59.123Z","data":{"email_id":"56761188-7520-42d8-8898-ff6fc54ce618","created_at":"2025-06-08T20:59:58.000Z","from":"Acme <hi@acme.dev>","to":["delivered@resend.dev"],"subject":"Hi"}}',
    at: 1_749_416_400_000,
  },
  {
    sender: "Supabase",
    scheme: standardWebhooks("webhook"),
    secret: "v1,whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    wrongSecret: `v1,${OTHER_WEBHOOK_SECRET}`,
    headers: {
      "webhook-id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
      "webhook-timestamp": "1767225600",
      "webhook-signature": "v1,c4PfiZeGTvygfr7tg3DWsiL0fgiF/mTgjwVhpCMtymY=",
    },
    body: BODY,
    at: SIGNED_AT,
  },
  {
    sender: "Supabase with two secrets, whose signatures it joins with a comma and a space",
    scheme: standardWebhooks("webhook"),
    secret: "v1,whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    wrongSecret: `v1,${OTHER_WEBHOOK_SECRET}`,
    headers: {
      "webhook-id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
      "webhook-timestamp": "1767225600",
      "webhook-signature":
        "v1,O38UuHqWM9VNWCzC5vqyFwNAXNSHVnKhSlFKhE+MwJE=, v1,c4PfiZeGTvygfr7tg3DWsiL0fgiF/mTgjwVhpCMtymY=",
    },
    body: BODY,
    at: SIGNED_AT,
  },
];
