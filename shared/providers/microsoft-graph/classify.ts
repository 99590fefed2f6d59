import type { Outcome } from "../../model/outcome.ts";
import { at, nameOf } from "../../model/read.ts";
import type { ProviderAnswer } from "../action.ts";

/** Statuses whose meaning stands however the error is called. */
const BY_STATUS: ReadonlySet<number> = new Set([401, 408, 425, 429]);

/** Reads a refusal by its code. https://learn.microsoft.com/graph/errors */
export function classify({ status, body }: ProviderAnswer): Outcome | null {
  const code = nameOf(at(body, "error", "code"));
  if (status < 400 || status >= 500 || BY_STATUS.has(status) || code === null) {
    return null;
  }
  const message = nameOf(at(body, "error", "message")) ?? `Graph refused: ${code}.`;
  // the consent does not go so far; `ErrorAccessDenied` may be about one mailbox of many
  const isOfConsent = status === 403 && code === "Authorization_RequestDenied";
  return { kind: isOfConsent ? "reauthorise" : "refused", code, message };
}
