import type { Outcome } from "../../model/outcome.ts";
import { at, nameOf } from "../../model/read.ts";
import type { ProviderAnswer } from "../action.ts";

/** Statuses whose meaning stands however the error is called. */
const BY_STATUS: ReadonlySet<number> = new Set([401, 408, 425, 429]);

/**
 * Reads the first error by its code; a 403 asks for further scopes.
 * https://developers.klaviyo.com/en/docs/rate_limits_and_error_handling
 */
export function classify({ status, body }: ProviderAnswer): Outcome | null {
  const error = at(body, "errors", 0);
  const code = nameOf(at(error, "code"));
  if (status < 400 || status >= 500 || BY_STATUS.has(status) || code === null) {
    return null;
  }
  const said = nameOf(at(error, "detail")) ?? nameOf(at(error, "title")) ?? `Klaviyo refused: ${code}.`;
  const place = nameOf(at(error, "source", "pointer")) ?? nameOf(at(error, "source", "parameter"));
  const message = place === null ? said : `${said} (${place})`;
  return { kind: code === "permission_denied" ? "reauthorise" : "refused", code, message };
}
