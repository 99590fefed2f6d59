import type { Outcome } from "../../model/outcome.ts";
import { at, idOf, nameOf } from "../../model/read.ts";
import type { ProviderAnswer } from "../action.ts";

/**
 * Codes that say more than the status, which is 400 for most.
 * https://developers.facebook.com/docs/marketing-api/error-reference
 */
const VERDICTS: ReadonlyMap<string, "throttle" | "retry" | "reauthorise"> = new Map([
  ["1", "retry"],
  ["2", "retry"],
  ["4", "throttle"],
  ["17", "throttle"],
  ["32", "throttle"],
  ["341", "throttle"],
  ["613", "throttle"],
  ["80003", "throttle"],
  ["80004", "throttle"],
  ["10", "reauthorise"],
  ["102", "reauthorise"],
  ["190", "reauthorise"],
]);

/** 200 to 299: a permission is missing or was taken away. */
const PERMISSION = /^2\d\d$/;

/** Reads an error by its code. */
export function classify({ status, body }: ProviderAnswer): Outcome | null {
  const code = idOf(at(body, "error", "code"));
  if (status < 400 || status >= 500 || code === null) {
    return null;
  }
  const verdict = VERDICTS.get(code) ?? (PERMISSION.test(code) ? "reauthorise" : null);
  const message = nameOf(at(body, "error", "message")) ?? `Meta answered with error ${code}.`;
  switch (verdict) {
    case null:
      return null;
    case "reauthorise":
      return { kind: verdict, code, message };
    case "retry":
    case "throttle":
      return { kind: verdict, code, message, retryAfterMs: null };
  }
}
