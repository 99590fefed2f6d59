import type { SchemeInput } from "./scheme.ts";
import type { SignedRequest } from "./verifier.ts";

/** `X-Hub-Signature-256: sha256=<hex>` over the raw body, which WebSub's signatures became (its section 8). */
export const HUB_SIGNATURE = {
  kind: "hmac",
  algorithm: "sha256",
  signature: { from: { header: "x-hub-signature-256" }, prefix: "sha256=", encoding: "hex" },
  content: [{ body: "raw" }],
} satisfies SchemeInput;

/**
 * The challenge of a hub that asks whether a subscription is wanted (WebSub section 5.3), to be echoed; null for any
 * other request, and where the verify token is not the endpoint's id. The id stands in the endpoint's URL, so that
 * nothing need be stored, and a subscriber who mixes up two endpoints is told.
 */
export function hubChallenge({ method, url }: Pick<SignedRequest, "method" | "url">): string | null {
  const { pathname, searchParams } = new URL(url);
  const challenge = searchParams.get("hub.challenge") ?? "";
  const isAsked = method === "GET" && searchParams.get("hub.mode") === "subscribe";
  const endpointId = pathname.slice(pathname.lastIndexOf("/") + 1);
  return isAsked && searchParams.get("hub.verify_token") === endpointId && /^[\w-]{1,200}$/.test(challenge)
    ? challenge
    : null;
}
