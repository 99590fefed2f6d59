import { ANSWERED_AT, type AnswerVector, type SampleAnswer } from "../vectors.ts";

export function error(
  status: number,
  message: string,
  more: { readonly field?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): SampleAnswer {
  const { field = null, headers = {} } = more;
  return { status, headers, body: { errors: [{ message, field, help: null }] } };
}

function refused(status: number, message: string, field?: string): AnswerVector {
  return {
    title: `${status}: ${message}`,
    ...error(status, message, field === undefined ? {} : { field }),
    outcome: { kind: "refused", code: `http_${status}` },
  };
}

function unknown(status: number): AnswerVector[] {
  const code = `http_${status}`;
  const answer = { status, body: "<html>" };
  return [
    {
      title: `${status}, and there is no key`,
      ...answer,
      idempotency: "none",
      outcome: { kind: "uncertain", code },
    },
    {
      title: `${status}, to what may be repeated`,
      ...answer,
      idempotency: "key",
      outcome: { kind: "retry", code, retryAfterMs: null },
    },
  ];
}

const usedUp = { "x-ratelimit-limit": "600", "x-ratelimit-remaining": "0" };

export const answers: readonly AnswerVector[] = [
  {
    title: "429, until the window that its headers name ends",
    ...error(429, "too many requests", {
      headers: { ...usedUp, "x-ratelimit-reset": String(ANSWERED_AT / 1_000 + 30) },
    }),
    outcome: { kind: "throttle", code: "http_429", retryAfterMs: 30_000 },
  },
  {
    title: "429 without a word of when",
    ...error(429, "too many requests"),
    outcome: { kind: "throttle", code: "http_429", retryAfterMs: null },
  },
  {
    title: "401 for a plan whose mails are used up",
    ...error(401, "Maximum credits exceeded"),
    outcome: { kind: "throttle", code: "credits_exceeded", retryAfterMs: 3_600_000 },
  },
  {
    title: "401 for a key that was revoked",
    ...error(401, "The provided authorization grant is invalid, expired, or revoked"),
    outcome: { kind: "reauthorise", code: "http_401" },
  },
  {
    title: "403 for a key without the scope",
    ...error(403, "access forbidden"),
    outcome: { kind: "reauthorise", code: "access_forbidden" },
  },
  {
    title: "403 for a sender that nobody verified, which is the account's fault",
    ...error(
      403,
      "The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.",
      { field: "from" },
    ),
    outcome: { kind: "refused", code: "sender_not_verified", isOfAccount: true },
  },
  refused(403, "You do not have permission to do this."),
  refused(400, "The subject is required.", "subject"),
  refused(404, "resource not found"),
  refused(413, "The payload is too large."),
  {
    title: "400 without words",
    status: 400,
    body: {},
    outcome: { kind: "refused", code: "http_400" },
  },
  {
    title: "503 before anything was done",
    ...error(503, "service unavailable"),
    outcome: { kind: "retry", code: "http_503", retryAfterMs: null },
  },
  ...unknown(500),
  ...unknown(502),
  ...unknown(504),
];
