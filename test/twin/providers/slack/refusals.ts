import type { Answer, Flaws, Refusals } from "../../api/provider-api.ts";
import type { JsonObject } from "../../sender.ts";

/** An error in Slack's form: HTTP 200 all the same. https://docs.slack.dev/apis/web-api/#responses */
export function refusal(error: string, more: JsonObject = {}): Answer {
  return { status: 200, body: { ok: false, error, ...more } };
}

/** An error with its reasons, each with the place in the request. */
export function refusalAt(error: string, pointer: string, reason: string): Answer {
  const place = pointer === "" ? "" : ` [json-pointer:${pointer}]`;
  return refusal(error, { response_metadata: { messages: [`[ERROR] ${reason}${place}`] } });
}

function flawed([first, ...rest]: Flaws): Answer {
  const { kind, path, says } = [first, ...rest].find((flaw) => flaw.kind === "missing") ?? first;
  const field = path.join("/");
  if (kind === "missing") {
    return refusalAt("invalid_arguments", "", `missing required field: ${field}`);
  }
  return kind === "unknown"
    ? refusalAt("invalid_arguments", "", `no such argument: ${field}`)
    : refusalAt("invalid_arguments", `/${field}`, says);
}

export const refusals: Refusals = {
  noRoute: () => refusal("unknown_method"),
  wrongMethod: () => refusal("invalid_post_type"),
  unreadable: (why) => refusal(why === "syntax" ? "invalid_json" : "invalid_post_type"),
  flawed,
  throttled: () => ({ status: 429, body: { ok: false, error: "ratelimited" } }),
  failed: (status) => ({
    status,
    body: { ok: false, error: status === 503 ? "service_unavailable" : "internal_error" },
  }),
};
