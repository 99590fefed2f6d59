import { storableHeaders } from "../http.ts";
import type { Id } from "../ids.ts";
import { fitsInMessage } from "../queue/event-queue.ts";
import type { ReceivedMessage } from "../queue/messages.ts";
import type { SignedRequest } from "../signatures/verifier.ts";
import type { InboundStores } from "./accept.ts";
import type { EndpointIdentity } from "./endpoint-identity.ts";
import { unavailable } from "./unavailable.ts";

/** A request whose signature held, and when it came. */
export interface Verified {
  readonly signed: SignedRequest;
  readonly endpoint: EndpointIdentity;
  readonly id: Id<"event">;
  /** ms since the epoch */
  readonly now: number;
}

/**
 * The queue message of a verified request. A body above the queue's limit goes to R2 first (claim check).
 * @throws Problem `unavailable` when R2 does not take it
 */
export async function envelopeOf(verified: Verified, context: InboundStores): Promise<ReceivedMessage> {
  const { signed, endpoint, id, now } = verified;
  const headers = storableHeaders(signed.headers, endpoint.secretHeaders);
  const url = withoutSecrets(signed.url, endpoint.secretParameters);
  const characters =
    url.length + headers.reduce((sum, [name, value]) => sum + name.length + value.length + 8, 0);
  return {
    kind: "received",
    id,
    organizationId: endpoint.organizationId,
    endpointId: endpoint.id,
    provider: endpoint.provider,
    url,
    contentType: signed.headers.get("content-type") ?? "application/octet-stream",
    headers,
    remoteAddress: signed.headers.get("cf-connecting-ip"),
    receivedAt: now,
    body: fitsInMessage(signed.body.byteLength, characters)
      ? { inline: signed.body }
      : await claimCheck(signed.body, `${endpoint.organizationId}/${id}`, context),
  };
}

async function claimCheck(
  body: Uint8Array,
  key: string,
  context: InboundStores,
): Promise<{ r2: string; bytes: number }> {
  try {
    await context.bodies.put(key, body);
  } catch (cause) {
    context.log.error("gateway.body_unstored", { bytes: body.byteLength }, cause);
    throw unavailable("The webhook's body could not be stored.");
  }
  return { r2: key, bytes: body.byteLength };
}

/** Deletes the body of a message that nothing carries: its sender was told to send it again. */
export async function discardBody(
  { body, endpointId }: ReceivedMessage,
  context: InboundStores,
): Promise<void> {
  if (!("r2" in body)) {
    return;
  }
  try {
    await context.bodies.delete(body.r2);
  } catch (cause) {
    context.log.error("gateway.body_left", { endpointId }, cause);
  }
}

/** The URL without the parameters that carry the secret itself. */
export function withoutSecrets(url: string, parameters: ReadonlySet<string>): string {
  if (!url.includes("?")) {
    return url;
  }
  const parsed = new URL(url);
  const present = [...parameters].filter((name) => parsed.searchParams.has(name));
  if (present.length === 0) {
    return url;
  }
  for (const name of present) {
    parsed.searchParams.delete(name);
  }
  return parsed.toString();
}
