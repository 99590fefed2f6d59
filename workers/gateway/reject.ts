import { HOUR_MS } from "../../shared/clock.ts";
import { Problem, type ProblemCode } from "../../shared/errors.ts";
import { storableHeaders } from "../../shared/http.ts";
import { type Id, newId } from "../../shared/ids.ts";
import { accept } from "../../shared/inbound/accept.ts";
import { withoutSecrets } from "../../shared/inbound/envelope.ts";
import { rejectedBodyKey } from "../../shared/inbound/rejected-bodies.ts";
import type { RejectedMessage } from "../../shared/queue/messages.ts";
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

/** A body up to this many bytes is kept in its row: with at most 100 rows per endpoint and hour, some 60 MB in 72 hours. */
const INLINE_BYTES = 8_192;

/** Larger bodies kept per endpoint: asked before anything is written, so that nobody can fill the bucket. */
const LARGE_BODIES = { limit: 100, periodMs: HOUR_MS };

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
  const admission = await limiter.admit(LIMIT);
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
  const body = await keepBody(id, refused, context);
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
      headers: storableHeaders(signed.headers, endpoint.secretHeaders),
      bytes: signed.body.byteLength,
      receivedAt: now,
      url: withoutSecrets(signed.url, endpoint.secretParameters),
      ...(body === undefined ? {} : { body }),
    },
    context,
  );
  return new Problem(
    CODES[verdict.reason],
    `Refused at step "${verdict.step}", which wants ${verdict.expected}.`,
  );
}

/** Where the body of a refused request is kept; undefined where it is not. */
async function keepBody(
  id: Id<"rejection">,
  { signed, endpoint }: Refused,
  context: Context,
): Promise<RejectedMessage["body"]> {
  const bytes = signed.body.byteLength;
  if (bytes <= INLINE_BYTES) {
    return { inline: signed.body };
  }
  const limiter = context.env.REQUEST_LIMITER.getByName(`rejected-bodies:${endpoint.id}`);
  if (!(await limiter.admit(LARGE_BODIES)).admitted) {
    return undefined;
  }
  try {
    await context.bodies.put(rejectedBodyKey(id), signed.body);
    return { r2: rejectedBodyKey(id), bytes };
  } catch (cause) {
    context.log.error("gateway.evidence_unstored", { endpointId: endpoint.id }, cause);
    return undefined;
  }
}
