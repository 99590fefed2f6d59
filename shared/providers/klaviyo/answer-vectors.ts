import type { AnswerVector, ExpectedOutcome, SampleAnswer } from "../vectors.ts";

export function error(
  status: number,
  code: string,
  more: Readonly<Record<string, unknown>> = {},
): SampleAnswer {
  return { status, body: { errors: [{ id: "1", status, code, title: "No", detail: "No", ...more }] } };
}

function refused(status: number, code: string, more: Readonly<Record<string, unknown>> = {}): AnswerVector {
  const outcome: ExpectedOutcome = { kind: "refused", code };
  return { title: `${status} ${code}`, ...error(status, code, more), outcome };
}

export const answers: readonly AnswerVector[] = [
  refused(400, "invalid", { source: { pointer: "/data/attributes/email" } }),
  refused(404, "not_found"),
  refused(409, "duplicate_profile", { meta: { duplicate_profile_id: "01H" } }),
  refused(410, "retired_revision"),
  {
    title: "403: a scope is missing",
    ...error(403, "permission_denied"),
    outcome: { kind: "reauthorise", code: "permission_denied" },
  },
  {
    title: "401",
    ...error(401, "authentication_failed"),
    outcome: { kind: "reauthorise", code: "http_401" },
  },
  {
    title: "429 with the seconds to wait",
    ...error(429, "throttled"),
    headers: { "retry-after": "17" },
    outcome: { kind: "throttle", code: "http_429", retryAfterMs: 17_000 },
  },
  {
    title: "524 to what acts each time",
    status: 524,
    body: "<html>",
    idempotency: "none",
    outcome: { kind: "uncertain", code: "http_524" },
  },
  {
    title: "524 to what may be asked twice",
    status: 524,
    body: "<html>",
    idempotency: "key",
    outcome: { kind: "retry", code: "http_524", retryAfterMs: null },
  },
  {
    title: "503 before anything was done",
    status: 503,
    body: "",
    outcome: { kind: "retry", code: "http_503", retryAfterMs: null },
  },
];
