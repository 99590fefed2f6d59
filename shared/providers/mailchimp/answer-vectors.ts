import type { AnswerVector, ExpectedOutcome, SampleAnswer } from "../vectors.ts";

function problem(status: number, title: string, more: Readonly<Record<string, unknown>> = {}): SampleAnswer {
  return { status, body: { type: "https://mailchimp.com/developer/", title, status, detail: "No", ...more } };
}

function answer(status: number, title: string, kind: "refused" | "reauthorise"): AnswerVector {
  const outcome: ExpectedOutcome = { kind, code: title };
  return { title: `${status} ${title}`, ...problem(status, title), outcome };
}

const errors = [{ field: "merge_fields.FNAME", message: "This value should not be blank." }];

export const answers: readonly AnswerVector[] = [
  {
    title: "400 Invalid Resource, with the field",
    ...problem(400, "Invalid Resource", { errors }),
    outcome: { kind: "refused", code: "Invalid Resource" },
  },
  answer(400, "Member Exists", "refused"),
  answer(400, "Member In Compliance State", "refused"),
  answer(400, "Forgotten Email Not Subscribed", "refused"),
  answer(404, "Resource Not Found", "refused"),
  answer(405, "Method Not Allowed", "refused"),
  answer(403, "User Disabled", "reauthorise"),
  answer(403, "Forbidden", "reauthorise"),
  answer(403, "WrongDatacenter", "reauthorise"),
  answer(403, "APIKeyRevoked", "reauthorise"),
  {
    title: "401 API Key Invalid",
    ...problem(401, "API Key Invalid"),
    outcome: { kind: "reauthorise", code: "http_401" },
  },
  {
    title: "429: ten requests are under way",
    ...problem(429, "TooManyRequests"),
    outcome: { kind: "throttle", code: "http_429", retryAfterMs: null },
  },
  {
    title: "403 of the edge, which says nothing and means the load",
    status: 403,
    body: "<html>Access Denied</html>",
    outcome: { kind: "throttle", code: "http_403", retryAfterMs: null },
  },
  {
    title: "500 to what acts each time",
    ...problem(500, "InternalServerError"),
    idempotency: "none",
    outcome: { kind: "uncertain", code: "http_500" },
  },
  {
    title: "500 to what may be asked twice",
    ...problem(500, "InternalServerError"),
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
