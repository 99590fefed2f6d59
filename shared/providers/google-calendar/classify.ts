import type { Outcome } from "../../model/outcome.ts";
import { at, nameOf } from "../../model/read.ts";
import type { ProviderAnswer } from "../action.ts";

/** Reasons that a 403 has when it is a matter of time … */
const LIMITS: ReadonlySet<string> = new Set([
  "calendarUsageLimitsExceeded",
  "quotaExceeded",
  "rateLimitExceeded",
  "userRateLimitExceeded",
]);

/** … and when the consent does not go so far. */
const MISSING: ReadonlySet<string> = new Set(["accessNotConfigured", "insufficientPermissions"]);

/** Reads a refusal by its reason. https://developers.google.com/workspace/calendar/api/guides/errors */
export function classify({ status, body }: ProviderAnswer): Outcome | null {
  const reason = nameOf(at(body, "error", "errors", 0, "reason"));
  if (status < 400 || status >= 500 || status === 401 || status === 408 || reason === null) {
    return null;
  }
  const message = nameOf(at(body, "error", "message")) ?? `Google refused: ${reason}.`;
  if (status === 429 || (status === 403 && LIMITS.has(reason))) {
    return { kind: "throttle", code: reason, message, retryAfterMs: null };
  }
  return status === 403 && MISSING.has(reason)
    ? { kind: "reauthorise", code: reason, message }
    : { kind: "refused", code: reason, message };
}
