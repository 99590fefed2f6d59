/** Signers for tests, written apart from the code that verifies. */

const encoder = new TextEncoder();
export type Bytes = Uint8Array<ArrayBuffer>;

export function bytes(text: string): Bytes {
  return new Uint8Array(encoder.encode(text));
}

export async function hmac(
  hash: "SHA-1" | "SHA-256" | "SHA-512",
  key: Bytes,
  ...parts: readonly (Bytes | string)[]
): Promise<Bytes> {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash }, false, ["sign"]);
  const joined = new Uint8Array(await new Blob([...parts]).arrayBuffer());
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, joined));
}

function hex(value: Bytes): string {
  return [...value].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function base64(value: Bytes): string {
  return btoa(String.fromCharCode(...value));
}

/** https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries */
export async function githubHeaders(
  body: Bytes,
  options: { readonly secret: string; readonly delivery?: string; readonly event?: string },
): Promise<Record<string, string>> {
  return {
    "content-type": "application/json",
    "x-github-event": options.event ?? "push",
    "x-github-delivery": options.delivery ?? crypto.randomUUID(),
    "x-hub-signature-256": `sha256=${hex(await hmac("SHA-256", bytes(options.secret), body))}`,
  };
}

/** https://docs.stripe.com/webhooks/signature. @param at unix seconds */
export async function stripeHeaders(
  body: Bytes,
  { secret, at }: { readonly secret: string; readonly at: number },
): Promise<Record<string, string>> {
  const signature = hex(await hmac("SHA-256", bytes(secret), `${at}.`, body));
  return { "content-type": "application/json", "stripe-signature": `t=${at},v1=${signature}` };
}

/** https://www.twilio.com/docs/usage/webhooks/webhooks-security */
export async function twilioRequest(
  url: string,
  parameters: Readonly<Record<string, string>>,
  token: string,
): Promise<{ headers: Record<string, string>; body: Bytes }> {
  const signed = Object.keys(parameters)
    .sort()
    .reduce((text, name) => `${text}${name}${parameters[name]}`, url);
  return {
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-twilio-signature": base64(await hmac("SHA-1", bytes(token), signed)),
    },
    body: bytes(new URLSearchParams(parameters).toString()),
  };
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack. @param at unix seconds */
export async function slackHeaders(
  body: Bytes,
  { secret, at }: { readonly secret: string; readonly at: number },
): Promise<Record<string, string>> {
  return {
    "content-type": "application/json",
    "x-slack-request-timestamp": String(at),
    "x-slack-signature": `v0=${hex(await hmac("SHA-256", bytes(secret), `v0:${at}:`, body))}`,
  };
}

/** https://docs.svix.com/receiving/verifying-payloads/how-manual. @param at unix seconds */
export async function svixHeaders(
  body: Bytes,
  { secret, id, at }: { readonly secret: string; readonly id: string; readonly at: number },
): Promise<Record<string, string>> {
  const key = Uint8Array.from(atob(secret.replace("whsec_", "")), (letter) => letter.charCodeAt(0));
  return {
    "content-type": "application/json",
    "svix-id": id,
    "svix-timestamp": String(at),
    "svix-signature": `v1,${base64(await hmac("SHA-256", key, `${id}.${at}.`, body))}`,
  };
}
