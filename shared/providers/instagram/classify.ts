import type { Outcome } from "../../model/outcome.ts";
import { at, idOf, nameOf } from "../../model/read.ts";
import type { ProviderAnswer } from "../action.ts";

type Verdict = "retry" | "throttle" | "reauthorise" | "refused";

/**
 * What of the Graph API's codes says more than the status; every other code under a 4xx is a refusal.
 * https://developers.facebook.com/docs/graph-api/guides/error-handling
 */
const VERDICTS: ReadonlyMap<string, Verdict> = new Map([
  ["1", "retry"],
  ["2", "retry"],
  ["4", "throttle"],
  ["17", "throttle"],
  ["32", "throttle"],
  ["613", "throttle"],
  ["80002", "throttle"],
  ["10", "reauthorise"],
  ["102", "reauthorise"],
  ["190", "reauthorise"],
]);

/** Of code 10: the permission is there, the time to answer is over. */
const OUTSIDE_WINDOW = "2534022";

/** Reads an error by its code, which the status says little of: a token that ended answers 400. */
export function classify({ status, body }: ProviderAnswer): Outcome | null {
  const error = at(body, "error");
  const code = idOf(at(error, "code"));
  if (status < 400 || status >= 500 || code === null) {
    return null;
  }
  const message = nameOf(at(error, "message")) ?? `Instagram answered with error ${code}.`;
  if (idOf(at(error, "error_subcode")) === OUTSIDE_WINDOW) {
    return { kind: "refused", code: OUTSIDE_WINDOW, message };
  }
  const passes = at(error, "is_transient") === true;
  const verdict = VERDICTS.get(code) ?? (passes ? "retry" : byStatus(status));
  switch (verdict) {
    case "retry":
    case "throttle":
      return { kind: verdict, code, message, retryAfterMs: null };
    case "reauthorise":
    case "refused":
      return { kind: verdict, code, message };
    default:
      return verdict;
  }
}

/** Some statuses say more than a code that nobody knows. */
function byStatus(status: number): "refused" | null {
  return status === 401 || status === 429 ? null : "refused";
}
