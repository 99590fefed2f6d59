import { Problem, type ProblemCode } from "../../shared/errors.ts";
import { storableHeaders } from "../../shared/http.ts";
import { newId } from "../../shared/ids.ts";
import { accept } from "../../shared/inbound/accept.ts";
import { withoutSecrets } from "../../shared/inbound/envelope.ts";
import { fitsInMessage } from "../../shared/queue/event-queue.ts";
import type { Refusal, RefusalReason, SignedRequest } from "../../shared/signatures/verifier.ts";
import type { Context } from "../context.ts";
import type { GatewayEndpoint } from "./endpoints.ts";

/** What the sender is told: three codes; the precise reason is evidence for the endpoint's owner. */
const CODES = {
  secret_missing: "secret_missing",
  header_missing: "invalid_signature",
  header_malformed: "invalid_signature",
  timestamp_malformed: "invalid_signature",
  stale_timestamp: "stale_timestamp",
  invalid_signature: "invalid_signature",
} as const satisfies Record<RefusalReason, ProblemCode>;

/** Failed signatures per endpoint that are recorded; above it the answer is 429 and nothing is written. */
const LIMIT = { limit: 200, periodMs: 10_000 };

/** RFC 9110 section 15.5.2: a 401 says how to authenticate. Each sender signs in its own way, so no scheme is registered. */
const CHALLENGE = { "www-authenticate": "Signature" };

interface Refused {
  readonly signed: SignedRequest;
  readonly endpoint: GatewayEndpoint;
  readonly verdict: Refusal;
  readonly now: number;
}

/** Records a refused request as evidence and says what to answer. */
export async function rejectRequest(refused: Refused, context: Context): Promise<Problem> {
  const { signed, endpoint, verdict, now } = refused;
  const limiter = context.env.REQUEST_LIMITER.getByName(`rejections:${endpoint.id}`);
  const admission = await limiter.admit(LIMIT).catch((cause: unknown) => {
    context.log.error("gateway.limiter_unavailable", { endpointId: endpoint.id }, cause);
    return null;
  });
  if (admission === null) {
    // without the limit nothing may be written for whoever sends; who is genuine sends again
    return new Problem("unavailable", "The request did not verify, and nothing can be noted at the moment.");
  }
  if (!admission.admitted) {
    return new Problem("rate_limited", "Too many requests with a signature that does not hold.", {
      headers: { "retry-after": String(Math.ceil(admission.resetMs / 1_000)) },
    });
  }
  context.log.warn("gateway.rejected", {
    endpointId: endpoint.id,
    provider: endpoint.provider,
    reason: verdict.reason,
    step: verdict.step,
  });
  const id = newId("rejection", now);
  const url = withoutSecrets(signed.url, endpoint.secretParameters);
  const headers = storableHeaders(signed.headers, endpoint.secretHeaders);
  const characters = headers.reduce((sum, pair) => sum + pair.join().length + 8, url.length);
  await accept(
    {
      kind: "rejected",
      id,
      organizationId: endpoint.organizationId,
      endpointId: endpoint.id,
      provider: endpoint.provider,
      reason: verdict.reason,
      step: verdict.step,
      expected: verdict.expected,
      headers,
      bytes: signed.body.byteLength,
      receivedAt: now,
      url,
      ...(fitsInMessage(signed.body.byteLength, characters) ? { body: signed.body } : {}),
    },
    context,
  );
  return new Problem(
    CODES[verdict.reason],
    `Refused at step "${verdict.step}", which wants ${verdict.expected}.`,
    { headers: CHALLENGE },
  );
}
