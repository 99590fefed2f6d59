import type { AnswerVector, SampleAnswer } from "../vectors.ts";

/** Slack refuses with 200. */
export function error(code: string, more: Readonly<Record<string, unknown>> = {}): SampleAnswer {
  return { status: 200, body: { ok: false, error: code, ...more } };
}

function refused(code: string): AnswerVector {
  return { title: code, ...error(code), outcome: { kind: "refused", code } };
}

function unauthorised(code: string): AnswerVector {
  return { title: code, ...error(code), outcome: { kind: "reauthorise", code } };
}

function retried(code: string): AnswerVector {
  return { title: code, ...error(code), outcome: { kind: "retry", code, retryAfterMs: null } };
}

function throttled(retryAfter: string, retryAfterMs: number): AnswerVector {
  return {
    title: `429 with Retry-After: ${retryAfter}`,
    status: 429,
    headers: { "retry-after": retryAfter },
    body: { ok: false, error: "ratelimited" },
    outcome: { kind: "throttle", code: "ratelimited", retryAfterMs },
  };
}

export const answers: readonly AnswerVector[] = [
  throttled("30", 30_000),
  throttled("Thu, 01 Jan 2026 00:01:00 GMT", 60_000),
  {
    title: "ratelimited without a time",
    ...error("ratelimited"),
    outcome: { kind: "throttle", code: "ratelimited", retryAfterMs: null },
  },
  {
    title: "429 of a proxy",
    status: 429,
    headers: { "retry-after": "1" },
    body: "slow down",
    outcome: { kind: "throttle", code: "http_429", retryAfterMs: 1_000 },
  },
  retried("service_unavailable"),
  retried("request_timeout"),
  retried("team_added_to_org"),
  {
    title: "internal_error, which may have posted",
    ...error("internal_error"),
    outcome: { kind: "uncertain", code: "internal_error" },
  },
  {
    title: "fatal_error, which may have posted",
    ...error("fatal_error"),
    outcome: { kind: "uncertain", code: "fatal_error" },
  },
  {
    title: "200 that says neither yes nor no",
    status: 200,
    body: "<html></html>",
    outcome: { kind: "uncertain", code: "unreadable_answer" },
  },
  {
    title: "500, and there is no key",
    status: 500,
    body: { ok: false, error: "internal_error" },
    idempotency: "none",
    outcome: { kind: "uncertain", code: "http_500" },
  },
  {
    title: "500, to what may be repeated",
    status: 500,
    body: { ok: false, error: "internal_error" },
    idempotency: "key",
    outcome: { kind: "retry", code: "http_500", retryAfterMs: null },
  },
  {
    title: "503 before anything was done",
    status: 503,
    body: { ok: false, error: "service_unavailable" },
    outcome: { kind: "retry", code: "http_503", retryAfterMs: null },
  },
  unauthorised("account_inactive"),
  unauthorised("invalid_auth"),
  unauthorised("missing_scope"),
  unauthorised("token_expired"),
  unauthorised("token_revoked"),
  refused("channel_not_found"),
  refused("invalid_blocks"),
  refused("is_archived"),
  refused("msg_too_long"),
  refused("no_text"),
  refused("not_in_channel"),
  refused("an_error_of_next_year"),
];
