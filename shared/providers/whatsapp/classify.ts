import type { Outcome } from "../../model/outcome.ts";
import { at, idOf, nameOf } from "../../model/read.ts";
import type { ProviderAnswer } from "../action.ts";

/**
 * What of the API's codes says more than the status, as far as Meta's pages confirm it.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
 */
const VERDICTS: ReadonlyMap<string, "throttle" | "reauthorise"> = new Map([
  ["4", "throttle"],
  ["17", "throttle"],
  ["80007", "throttle"],
  ["130429", "throttle"],
  ["131056", "throttle"],
  ["190", "reauthorise"],
]);

/** Reads an error by its code: most come under status 400. */
export function classify({ status, body }: ProviderAnswer): Outcome | null {
  const code = idOf(at(body, "error", "code"));
  const verdict = VERDICTS.get(code ?? "");
  if (status < 400 || status >= 500 || code === null || verdict === undefined) {
    return null;
  }
  const message = nameOf(at(body, "error", "message")) ?? `WhatsApp answered with error ${code}.`;
  return verdict === "reauthorise"
    ? { kind: verdict, code, message }
    : { kind: verdict, code, message, retryAfterMs: null };
}
