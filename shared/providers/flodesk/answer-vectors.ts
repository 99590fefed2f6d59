import type { AnswerVector } from "../vectors.ts";

const said = (status: number, code: string) => ({ status, body: { code, message: "No" } });

const refused = (status: number, code: string): AnswerVector => ({
  title: `${status} ${code}`,
  ...said(status, code),
  outcome: { kind: "refused", code },
});

export const answers: readonly AnswerVector[] = [
  refused(400, "bad_request"),
  refused(404, "not_found"),
  refused(422, "unprocessable_entity"),
  {
    title: "404 of the edge, in HTML",
    status: 404,
    body: "<html>",
    outcome: { kind: "refused", code: "http_404" },
  },
  {
    title: "401",
    ...said(401, "unauthorized"),
    outcome: { kind: "reauthorise", code: "http_401" },
  },
  {
    title: "403: the plan lapsed",
    ...said(403, "forbidden"),
    outcome: { kind: "reauthorise", code: "forbidden" },
  },
  {
    title: "429, which names no time",
    ...said(429, "too_many_requests"),
    outcome: { kind: "throttle", code: "http_429", retryAfterMs: null },
  },
  {
    title: "500 to what acts each time",
    status: 500,
    body: "<html>",
    idempotency: "none",
    outcome: { kind: "uncertain", code: "http_500" },
  },
  {
    title: "500 to what may be asked twice",
    status: 500,
    body: "<html>",
    idempotency: "key",
    outcome: { kind: "retry", code: "http_500", retryAfterMs: null },
  },
  {
    title: "503 before anything was done",
    status: 503,
    body: "",
    outcome: { kind: "retry", code: "http_503", retryAfterMs: null },
  },
];
