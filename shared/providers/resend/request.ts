import { at } from "../../model/read.ts";
import type { Call, ProviderAnswer } from "../action.ts";
import { BASE_URL, requestHeaders } from "./auth.ts";

interface ApiRequest {
  readonly method: string;
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request that acts, under the job's id as its idempotency key. */
export function request(call: Call, { method, path, body, headers = {} }: ApiRequest): Promise<Response> {
  const all = { ...requestHeaders(call), "idempotency-key": call.reference, ...headers };
  return call.fetch(
    `${BASE_URL}${path}`,
    body === undefined
      ? { method, headers: all }
      : { method, headers: { ...all, "content-type": "application/json" }, body: JSON.stringify(body) },
  );
}

/** What was to be taken away is not there. https://resend.com/docs/api-reference/errors */
export function isMissing({ status, body }: ProviderAnswer): boolean {
  return status === 404 && at(body, "name") === "not_found";
}
