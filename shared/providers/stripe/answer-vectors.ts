import type { AnswerVector, SampleAnswer } from "../vectors.ts";

interface StripeError {
  readonly type?: string;
  readonly code?: string;
  readonly decline_code?: string;
}

export function error(
  status: number,
  fields: StripeError,
  more: Readonly<Record<string, string>> = {},
): SampleAnswer {
  const body = { error: { type: "invalid_request_error", message: "About it.", ...fields } };
  return { status, headers: { "request-id": "req_1", ...more }, body };
}

const advised = { yes: { "stripe-should-retry": "true" }, no: { "stripe-should-retry": "false" } };

export const answers: readonly AnswerVector[] = [
  {
    title: "429 without Retry-After, as Stripe sends it",
    ...error(429, { code: "rate_limit" }, { "stripe-rate-limited-reason": "global-rate" }),
    outcome: { kind: "throttle", code: "rate_limit", retryAfterMs: null },
  },
  {
    title: "429 with Retry-After",
    ...error(429, { code: "rate_limit" }, { "retry-after": "4" }),
    outcome: { kind: "throttle", code: "rate_limit", retryAfterMs: 4_000 },
  },
  {
    title: "429 for an object that is being written: no limit of the account",
    ...error(429, { code: "lock_timeout" }),
    outcome: { kind: "retry", code: "lock_timeout", retryAfterMs: null },
  },
  {
    title: "409 while the first request with the key runs",
    ...error(409, { type: "idempotency_error", code: "idempotency_key_in_use" }),
    outcome: { kind: "retry", code: "idempotency_key_in_use", retryAfterMs: null },
  },
  {
    title: "409 that Stripe advises against repeating",
    ...error(409, { code: "resource_conflict" }, advised.no),
    outcome: { kind: "refused", code: "resource_conflict" },
  },
  {
    title: "400 that Stripe advises repeating",
    ...error(400, { code: "lock_timeout" }, advised.yes),
    outcome: { kind: "retry", code: "lock_timeout", retryAfterMs: null },
  },
  {
    title: "400 for a key that was used with other parameters",
    ...error(400, { type: "idempotency_error" }),
    outcome: { kind: "refused", code: "idempotency_error", isKeyTaken: true },
  },
  {
    title: "400 for a parameter",
    ...error(400, { code: "parameter_missing" }),
    outcome: { kind: "refused", code: "parameter_missing" },
  },
  {
    title: "402 for a declined card, by the bank's reason",
    ...error(402, { type: "card_error", code: "card_declined", decline_code: "insufficient_funds" }),
    outcome: { kind: "refused", code: "insufficient_funds" },
  },
  {
    title: "404",
    ...error(404, { code: "resource_missing" }),
    outcome: { kind: "refused", code: "resource_missing" },
  },
  {
    title: "403 for a permission that a restricted key has not",
    ...error(403, { code: "more_permissions_required" }),
    outcome: { kind: "refused", code: "more_permissions_required" },
  },
  {
    title: "401 for an expired key",
    ...error(401, { code: "api_key_expired" }),
    outcome: { kind: "reauthorise", code: "api_key_expired" },
  },
  {
    title: "403 for an account that took its access back",
    ...error(403, { code: "account_invalid" }),
    outcome: { kind: "reauthorise", code: "account_invalid" },
  },
  {
    title: "500, under a key",
    ...error(500, { type: "api_error" }),
    outcome: { kind: "retry", code: "http_500", retryAfterMs: null },
  },
  {
    title: "500 that Stripe advises repeating",
    ...error(500, { type: "api_error" }, advised.yes),
    outcome: { kind: "retry", code: "api_error", retryAfterMs: null },
  },
  {
    title: "500 that is the key's answer from now on",
    ...error(500, { type: "api_error" }, advised.no),
    outcome: { kind: "uncertain", code: "api_error" },
  },
  {
    title: "503 of a proxy",
    status: 503,
    body: "<html></html>",
    outcome: { kind: "retry", code: "http_503", retryAfterMs: null },
  },
];
