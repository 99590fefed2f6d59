import type { AnswerVector, ExpectedOutcome, SampleAnswer } from "../vectors.ts";

/** The Graph API's envelope; most errors come under status 400. */
export function graphError(
  code: number,
  status = 400,
  more: Readonly<Record<string, unknown>> = {},
): SampleAnswer {
  return {
    status,
    body: { error: { message: `(#${code}) No`, type: "OAuthException", code, fbtrace_id: "A1", ...more } },
  };
}

function answer(title: string, code: number, outcome: (code: string) => ExpectedOutcome): AnswerVector {
  return { title: `${code}: ${title}`, ...graphError(code), outcome: outcome(String(code)) };
}

const retried = (code: string): ExpectedOutcome => ({ kind: "retry", code, retryAfterMs: null });
const throttled = (code: string): ExpectedOutcome => ({ kind: "throttle", code, retryAfterMs: null });
const refused = (code: string): ExpectedOutcome => ({ kind: "refused", code });
const ofAccount = (code: string): ExpectedOutcome => ({ kind: "refused", code, isOfAccount: true });
const unauthorised = (code: string): ExpectedOutcome => ({ kind: "reauthorise", code });

export const answers: readonly AnswerVector[] = [
  answer("the API is unknown for a moment", 1, retried),
  answer("the application asks too often", 4, throttled),
  answer("the account asks too often", 80007, throttled),
  answer("the number sends too fast", 130429, throttled),
  answer("too many messages to one person", 131056, (code) => ({
    kind: "throttle",
    code,
    retryAfterMs: 6_000,
    isOfKey: true,
  })),
  answer("something went wrong, and nothing was sent", 131000, retried),
  answer("the service is overloaded", 131016, retried),
  answer("the number is being moved", 131057, retried),
  {
    title: "an error that says it will pass",
    ...graphError(131099, 400, { is_transient: true }),
    outcome: retried("131099"),
  },
  answer("a wrong parameter", 100, refused),
  answer("to the sender itself", 131021, refused),
  answer("cannot be delivered", 131026, refused),
  answer("more than 24 hours since the last message: only a template may go", 131047, refused),
  answer("enough marketing for this person", 131049, refused),
  answer("the person stopped marketing", 131050, refused),
  answer("the medium could not be fetched", 131053, refused),
  answer("authentication to somebody without a number", 131062, refused),
  answer("the template has other variables", 132000, refused),
  answer("the template is not there in this language", 132001, refused),
  answer("the account is restricted", 368, ofAccount),
  answer("the account is locked", 131031, ofAccount),
  answer("the account is not paid for", 131042, ofAccount),
  answer("the number is not registered", 133010, ofAccount),
  answer("the permission was taken away", 10, unauthorised),
  answer("the token ended", 190, unauthorised),
  answer("the token lacks a permission", 200, unauthorised),
  {
    title: "401 without a body",
    status: 401,
    body: "",
    outcome: { kind: "reauthorise", code: "http_401" },
  },
  {
    title: "429 of a proxy",
    status: 429,
    headers: { "retry-after": "2" },
    body: "slow down",
    outcome: { kind: "throttle", code: "http_429", retryAfterMs: 2_000 },
  },
  {
    title: "500 to a message, which may have gone",
    ...graphError(2, 500),
    idempotency: "none",
    outcome: { kind: "uncertain", code: "http_500" },
  },
  {
    title: "500 to what may be asked twice",
    ...graphError(2, 500),
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
