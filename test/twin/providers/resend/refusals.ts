import type { Answer, Flaws, Refusals } from "../../api/provider-api.ts";

/** An error in Resend's form. https://resend.com/docs/api-reference/errors */
export function refusal(statusCode: number, name: string, message: string): Answer {
  return { status: statusCode, body: { statusCode, name, message } };
}

function flawed([first, ...rest]: Flaws): Answer {
  const flaw = [first, ...rest].find(({ kind }) => kind === "missing") ?? first;
  const field = flaw.path.join(".");
  if (flaw.kind === "missing") {
    return refusal(422, "missing_required_field", `Missing \`${field}\` field.`);
  }
  return flaw.kind === "unknown"
    ? refusal(422, "validation_error", `Unrecognized field \`${field}\`.`)
    : refusal(422, "validation_error", `Invalid \`${field}\` field. It ${flaw.says}.`);
}

export const refusals: Refusals = {
  noRoute: () => refusal(404, "not_found", "The requested endpoint does not exist."),
  wrongMethod: () =>
    refusal(405, "method_not_allowed", "This endpoint does not support the specified HTTP method."),
  unreadable: () => refusal(400, "validation_error", "The request body must be a JSON object."),
  flawed,
  throttled: () =>
    refusal(
      429,
      "rate_limit_exceeded",
      "Too many requests. You can only make a limited number of requests per second. See rate limit response headers for more information. Or contact support to increase rate limit.",
    ),
  failed: (status) => refusal(status, "internal_server_error", "An unexpected error occurred."),
};
