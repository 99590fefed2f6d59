import type { Answer, Flaws, Refusals } from "../../api/provider-api.ts";
import type { Flaw } from "../../api/schema.ts";
import { isJsonObject } from "../../payload.ts";

/** What is wrong with a request, and where. */
export interface Fault {
  readonly code: string;
  readonly detail: string;
  /** A JSON Pointer into the request. */
  readonly pointer?: string;
}

/** Errors in JSON:API's form. https://developers.klaviyo.com/en/docs/rate_limits_and_error_handling */
export function refusal(status: number, ...faults: readonly Fault[]): Answer {
  const errors = faults.map(({ code, detail, pointer }, index) => ({
    id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    status,
    code,
    title: "Invalid input.",
    detail,
    source: pointer === undefined ? {} : { pointer },
    links: {},
    meta: {},
  }));
  return { status, headers: { "content-type": "application/vnd.api+json" }, body: { errors } };
}

const faultOf = ({ path, says }: Flaw): Fault => ({
  code: "invalid",
  detail: `'${path.at(-1) ?? "data"}' ${says}.`,
  pointer: `/${path.join("/")}`,
});

const flawed = (flaws: Flaws): Answer => refusal(400, ...flaws.map(faultOf));

/** An address that Klaviyo does not take, for whatever reason of its own. */
const REFUSED = /@refused\.example$/i;

/** Those of a list's entries that are refused, each for itself; then nothing of the request is done. */
export function refusedEntries(
  list: string,
  entries: readonly unknown[],
  emailOf: (entry: unknown) => unknown,
): readonly Fault[] {
  return entries.flatMap((entry, place) =>
    REFUSED.test(String(emailOf(entry)))
      ? [{ code: "invalid", detail: "Invalid email address", pointer: `${list}/${place}/attributes/email` }]
      : [],
  );
}

export function emailOf(profile: unknown): unknown {
  const attributes = isJsonObject(profile) ? profile.attributes : undefined;
  return isJsonObject(attributes) ? attributes.email : undefined;
}

export const refusals: Refusals = {
  noRoute: () => refusal(404, { code: "not_found", detail: "The path is not known." }),
  wrongMethod: () => refusal(405, { code: "method_not_allowed", detail: "Method not allowed." }),
  unreadable: () => refusal(400, { code: "invalid", detail: "The body is no JSON:API document." }),
  flawed,
  throttled: () => refusal(429, { code: "throttled", detail: "Request was throttled." }),
  failed: (status) => refusal(status, { code: "error", detail: "A server error occurred." }),
};
