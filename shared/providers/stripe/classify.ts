import type { Outcome } from "../../model/outcome.ts";
import { at, nameOf } from "../../model/read.ts";
import type { ProviderAnswer } from "../action.ts";

interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** Stripe's own advice in `Stripe-Should-Retry`, which goes before the status. */
const ADVICE_HEADER = "stripe-should-retry";

/** https://docs.stripe.com/error-low-level */
export function classify({ status, headers, body }: ProviderAnswer): Outcome | null {
  if (status < 400) {
    return null;
  }
  const refusal = refusalOf(status, body);
  if (status === 401 || refusal.code === "account_invalid") {
    return { kind: "reauthorise", ...refusal };
  }
  // two writers on one object: no limit of the account
  if (status === 429 && refusal.code !== "lock_timeout") {
    return { kind: "throttle", ...refusal, retryAfterMs: null };
  }
  const advice = headers.get(ADVICE_HEADER);
  if (advice === "true" || (advice === null && (status === 409 || status === 429))) {
    return { kind: "retry", ...refusal, retryAfterMs: null };
  }
  if (status >= 500) {
    // it is the answer kept for this key, and would come again
    return advice === "false" ? { kind: "uncertain", ...refusal } : null;
  }
  if (advice === null && (status === 408 || status === 425)) {
    return null;
  }
  const isKeyTaken = at(body, "error", "type") === "idempotency_error";
  return { kind: "refused", ...refusal, ...(isKeyTaken ? { isKeyTaken } : {}) };
}

/** The decline's reason before the error's code before its type. https://docs.stripe.com/api/errors */
function refusalOf(status: number, body: unknown): Refusal {
  const error = at(body, "error");
  const names = ["decline_code", "code", "type"].map((name) => nameOf(at(error, name)));
  return {
    code: names.find((name) => name !== null) ?? `http_${status}`,
    message: nameOf(at(error, "message")) ?? `Stripe answered ${status}.`,
  };
}
