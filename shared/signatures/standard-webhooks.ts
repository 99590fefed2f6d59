import type { SchemeInput, Source } from "./scheme.ts";

/** The headers of the specification, and those under which Svix sends the same; of both, Svix's count. */
function either(name: string): Source[] {
  return [{ header: `svix-${name}` }, { header: `webhook-${name}` }];
}

export const STANDARD_WEBHOOKS_HEADERS = [
  "svix-id",
  "svix-timestamp",
  "svix-signature",
  "webhook-id",
  "webhook-timestamp",
  "webhook-signature",
];

/**
 * Standard Webhooks with a symmetric key, as Svix and others send them: the secret is `whsec_` and base64.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#symmetric
 */
export const STANDARD_WEBHOOKS = {
  kind: "hmac",
  algorithm: "sha256",
  key: { strip: ["v1,", "whsec_"], decode: "base64" },
  signature: {
    from: either("signature"),
    list: { separator: "space" },
    prefix: "v1,",
    encoding: "base64",
  },
  timestamp: { from: either("timestamp"), unit: "s" },
  content: [{ value: either("id") }, ".", { timestamp: true }, ".", { body: "raw" }],
  id: either("id"),
} satisfies SchemeInput;

/** The message's id, which every retry keeps. */
export function messageIdOf(headers: Headers): string | null {
  return headers.get("svix-id") ?? headers.get("webhook-id");
}
