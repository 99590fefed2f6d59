import type { Answer, Flaws, Refusals } from "../../api/provider-api.ts";
import type { JsonObject } from "../../sender.ts";

/** An error in Stripe's form. https://docs.stripe.com/api/errors */
export function refusal(status: number, error: JsonObject): Answer {
  const { code } = error;
  const doc =
    code === undefined
      ? {}
      : { doc_url: `https://stripe.com/docs/error-codes/${String(code).replaceAll("_", "-")}` };
  return { status, body: { error: { ...error, ...doc } } };
}

/** A request that is not in order. */
export function invalid(message: string, more: JsonObject = {}): Answer {
  return refusal(400, { ...more, message, type: "invalid_request_error" });
}

/** `metadata[key]`, as the request writes it. */
function paramName([outer = "", ...inner]: readonly string[]): string {
  return outer + inner.map((name) => `[${name}]`).join("");
}

/** Codes and messages by the type that is asked for. */
const wrongTypes: Readonly<Record<string, readonly [code: string, message: string]>> = {
  "must be of type integer": ["parameter_invalid_integer", "Invalid integer: "],
  "must be of type boolean": ["parameter_invalid_empty", "Invalid boolean: "],
  "must be of type object": ["parameter_invalid_empty", "Invalid object: "],
  "must be of type array": ["parameter_invalid_empty", "Invalid array: "],
};

function flawed([first, ...rest]: Flaws): Answer {
  const flaws = [first, ...rest];
  const chosen = flaws.find(({ kind }) => kind === "unknown") ?? flaws.find(({ kind }) => kind === "missing");
  const { kind, path, says, value } = chosen ?? first;
  const param = paramName(path);
  if (kind === "unknown") {
    return invalid(`Received unknown parameter: ${param}`, { code: "parameter_unknown", param });
  }
  if (kind === "missing") {
    return invalid(`Missing required param: ${param}.`, { code: "parameter_missing", param });
  }
  const [code, message] = wrongTypes[says] ?? [undefined, `Invalid ${param}: ${says}: `];
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  return invalid(message + shown, { ...(code === undefined ? {} : { code }), param });
}

export const refusals: Refusals = {
  noRoute: ({ method, path }) =>
    refusal(404, {
      message: `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
      type: "invalid_request_error",
    }),
  wrongMethod: (request) => refusals.noRoute(request),
  unreadable: () => invalid("Invalid request: the body must be sent as application/x-www-form-urlencoded."),
  flawed,
  throttled: () => ({
    ...refusal(429, {
      code: "rate_limit",
      message:
        "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.",
      type: "invalid_request_error",
    }),
    headers: { "stripe-rate-limited-reason": "global-rate" },
  }),
  failed: (status) =>
    refusal(status, {
      message: "An unknown error occurred. Please contact us at https://support.stripe.com/.",
      type: "api_error",
    }),
};
