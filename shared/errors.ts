/**
 * The one table of problem codes: what a client can meet, with its HTTP status and a title that never varies.
 * `detail` says what to do in the case at hand. A code, once published, keeps its meaning.
 */
export const PROBLEMS = {
  malformed_json: { status: 400, title: "The body is not valid JSON" },
  invalid_cursor: { status: 400, title: "The cursor is not one that this list gave" },
  idempotency_key_invalid: { status: 400, title: "The Idempotency-Key is empty or too long" },
  unauthorized: { status: 401, title: "No valid credentials" },
  invalid_signature: { status: 401, title: "The signature does not hold" },
  stale_timestamp: { status: 401, title: "The signed timestamp is outside the tolerance" },
  secret_missing: { status: 401, title: "The endpoint has no secret yet" },
  forbidden: { status: 403, title: "The credentials do not allow this" },
  not_found: { status: 404, title: "There is no such thing here" },
  method_not_allowed: { status: 405, title: "The path does not take this method" },
  still_refused: { status: 409, title: "The request does not verify with the secrets of today" },
  body_gone: { status: 410, title: "The request's body is not kept, or not any more" },
  conflict: { status: 409, title: "The resource changed or exists already" },
  idempotency_in_progress: {
    status: 409,
    title: "The first request with this Idempotency-Key is still running",
  },
  body_too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "The body must be application/json" },
  validation_failed: { status: 422, title: "The input does not validate" },
  idempotency_key_reused: { status: 422, title: "The Idempotency-Key was used with another body" },
  provider_unknown: { status: 422, title: "There is no such provider" },
  provider_without_webhooks: { status: 422, title: "The provider sends no webhooks" },
  secret_malformed: { status: 422, title: "The secret has not the form that the provider shows" },
  provider_deprecated: { status: 422, title: "The provider was given up by its owner" },
  action_unknown: { status: 422, title: "The provider has no such action" },
  channel_not_supported: { status: 422, title: "The provider does not carry this channel" },
  connection_missing: { status: 422, title: "No credential can be used for this" },
  connection_ambiguous: { status: 422, title: "Several connections fit; name one" },
  connection_not_usable: { status: 409, title: "The connection's credential cannot be used now" },
  proxy_not_supported: { status: 422, title: "The provider has no API that is called here" },
  proxy_path_refused: { status: 422, title: "The path does not stay within the provider's API" },
  account_limited: { status: 429, title: "The account's limit at the provider is used up" },
  provider_unreachable: { status: 502, title: "The provider did not answer" },
  provider_encoding_unknown: { status: 502, title: "The provider's answer cannot be searched" },
  breaker_open: { status: 503, title: "Calls to the provider are stopped at the moment" },
  provider_timeout: { status: 504, title: "The provider did not answer in time" },
  credentials_malformed: {
    status: 422,
    title: "The credentials have not the form that the provider gives out",
  },
  origin_unknown: { status: 422, title: "The platform does not know its own address" },
  input_invalid: { status: 422, title: "The action's input does not validate" },
  destination_refused: { status: 422, title: "Nothing may be sent to this URL" },
  destination_disabled: { status: 409, title: "The destination is switched off" },
  approval_decided: { status: 409, title: "The approval is decided already" },
  approval_expired: { status: 409, title: "The time to approve is over" },
  reply_window_closed: { status: 409, title: "The channel lets nobody answer so late" },
  oauth_not_supported: { status: 422, title: "The provider has no OAuth2 flow here" },
  oauth_app_missing: { status: 422, title: "No OAuth application is set up" },
  redirect_not_allowed: { status: 422, title: "The redirect URL is not on the organization's list" },
  state_unknown: { status: 400, title: "The consent was not begun here, was used already, or took too long" },
  provider_mixed_up: { status: 400, title: "The consent was begun for another provider" },
  job_not_cancelable: { status: 409, title: "The job is being sent or has ended" },
  job_not_retryable: { status: 409, title: "The job can still succeed by itself, or has" },
  too_many_secrets: { status: 422, title: "The endpoint has ten live secrets already" },
  rate_limited: { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Something broke on our side" },
  unavailable: { status: 503, title: "Not available at the moment" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

export interface FieldError {
  /** The place in the input: `body.url`, `query.limit`, `path.id`. */
  readonly path: string;
  readonly message: string;
}

/** A surprise in words of our own, with no value from outside in them: its message may be logged. */
export class StatedError extends Error {
  override readonly name = "StatedError";
}

/** An expected refusal on its way to the edge of a trigger, where it becomes an RFC 9457 problem. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;

  /** @param detail what went wrong and what to do, without anything of the input's content */
  constructor(
    code: ProblemCode,
    detail: string,
    extra: { errors?: readonly FieldError[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(`${code}: ${detail}`);
    this.code = code;
    this.detail = detail;
    this.errors = extra.errors ?? [];
    this.headers = extra.headers ?? {};
  }
}

/** An RFC 9457 `application/problem+json` response. `origin` is where `/docs/errors` explains the code. */
export function problemResponse(problem: Problem, context: { origin: string; requestId: string }): Response {
  const { status, title } = PROBLEMS[problem.code];
  const body = {
    type: `${context.origin}/docs/errors#${problem.code}`,
    title,
    status,
    detail: problem.detail,
    code: problem.code,
    requestId: context.requestId,
    ...(problem.errors.length > 0 ? { errors: problem.errors } : {}),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      ...problem.headers,
      "content-type": "application/problem+json",
      "x-request-id": context.requestId,
    },
  });
}
