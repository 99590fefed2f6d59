import type { Call } from "../action.ts";
import { requestHeaders, requestUrl } from "./auth.ts";

interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** The same again changes nothing, so it goes under the job's id, of which SendGrid takes no notice. */
  readonly isRepeatable?: true;
}

/** One request to a path of the API, with JSON in it where there is a body. */
export function request(call: Call, { method, path, body, isRepeatable }: ApiRequest): Promise<Response> {
  const headers = new Headers(requestHeaders(call));
  if (isRepeatable === true) {
    headers.set("idempotency-key", call.reference);
  }
  if (body === undefined) {
    return call.fetch(requestUrl(call, path), { method, headers });
  }
  headers.set("content-type", "application/json");
  return call.fetch(requestUrl(call, path), { method, headers, body: JSON.stringify(body) });
}
