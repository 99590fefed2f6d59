import { type Bytes, base64 } from "./sign.ts";

/** SendGrid's side of a signed event webhook: it shows `secret`, its public key, and keeps the other one. */
export interface SendgridSigner {
  readonly secret: string;
  /** @param at unix seconds */
  headers(body: Bytes, at: number): Promise<Record<string, string>>;
}

/** https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features */
export async function sendgridSigner(): Promise<SendgridSigner> {
  const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
    "verify",
  ]);
  if (!("privateKey" in keys)) {
    throw new Error("ECDSA makes a pair of keys.");
  }
  const spki = await crypto.subtle.exportKey("spki", keys.publicKey);
  if (!(spki instanceof ArrayBuffer)) {
    throw new Error("SPKI is bytes.");
  }
  return {
    secret: base64(new Uint8Array(spki)),
    async headers(body, at) {
      const content = await new Blob([String(at), body]).arrayBuffer();
      const algorithm = { name: "ECDSA", hash: "SHA-256" };
      const raw = new Uint8Array(await crypto.subtle.sign(algorithm, keys.privateKey, content));
      return {
        "content-type": "application/json",
        "x-twilio-email-event-webhook-signature": base64(der(raw)),
        "x-twilio-email-event-webhook-timestamp": String(at),
      };
    },
  };
}

/** r and s as the ASN.1 sequence that OpenSSL writes (RFC 3279 section 2.2.3). */
function der(raw: Bytes): Bytes {
  const content = [...integer(raw.subarray(0, 32)), ...integer(raw.subarray(32))];
  return new Uint8Array([0x30, content.length, ...content]);
}

function integer(digits: Bytes): number[] {
  const start = digits.findIndex((digit) => digit !== 0);
  const trimmed = [...digits.subarray(start)];
  const positive = (trimmed[0] ?? 0) > 0x7f ? [0, ...trimmed] : trimmed;
  return [0x02, positive.length, ...positive];
}
