import type { AnswerVector, ExpectedOutcome, SampleAnswer } from "../vectors.ts";

/** The Graph API's envelope. */
function graphError(code: number, more: Readonly<Record<string, unknown>> = {}, status = 400): SampleAnswer {
  return { status, body: { error: { message: `(#${code}) No`, type: "IGApiException", code, ...more } } };
}

function answer(title: string, code: number, kind: "refused" | "reauthorise"): AnswerVector {
  return { title: `${code}: ${title}`, ...graphError(code), outcome: { kind, code: String(code) } };
}

function waits(title: string, code: number, kind: "retry" | "throttle"): AnswerVector {
  const outcome: ExpectedOutcome = { kind, code: String(code), retryAfterMs: null };
  return { title: `${code}: ${title}`, ...graphError(code), outcome };
}

export const answers: readonly AnswerVector[] = [
  waits("the API fails for a moment", 2, "retry"),
  waits("the application asks too often", 4, "throttle"),
  waits("the account asks too often", 80002, "throttle"),
  waits("too many calls", 613, "throttle"),
  {
    title: "an error that says it will pass",
    ...graphError(99, { is_transient: true }),
    outcome: { kind: "retry", code: "99", retryAfterMs: null },
  },
  {
    title: "10/2534022: the time to answer is over",
    ...graphError(10, { error_subcode: 2534022 }),
    outcome: { kind: "refused", code: "2534022" },
  },
  answer("nobody has this id", 100, "refused"),
  answer("the person cannot be reached", 551, "refused"),
  answer("not permitted to this application", 200, "refused"),
  answer("the permission was taken away", 10, "reauthorise"),
  answer("the session ended", 102, "reauthorise"),
  answer("the token ended", 190, "reauthorise"),
  {
    title: "429 of a proxy",
    status: 429,
    headers: { "retry-after": "2" },
    body: "slow down",
    outcome: { kind: "throttle", code: "http_429", retryAfterMs: 2_000 },
  },
  {
    title: "500 to a message, which may have gone",
    ...graphError(1, {}, 500),
    idempotency: "none",
    outcome: { kind: "uncertain", code: "http_500" },
  },
  {
    title: "500 to what may be asked twice",
    ...graphError(1, {}, 500),
    idempotency: "key",
    outcome: { kind: "retry", code: "http_500", retryAfterMs: null },
  },
];
