import type { Outcome } from "../../model/outcome.ts";
import { at, nameOf } from "../../model/read.ts";
import type { ProviderAnswer } from "../action.ts";

type Verdict = "retry" | "throttle" | "reauthorise" | "uncertain";

/** Every other error is a refusal of what was asked. */
const VERDICTS: ReadonlyMap<string, Verdict> = new Map([
  ["ratelimited", "throttle"],
  ["rate_limited", "throttle"],
  // turned away at the door: the service is off, the request came in pieces, the workspace is being moved
  ["service_unavailable", "retry"],
  ["request_timeout", "retry"],
  ["team_added_to_org", "retry"],
  // of these two Slack says that some part of the operation may have succeeded
  ["internal_error", "uncertain"],
  ["fatal_error", "uncertain"],
  ["account_inactive", "reauthorise"],
  ["ekm_access_denied", "reauthorise"],
  ["invalid_auth", "reauthorise"],
  ["missing_scope", "reauthorise"],
  ["no_permission", "reauthorise"],
  ["not_authed", "reauthorise"],
  ["org_login_required", "reauthorise"],
  ["team_access_not_granted", "reauthorise"],
  ["token_expired", "reauthorise"],
  ["token_revoked", "reauthorise"],
]);

/** Slack answers 200 to most of what it refuses; `ok` says. https://docs.slack.dev/apis/web-api/#responses */
export function classify({ status, body }: ProviderAnswer): Outcome | null {
  if (status >= 500 || at(body, "ok") === true) {
    return null;
  }
  const code = nameOf(at(body, "error"));
  if (code === null) {
    return status < 300 ? unreadable : null;
  }
  const refusal = { code, message: messageOf(code, body) };
  const verdict = VERDICTS.get(code) ?? (status === 429 ? "throttle" : "refused");
  return verdict === "retry" || verdict === "throttle"
    ? { kind: verdict, ...refusal, retryAfterMs: null }
    : { kind: verdict, ...refusal };
}

const unreadable: Outcome = {
  kind: "uncertain",
  code: "unreadable_answer",
  message: "The answer says neither that Slack acted nor that it refused.",
};

/** The error with what Slack says to it: which block is wrong, which scope is missing. */
function messageOf(code: string, body: unknown): string {
  const details = at(body, "response_metadata", "messages");
  const first = nameOf(at(details, 0));
  const needed = nameOf(at(body, "needed"));
  const parts = [first, needed === null ? null : `needed: ${needed}`].filter((part) => part !== null);
  return [`Slack refused: ${code}`, ...parts].join(". ");
}
