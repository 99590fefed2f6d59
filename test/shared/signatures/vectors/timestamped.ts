import { BODY, SECRET, SIGNED_AT, stripeLike, type Vector, WRONG_SECRET } from "./vector.ts";

export const timestamped: readonly Vector[] = [
  {
    sender: "Stripe",
    scheme: stripeLike("Stripe-Signature", "s"),
    secret: "whsec_test_secret_0123456789abcdef",
    wrongSecret: WRONG_SECRET,
    headers: {
      "Stripe-Signature": "t=1767225600,v1=2d27840d0b769af86f020c5f1c4927264581798e8c5d4aac06eb3a76c7cfc763",
    },
    body: BODY,
    at: SIGNED_AT,
  },
  {
    sender: "Stripe while a secret is rolled",
    scheme: stripeLike("Stripe-Signature", "s"),
    secret: "whsec_test_secret_0123456789abcdef",
    wrongSecret: WRONG_SECRET,
    headers: {
      "Stripe-Signature":
        "t=1767225600,v1=3e1eb546b63997fdad3effa7ff9cdef7b7a2772d4f1dbadbe6a0636bb534ad68,v1=2d27840d0b769af86f020c5f1c4927264581798e8c5d4aac06eb3a76c7cfc763,v0=ignored",
    },
    body: BODY,
    at: SIGNED_AT,
  },
  {
    sender: "Calendly",
    scheme: stripeLike("Calendly-Webhook-Signature", "s"),
    secret: "5mEzn9C-I28UtwOjZJtFoob0sAAFZ95GbZkqj4y3i0I",
    wrongSecret: WRONG_SECRET,
    headers: {
      "Calendly-Webhook-Signature":
        "t=1768480200,v1=98d812cdd6cf523b69c96e57f2070b52fb53e35977acae89a3f2fba8a717b2cf",
    },
    body: '{"event":"invitee.created","created_at":"2026-01-15T12:30:00.000000Z","created_by":"https://api.calendly.com/users/AAAAAAAAAAAAAAAA","payload":{"uri":"https://api.calendly.com/scheduled_events/EV1/invitees/INV1","email":"ada@example.com"}}',
    at: 1_768_480_200_000,
  },
  {
    sender: "WorkOS, in milliseconds and with a space between pairs",
    scheme: stripeLike("WorkOS-Signature", "ms", 180),
    secret: SECRET,
    wrongSecret: WRONG_SECRET,
    headers: {
      "WorkOS-Signature":
        "t=1767225600000, v1=24a7651a8fad20a088702e4c1cbd3a7076b44dcd5eeff50c520ee699f8f75fd1",
    },
    body: BODY,
    at: SIGNED_AT,
  },
  {
    sender: "Paddle",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: {
        from: { header: "Paddle-Signature" },
        pairs: { item: ";", keyValue: "=", pick: "h1" },
        encoding: "hex",
      },
      timestamp: { from: { pair: "ts" }, unit: "s" },
      content: [{ timestamp: true }, ":", { body: "raw" }],
    },
    secret: SECRET,
    wrongSecret: WRONG_SECRET,
    headers: {
      "Paddle-Signature": "ts=1767225600;h1=4bee27d4efd9ac83d6a0f96b96753d1b7f31b15f0e065910e0d842fa7d478da0",
    },
    body: BODY,
    at: SIGNED_AT,
  },
  {
    sender: "Retell",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: {
        from: { header: "X-Retell-Signature" },
        pairs: { item: ",", keyValue: "=", pick: "d" },
        encoding: "hex",
      },
      timestamp: { from: { pair: "v" }, unit: "ms" },
      content: [{ body: "raw" }, { timestamp: true }],
    },
    secret: "key_test_webhook_badge",
    wrongSecret: WRONG_SECRET,
    headers: {
      "X-Retell-Signature":
        "v=1768480200000,d=a3adb1bf72a5292f00737e28d27d289b89b70d561dfbbf7993f5bd6f83ef7c74",
    },
    body: '{"event":"call_ended","call":{"call_id":"call_1","agent_id":"agent_1","call_status":"ended"}}',
    at: 1_768_480_200_000,
  },
  {
    sender: "Slack, as documented",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "X-Slack-Signature" }, prefix: "v0=", encoding: "hex" },
      timestamp: { from: { header: "X-Slack-Request-Timestamp" }, unit: "s" },
      content: ["v0:", { timestamp: true }, ":", { body: "raw" }],
    },
    secret: "8f742231b10e8888abcd99yyyzzz85a5",
    wrongSecret: WRONG_SECRET,
    headers: {
      "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
      "X-Slack-Request-Timestamp": "1531420618",
    },
    body: "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
    at: 1_531_420_618_000,
  },
  {
    sender: "Zoom",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "x-zm-signature" }, prefix: "v0=", encoding: "hex" },
      timestamp: { from: { header: "x-zm-request-timestamp" }, unit: "s" },
      content: ["v0:", { timestamp: true }, ":", { body: "raw" }],
    },
    secret: SECRET,
    wrongSecret: WRONG_SECRET,
    headers: {
      "x-zm-request-timestamp": "1767225600",
      "x-zm-signature": "v0=e96e46d0ed9b982cc692f7993a862abadebd6a5cecaa0e9e986ae889674c6e0a",
    },
    body: BODY,
    at: SIGNED_AT,
  },
  {
    sender: "Webflow",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "x-webflow-signature" }, encoding: "hex" },
      timestamp: { from: { header: "x-webflow-timestamp" }, unit: "ms" },
      content: [{ timestamp: true }, ":", { body: "raw" }],
    },
    secret: SECRET,
    wrongSecret: WRONG_SECRET,
    headers: {
      "x-webflow-timestamp": "1767225600000",
      "x-webflow-signature": "21f339ec78cf2fff0e3947a54800bfc34af21658195b86c76465127ea18f6ee8",
    },
    body: BODY,
    at: SIGNED_AT,
  },
  {
    sender: "Housecall Pro",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "Api-Signature" }, encoding: "hex" },
      timestamp: { from: { header: "Api-Timestamp" }, unit: "s" },
      content: [{ timestamp: true }, ".", { body: "raw" }],
    },
    secret: "hcp_signing_secret",
    wrongSecret: WRONG_SECRET,
    headers: {
      "Api-Signature": "70a404582ab2cd353bb28041f2cd53f2ab4efd3885ccd45a67f17f44b434c684",
      "Api-Timestamp": "1768480200",
    },
    body: '{"event":"job.scheduled","event_occurred_at":"2026-01-15T12:30:00Z","company_id":"co_1","job":{"id":"job_1","work_status":"scheduled"}}',
    at: 1_768_480_200_000,
  },
  {
    sender: "Zendesk, with an ISO 8601 timestamp",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "X-Zendesk-Webhook-Signature" }, encoding: "base64" },
      timestamp: { from: { header: "X-Zendesk-Webhook-Signature-Timestamp" }, unit: "iso" },
      content: [{ timestamp: true }, { body: "raw" }],
    },
    secret: SECRET,
    wrongSecret: WRONG_SECRET,
    headers: {
      "x-zendesk-webhook-signature-timestamp": "2026-01-01T00:00:00Z",
      "x-zendesk-webhook-signature": "yDWdINCfvQqi05JcW58sXsJGNaXOA7D9ZrF+IF1LgmE=",
    },
    body: BODY,
    at: SIGNED_AT,
  },
  {
    sender: "Klaviyo, with an offset in its ISO 8601 timestamp",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "Klaviyo-Signature" }, encoding: "hex" },
      timestamp: { from: { header: "Klaviyo-Timestamp" }, unit: "iso" },
      content: [{ body: "raw" }, { timestamp: true }],
    },
    secret: "klaviyo-endpoint-secret-0123456789",
    wrongSecret: WRONG_SECRET,
    headers: {
      "Klaviyo-Signature": "ff8369644134ce5b507768f17534201c82511ef60b0a7b34b81ce2fbc601dc08",
      "Klaviyo-Timestamp": "2025-06-08T21:00:00+00:00",
    },
    body: '{"data":[{"external_id":"4vRpBTrLsVf","topic":"event:klaviyo.opened_email","payload":{"data":{"type":"event","id":"4vRpBTrLsVf","attributes":{"timestamp":1749416383,"event_properties":{},"datetime":"2025-06-08T20:59:43+00:00","uuid":"a1b2"}}}}],"meta":{"klaviyo_webhook_id":"01JX000000000000000000000A","klaviyo_account_id":"AbC123","timestamp":"2025-06-08T21:00:00+00:00","version":"2026-07-15"}}',
    at: 1_749_416_400_000,
  },
  {
    sender: "Linear, with its timestamp in the body",
    scheme: {
      kind: "hmac",
      algorithm: "sha256",
      signature: { from: { header: "Linear-Signature" }, encoding: "hex" },
      timestamp: { from: { json: "/webhookTimestamp" }, unit: "ms", pastSeconds: 60, futureSeconds: 60 },
      content: [{ body: "raw" }],
    },
    secret: SECRET,
    wrongSecret: WRONG_SECRET,
    headers: { "linear-signature": "aa501a4b8ec8dd0f11932024f9aacc459ca1ce769e1d8cc97a47dcc17cbe9070" },
    body: '{"type":"Issue","action":"create","webhookTimestamp":1767225600000,"webhookId":"w1"}',
    at: SIGNED_AT,
  },
  ...(
    [
      ["sha1", "2f982a06613a307d97b7921923aaa54346fab7c4"],
      ["sha256", "36ae58fb9efde16cee66558b37924e9e55527db801c7f8f5847d79d866911648"],
    ] as const
  ).map(
    ([algorithm, signature]): Vector => ({
      sender: `Cloudinary, a plain ${algorithm}`,
      scheme: {
        kind: "digest",
        algorithm,
        signature: { from: { header: "X-Cld-Signature" }, encoding: "hex" },
        timestamp: { from: { header: "X-Cld-Timestamp" }, unit: "s", pastSeconds: 7200 },
        content: [{ body: "raw" }, { timestamp: true }, { secret: true }],
      },
      secret: "abcd",
      wrongSecret: WRONG_SECRET,
      headers: { "X-Cld-Signature": signature, "X-Cld-Timestamp": "1368881627" },
      body: '{"public_id":"djhwakcnhksg1j0nm2vw","version":1368881626,"notification_type":"upload"}',
      at: 1_368_881_627_000,
    }),
  ),
];
