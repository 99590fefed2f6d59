import type { AnswerVector, SampleAnswer } from "../vectors.ts";

export function error(
  statusCode: number,
  name: string,
  headers: Readonly<Record<string, string>> = {},
): SampleAnswer {
  return { status: statusCode, headers, body: { statusCode, name, message: `About ${name}.` } };
}

function refused(status: number, name: string): AnswerVector {
  return { title: `${status} ${name}`, ...error(status, name), outcome: { kind: "refused", code: name } };
}

export const answers: readonly AnswerVector[] = [
  {
    title: "429 with Retry-After in seconds",
    ...error(429, "rate_limit_exceeded", { "retry-after": "2" }),
    outcome: { kind: "throttle", code: "rate_limit_exceeded", retryAfterMs: 2_000 },
  },
  {
    title: "429 with Retry-After as a date",
    ...error(429, "rate_limit_exceeded", { "retry-after": "Thu, 01 Jan 2026 00:00:30 GMT" }),
    outcome: { kind: "throttle", code: "rate_limit_exceeded", retryAfterMs: 30_000 },
  },
  {
    title: "429 without Retry-After",
    ...error(429, "rate_limit_exceeded"),
    outcome: { kind: "throttle", code: "rate_limit_exceeded", retryAfterMs: null },
  },
  {
    title: "429 for the day's quota, whatever Retry-After says",
    ...error(429, "daily_quota_exceeded", { "retry-after": "1" }),
    outcome: { kind: "throttle", code: "daily_quota_exceeded", retryAfterMs: 3_600_000 },
  },
  {
    title: "429 for the month's quota",
    ...error(429, "monthly_quota_exceeded"),
    outcome: { kind: "throttle", code: "monthly_quota_exceeded", retryAfterMs: 3_600_000 },
  },
  {
    title: "409 while the first request with the key runs",
    ...error(409, "concurrent_idempotent_requests"),
    outcome: { kind: "retry", code: "concurrent_idempotent_requests", retryAfterMs: null },
  },
  {
    title: "401 without a key",
    ...error(401, "missing_api_key"),
    outcome: { kind: "reauthorise", code: "missing_api_key" },
  },
  {
    title: "403 with a key that is none",
    ...error(403, "invalid_api_key"),
    outcome: { kind: "reauthorise", code: "invalid_api_key" },
  },
  {
    title: "401 by another name",
    ...error(401, "expired_api_key"),
    outcome: { kind: "reauthorise", code: "http_401" },
  },
  refused(400, "invalid_idempotency_key"),
  refused(401, "restricted_api_key"),
  {
    title: "403 for a domain that is not verified",
    ...error(403, "validation_error"),
    outcome: { kind: "refused", code: "validation_error", isOfAccount: true },
  },
  {
    title: "409 for a key that was used with another body",
    ...error(409, "invalid_idempotent_request"),
    outcome: { kind: "refused", code: "invalid_idempotent_request", isKeyTaken: true },
  },
  refused(422, "missing_required_field"),
  refused(451, "security_error"),
  {
    title: "403 of the edge in front of the API",
    status: 403,
    body: "error code: 1010",
    outcome: { kind: "refused", code: "http_403" },
  },
  {
    title: "500, under a key",
    ...error(500, "internal_server_error"),
    outcome: { kind: "retry", code: "http_500", retryAfterMs: null },
  },
  {
    title: "502 of a proxy, under a key",
    status: 502,
    body: "<html>Bad gateway</html>",
    outcome: { kind: "retry", code: "http_502", retryAfterMs: null },
  },
];
