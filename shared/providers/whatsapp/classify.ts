import type { Outcome } from "../../model/outcome.ts";
import { at, idOf, nameOf } from "../../model/read.ts";
import type { ProviderAnswer } from "../action.ts";

type Verdict = "retry" | "throttle" | "pair" | "reauthorise" | "account";

/**
 * What of the API's codes says more than the status; every other code under a 4xx is a refusal.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
 */
const VERDICTS: ReadonlyMap<string, Verdict> = new Map([
  ["1", "retry"],
  ["2", "retry"],
  ["4", "throttle"],
  ["17", "throttle"],
  ["80007", "throttle"],
  ["130429", "throttle"],
  // one sender to one person
  ["131056", "pair"],
  // said not to have been sent
  ["131000", "retry"],
  ["131016", "retry"],
  ["131057", "retry"],
  ["133004", "retry"],
  ["0", "reauthorise"],
  ["3", "reauthorise"],
  ["10", "reauthorise"],
  ["190", "reauthorise"],
  // locked, unpaid, not registered
  ["368", "account"],
  ["131031", "account"],
  ["131042", "account"],
  ["133010", "account"],
]);

/** A pair gets a message in six seconds. https://developers.facebook.com/docs/whatsapp/cloud-api/overview#pair-rate-limits */
const PAIR_WAIT_MS = 6_000;

function verdictOf(code: number, error: unknown): Verdict | "refused" {
  const known = VERDICTS.get(String(code));
  if (known !== undefined) {
    return known;
  }
  if (code >= 200 && code <= 299) {
    return "reauthorise";
  }
  return at(error, "is_transient") === true ? "retry" : "refused";
}

/** Reads an error by its code: most come under status 400. */
export function classify({ status, body }: ProviderAnswer): Outcome | null {
  const error = at(body, "error");
  const code = idOf(at(error, "code"));
  if (status < 400 || status >= 500 || code === null || !/^\d+$/.test(code)) {
    return null;
  }
  const refusal = { code, message: messageOf(code, error) };
  const verdict = verdictOf(Number(code), error);
  switch (verdict) {
    case "retry":
    case "throttle":
      return { kind: verdict, ...refusal, retryAfterMs: null };
    case "pair":
      return { kind: "throttle", ...refusal, retryAfterMs: PAIR_WAIT_MS, isOfKey: true };
    case "account":
      return { kind: "refused", ...refusal, isOfAccount: true };
    case "reauthorise":
    case "refused":
      // a status that says more than an unknown code
      return verdict === "refused" && (status === 401 || status === 429)
        ? null
        : { kind: verdict, ...refusal };
    default:
      return verdict satisfies never;
  }
}

function messageOf(code: string, error: unknown): string {
  const said = nameOf(at(error, "message")) ?? `WhatsApp answered with error ${code}.`;
  const details = nameOf(at(error, "error_data", "details"));
  return details === null ? said : `${said} ${details}`;
}
