import type { Outcome } from "../../model/outcome.ts";
import { at, idOf, nameOf } from "../../model/read.ts";
import type { ProviderAnswer } from "../action.ts";

/** What of the Graph API's codes says more than the status. https://developers.facebook.com/docs/graph-api/guides/error-handling */
const VERDICTS: ReadonlyMap<string, "retry" | "throttle" | "reauthorise"> = new Map([
  ["1", "retry"],
  ["2", "retry"],
  ["4", "throttle"],
  ["17", "throttle"],
  ["32", "throttle"],
  ["613", "throttle"],
  ["80002", "throttle"],
  ["102", "reauthorise"],
  ["190", "reauthorise"],
]);

/** Reads an error by its code, which the status says little of: a token that ended answers 400. */
export function classify({ status, body }: ProviderAnswer): Outcome | null {
  const code = idOf(at(body, "error", "code"));
  const verdict = VERDICTS.get(code ?? "");
  if (status < 400 || status >= 500 || code === null || verdict === undefined) {
    return null;
  }
  const message = nameOf(at(body, "error", "message")) ?? `Instagram answered with error ${code}.`;
  return verdict === "reauthorise"
    ? { kind: verdict, code, message }
    : { kind: verdict, code, message, retryAfterMs: null };
}
