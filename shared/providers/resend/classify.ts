import type { Outcome } from "../../model/outcome.ts";
import { at, nameOf } from "../../model/read.ts";
import type { ProviderAnswer } from "../action.ts";

/**
 * A quota ends at a time that Resend does not name (its `retry-after` is the rate limit's), so it is asked once an hour:
 * a refused request costs nothing.
 */
const QUOTA_WAIT_MS = 3_600_000;

type Verdict = "retry" | "throttle" | "quota" | "reauthorise" | "refused" | "account" | "taken";

const VERDICTS: ReadonlyMap<string, Verdict> = new Map([
  ["rate_limit_exceeded", "throttle"],
  ["daily_quota_exceeded", "quota"],
  ["monthly_quota_exceeded", "quota"],
  // the first request with this key is still being processed
  ["concurrent_idempotent_requests", "retry"],
  // the key was used with another body: asking again changes nothing
  ["invalid_idempotent_request", "taken"],
  ["missing_api_key", "reauthorise"],
  ["invalid_api_key", "reauthorise"],
  // 401, but the key is good: it may only send
  ["restricted_api_key", "refused"],
]);

/** Statuses whose meaning stands however the error is named. */
const BY_STATUS: ReadonlySet<number> = new Set([401, 408, 425, 429]);

/** Reads an error by its name. https://resend.com/docs/api-reference/errors */
export function classify({ status, body }: ProviderAnswer): Outcome | null {
  const code = nameOf(at(body, "name"));
  if (status < 400 || status >= 500 || code === null) {
    return null;
  }
  const verdict = VERDICTS.get(code) ?? byStatus(status, code);
  const refusal = { code, message: nameOf(at(body, "message")) ?? `Resend refused: ${code}.` };
  switch (verdict) {
    case null:
      return null;
    case "quota":
      return { kind: "throttle", ...refusal, retryAfterMs: QUOTA_WAIT_MS };
    case "account":
      return { kind: "refused", ...refusal, isOfAccount: true };
    case "taken":
      return { kind: "refused", ...refusal, isKeyTaken: true };
    case "retry":
    case "throttle":
      return { kind: verdict, ...refusal, retryAfterMs: null };
    default:
      return { kind: verdict, ...refusal };
  }
}

/** 403 `validation_error`: the sender's domain is not verified, or the account may only write to itself so far. */
function byStatus(status: number, code: string): Verdict | null {
  if (BY_STATUS.has(status)) {
    return null;
  }
  return status === 403 && code === "validation_error" ? "account" : "refused";
}
