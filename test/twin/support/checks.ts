import { createHash, createHmac, createPublicKey, verify } from "node:crypto";
import { Stripe } from "stripe";
import type { UnsignedRequest } from "../sender.ts";

/** @param secret what the endpoint holds @param now ms since the epoch */
export type Check = (request: UnsignedRequest, secret: string, now: number) => boolean;

const utf8 = (body: Uint8Array): string => Buffer.from(body).toString("utf8");

function withinSeconds(timestamp: string | undefined, tolerance: number, now: number): boolean {
  return Math.abs(now / 1000 - Number(timestamp)) <= tolerance;
}

function mac(algorithm: string, key: string | Buffer, content: string, body: Uint8Array): Buffer {
  return createHmac(algorithm, key)
    .update(Buffer.concat([Buffer.from(content), body]))
    .digest();
}

/**
 * What a receiver would check, written from the providers' documents apart from the senders,
 * with the signature compared as text.
 */
export const checks: Readonly<Record<string, Check>> = {
  stripe: ({ headers, body }, secret, now) => {
    try {
      return (
        Stripe.webhooks.signature?.verifyHeader(
          utf8(body),
          headers["stripe-signature"] ?? "",
          secret,
          300,
          undefined,
          now,
        ) === true
      );
    } catch {
      return false;
    }
  },
  github: ({ headers, body }, secret) =>
    headers["x-hub-signature-256"] === `sha256=${mac("sha256", secret, "", body).toString("hex")}`,
  slack: ({ headers, body }, secret, now) => {
    const timestamp = headers["x-slack-request-timestamp"];
    return (
      withinSeconds(timestamp, 300, now) &&
      headers["x-slack-signature"] === `v0=${mac("sha256", secret, `v0:${timestamp}:`, body).toString("hex")}`
    );
  },
  twilio: ({ url, headers, body }, secret) => {
    const expected = new URL(url).searchParams.get("bodySHA256");
    const isJson = headers["content-type"] === "application/json";
    const fields = isJson ? [] : [...new URLSearchParams(utf8(body))];
    const content = fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => name + value);
    const signed = createHmac("sha1", secret)
      .update(url + content.join(""))
      .digest("base64");
    const bodyHolds = !isJson || expected === createHash("sha256").update(body).digest("hex");
    return bodyHolds && headers["x-twilio-signature"] === signed;
  },
  resend: ({ headers, body }, secret, now) => {
    const timestamp = headers["svix-timestamp"];
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    const signed = mac("sha256", key, `${headers["svix-id"]}.${timestamp}.`, body).toString("base64");
    return withinSeconds(timestamp, 300, now) && headers["svix-signature"] === `v1,${signed}`;
  },
  sendgrid: ({ headers, body }, secret, now) => {
    const timestamp = headers["x-twilio-email-event-webhook-timestamp"];
    const key = createPublicKey({ key: Buffer.from(secret, "base64"), format: "der", type: "spki" });
    const signature = Buffer.from(headers["x-twilio-email-event-webhook-signature"] ?? "", "base64");
    const content = Buffer.concat([Buffer.from(timestamp ?? ""), body]);
    return (
      withinSeconds(timestamp, 86_400, now) &&
      verify("sha256", content, { key, dsaEncoding: "der" }, signature)
    );
  },
  custom: ({ headers, body }, secret, now) => {
    const timestamp = headers["x-timestamp"];
    return (
      withinSeconds(timestamp, 300, now) &&
      headers["x-signature"] === mac("sha256", secret, `${timestamp}.`, body).toString("hex")
    );
  },
};

/** Whether the provider's documents accept the request. @throws when there is no check for the provider */
export function holds(provider: string, request: UnsignedRequest, secret: string, now: number): boolean {
  const check = checks[provider];
  if (check === undefined) {
    throw new Error(`no check for ${provider}`);
  }
  return check(request, secret, now);
}
