import type { AnswerVector, SampleAnswer } from "../vectors.ts";

export function error(
  status: number,
  code: number,
  headers: Readonly<Record<string, string>> = {},
): SampleAnswer {
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return { status, headers, body: { code, message: `About ${code}.`, more_info, status } };
}

function refused(status: number, code: number, about: string): AnswerVector {
  return {
    title: `${status} ${code}: ${about}`,
    ...error(status, code),
    outcome: { kind: "refused", code: String(code) },
  };
}

function unauthorised(status: number, code: number): AnswerVector {
  return {
    title: `${status} ${code}`,
    ...error(status, code),
    outcome: { kind: "reauthorise", code: String(code) },
  };
}

function unknown(status: number): AnswerVector {
  return {
    title: `${status}, and there is no key`,
    ...error(status, 20500),
    outcome: { kind: "uncertain", code: `http_${status}` },
  };
}

export const answers: readonly AnswerVector[] = [
  {
    title: "429 20429, never processed",
    ...error(429, 20429),
    outcome: { kind: "throttle", code: "20429", retryAfterMs: null },
  },
  {
    title: "429 20429 with Retry-After",
    ...error(429, 20429, { "retry-after": "3" }),
    outcome: { kind: "throttle", code: "20429", retryAfterMs: 3_000 },
  },
  {
    title: "429 of a proxy",
    status: 429,
    body: "Too Many Requests",
    outcome: { kind: "throttle", code: "http_429", retryAfterMs: null },
  },
  unauthorised(401, 20003),
  unauthorised(403, 20005),
  unauthorised(403, 20403),
  {
    title: "401 by another code",
    ...error(401, 20008),
    outcome: { kind: "reauthorise", code: "http_401" },
  },
  refused(400, 21211, "no such recipient"),
  refused(400, 21408, "no permission for the region"),
  refused(400, 21603, "no sender"),
  {
    title: "400 21610: the recipient opted out",
    ...error(400, 21610),
    outcome: { kind: "refused", code: "21610", optedOut: true },
  },
  refused(400, 21617, "too long"),
  refused(404, 20404, "no such resource"),
  {
    title: "503 before anything was done",
    ...error(503, 20503),
    outcome: { kind: "retry", code: "http_503", retryAfterMs: null },
  },
  unknown(500),
  unknown(502),
  unknown(504),
];
