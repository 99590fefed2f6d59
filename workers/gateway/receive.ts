import { Problem } from "../../shared/errors.ts";
import { MAX_BODY_BYTES, readBody } from "../../shared/http.ts";
import { isId, newId } from "../../shared/ids.ts";
import { accept } from "../../shared/inbound/accept.ts";
import { discardBody, envelopeOf, type Verified } from "../../shared/inbound/envelope.ts";
import type { ProtocolReply, Webhook } from "../../shared/providers/define.ts";
import { findProvider } from "../../shared/providers/registry.ts";
import type { SignedRequest, Verdict } from "../../shared/signatures/verifier.ts";
import type { Context } from "../context.ts";
import { endpointFor, type GatewayEndpoint } from "./endpoints.ts";
import { rejectRequest } from "./reject.ts";

const PATH = /^\/webhooks\/([a-z0-9-]{1,40})\/([a-z0-9_]{1,40})$/;

/**
 * `/webhooks/{provider}/{endpointId}`: raw bytes → verify → envelope → queue → 200.
 * @throws Problem for every refusal; the edge of the trigger turns it into an answer
 */
export async function receive(request: Request, context: Context): Promise<Response> {
  const url = new URL(request.url);
  const [, provider, id] = PATH.exec(url.pathname) ?? [];
  const endpoint =
    provider === undefined || id === undefined || !isId("endpoint", id)
      ? null
      : await endpointFor(context, provider, id).catch((cause: unknown) => {
          throw inWordsOf(findProvider(provider)?.webhook, asUnavailable(cause, context));
        });
  const body = await readBody(request, MAX_BODY_BYTES);
  if (endpoint === null) {
    throw new Problem("not_found", "No enabled endpoint has this URL. Compare it with GET /v1/endpoints.");
  }
  if (!body.ok) {
    throw new Problem("body_too_large", `Webhook bodies are taken up to ${MAX_BODY_BYTES} bytes.`);
  }
  const signed: SignedRequest = {
    method: request.method,
    url: endpoint.url + url.search,
    headers: request.headers,
    body: body.bytes,
  };
  return request.method === "POST"
    ? await receivePost(signed, endpoint, context)
    : await answerProbe(signed, endpoint, context);
}

/** Anything but POST is a handshake of the sender's protocol or refused. */
async function answerProbe(
  signed: SignedRequest,
  endpoint: GatewayEndpoint,
  context: Context,
): Promise<Response> {
  const isProbe = signed.method === "GET" || signed.method === "HEAD";
  const reply = isProbe ? await handshakeOf(signed, endpoint, { verdict: null, now: context.clock() }) : null;
  if (reply === null) {
    throw new Problem("method_not_allowed", "Webhooks are POSTed, and this is no handshake.", {
      headers: { allow: endpoint.webhook.handshake === undefined ? "POST" : "GET, HEAD, POST" },
    });
  }
  return protocolResponse(signed.method === "HEAD" ? { ...reply, body: "" } : reply);
}

/** The answer of the sender's protocol to a request that is no event; null where it is one. */
async function handshakeOf(
  signed: SignedRequest,
  { webhook, scheme, secrets }: GatewayEndpoint,
  { verdict, now }: { readonly verdict: Verdict | null; readonly now: number },
): Promise<ProtocolReply | null> {
  if (webhook.handshake === undefined) {
    return null;
  }
  const verified = verdict?.ok === true;
  const live = secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
  const secret = verified ? live.find(({ id }) => id === verdict.secretId) : live[0];
  return await webhook.handshake(signed, verified, {
    secret: secret?.value ?? null,
    ...(scheme === null ? {} : { scheme }),
  });
}

async function receivePost(
  signed: SignedRequest,
  endpoint: GatewayEndpoint,
  context: Context,
): Promise<Response> {
  const now = context.clock();
  const verdict = await endpoint.verifier.verify(signed, now);
  const { unsignedHandshakes = false } = endpoint.webhook;
  if (verdict.ok || verdict.reason === "secret_missing" || unsignedHandshakes) {
    const handshake = await handshakeOf(signed, endpoint, { verdict, now });
    if (handshake !== null) {
      return protocolResponse(handshake);
    }
  }
  if (!verdict.ok) {
    const problem = await rejectRequest({ signed, endpoint, verdict, now }, context);
    const status = problem.code === "rate_limited" ? undefined : endpoint.scheme?.refusal?.status;
    if (status === undefined) {
      throw problem;
    }
    return new Response(null, { status });
  }
  const id = newId("event", now);
  try {
    await store({ signed, endpoint, id, now }, context);
  } catch (cause) {
    throw inWordsOf(endpoint.webhook, cause);
  }
  const reply = replyOf(endpoint, signed, now);
  return reply === null ? Response.json({ received: true, id }) : protocolResponse(reply);
}

/** @throws Problem `unavailable` when neither queue nor database takes it */
async function store(verified: Verified, context: Context): Promise<void> {
  const message = await envelopeOf(verified, context);
  try {
    await accept(message, context);
  } catch (cause) {
    context.defer(discardBody(message, context));
    throw cause;
  }
}

/** An endpoint that cannot be read is there in a while. */
function asUnavailable(cause: unknown, { log }: Context): Problem {
  if (cause instanceof Problem) {
    return cause;
  }
  log.error("gateway.endpoint_unread", {}, cause);
  return new Problem("unavailable", "The endpoint cannot be read at the moment. Send the webhook again.");
}

/** Some senders take a 5xx for final: they are asked to try again by the status that they heed. */
function inWordsOf(webhook: Webhook | undefined, cause: unknown): unknown {
  return cause instanceof Problem && cause.code === "unavailable" && webhook?.retryStatus === 429
    ? new Problem("rate_limited", cause.detail, { headers: { "retry-after": "5" } })
    : cause;
}

function replyOf(
  { webhook, scheme }: GatewayEndpoint,
  signed: SignedRequest,
  now: number,
): ProtocolReply | null {
  const { reply } = webhook;
  if (typeof reply !== "function") {
    return reply ?? null;
  }
  return reply({
    contentType: signed.headers.get("content-type") ?? "",
    headers: signed.headers,
    url: new URL(signed.url),
    bytes: signed.body,
    receivedAt: now,
    ...(scheme === null ? {} : { scheme }),
  });
}

function protocolResponse(reply: ProtocolReply): Response {
  return new Response(reply.body === "" ? null : reply.body, {
    status: reply.status,
    headers: reply.headers,
  });
}
