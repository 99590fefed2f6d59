import type { Outcome } from "../../model/outcome.ts";
import { at, nameOf } from "../../model/read.ts";
import type { ProviderAnswer } from "../action.ts";

/** A plan whose mails are used up ends when the plan's month does, which SendGrid does not name: asked once an hour. */
const QUOTA_WAIT_MS = 3_600_000;

/** Statuses by which SendGrid refuses a request for good. */
const REFUSALS: ReadonlySet<number> = new Set([400, 404, 405, 406, 413, 415]);

/**
 * SendGrid has no codes: an error is told by its status, and where that says too little by the beginning of its message.
 * 401 is also what a plan answers whose mails are used up.
 * https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/responses
 */
export function classify({ status, body }: ProviderAnswer): Outcome | null {
  const message = nameOf(at(body, "errors", 0, "message"));
  if (message === null) {
    return null;
  }
  if ((status === 401 || status === 403) && message.startsWith("Maximum credits exceeded")) {
    return { kind: "throttle", code: "credits_exceeded", message, retryAfterMs: QUOTA_WAIT_MS };
  }
  if (status === 403) {
    return forbidden(message);
  }
  if (!REFUSALS.has(status)) {
    return null;
  }
  const field = nameOf(at(body, "errors", 0, "field"));
  return {
    kind: "refused",
    code: `http_${status}`,
    message: field === null ? message : `${field}: ${message}`,
  };
}

/** A key without the scope, a sender that nobody verified, or a refusal that names neither. */
function forbidden(message: string): Outcome {
  const lower = message.toLowerCase();
  if (lower.startsWith("access forbidden")) {
    return { kind: "reauthorise", code: "access_forbidden", message };
  }
  return lower.includes("verified sender identity")
    ? { kind: "refused", code: "sender_not_verified", message, isOfAccount: true }
    : { kind: "refused", code: "http_403", message };
}
