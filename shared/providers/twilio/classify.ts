import type { Outcome } from "../../model/outcome.ts";
import { at, idOf, nameOf } from "../../model/read.ts";
import type { ProviderAnswer } from "../action.ts";

/** Too many requests at once; Twilio never processes those. https://www.twilio.com/docs/api/errors/20429 */
const TOO_MANY_REQUESTS = "20429";

/** The recipient texted STOP. https://www.twilio.com/docs/api/errors/21610 */
export const OPTED_OUT = "21610";

/** No such credential, an inactive account, no access to the account. */
const UNAUTHORISED: ReadonlySet<string> = new Set(["20003", "20005", "20403"]);

/** Statuses whose meaning stands whatever Twilio's code. */
const BY_STATUS: ReadonlySet<number> = new Set([401, 408, 425, 429]);

/** Reads an error by its code. https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions */
export function classify({ status, body }: ProviderAnswer): Outcome | null {
  if (status < 400) {
    return accountState(body);
  }
  const code = idOf(at(body, "code"));
  if (status >= 500 || code === null) {
    return null;
  }
  const refusal = { code, message: nameOf(at(body, "message")) ?? `Twilio refused with error ${code}.` };
  if (code === TOO_MANY_REQUESTS) {
    return { kind: "throttle", ...refusal, retryAfterMs: null };
  }
  if (UNAUTHORISED.has(code)) {
    return { kind: "reauthorise", ...refusal };
  }
  return BY_STATUS.has(status)
    ? null
    : { kind: "refused", ...refusal, ...(code === OPTED_OUT ? { optedOut: true } : {}) };
}

/** A suspended account's data can still be read, but it sends nothing. */
function accountState(body: unknown): Outcome | null {
  const state = nameOf(at(body, "status"));
  if (at(body, "owner_account_sid") === undefined || state === null || state === "active") {
    return null;
  }
  return { kind: "reauthorise", code: `account_${state}`, message: `The Twilio account is ${state}.` };
}
