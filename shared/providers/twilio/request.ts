import type { Call } from "../action.ts";
import { authorization } from "./auth.ts";

/** Each product has a host of its own. https://www.twilio.com/docs/usage/api#base-urls */
export const PRODUCT_URLS = {
  lookup: "https://lookups.twilio.com/v2",
  messaging: "https://messaging.twilio.com/v1",
  verify: "https://verify.twilio.com/v2",
  video: "https://video.twilio.com/v1",
} as const;

type FormValue = string | number | boolean | readonly string[] | undefined;

/** The same again changes nothing, so it goes under the job's id, of which Twilio takes no notice. */
function headersOf(call: Call, isRepeatable: boolean): Record<string, string> {
  const headers = { authorization: authorization(call) };
  return isRepeatable ? { ...headers, "idempotency-key": call.reference } : headers;
}

/** Twilio takes forms and no JSON; of a list every item repeats its name, and what is undefined is left out. */
export function postForm(
  call: Call,
  url: string,
  {
    fields,
    isRepeatable = false,
  }: { readonly fields: Readonly<Record<string, FormValue>>; readonly isRepeatable?: boolean },
): Promise<Response> {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const item of value === undefined ? [] : [value].flat()) {
      form.append(name, String(item));
    }
  }
  return call.fetch(url, { method: "POST", headers: headersOf(call, isRepeatable), body: form });
}

/** Reads a resource. */
export function get(call: Call, url: string): Promise<Response> {
  return call.fetch(url, { headers: headersOf(call, true) });
}
