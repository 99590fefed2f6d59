import { at, itemsAt } from "../../model/read.ts";
import type { ActionResult, LookupCall, LookupSpec, ProviderAnswer } from "../action.ts";
import { REFERENCE_KEY } from "./input.ts";

/**
 * A key keeps its answer for a day at least, and everything that is worth repeating is repeated under it. What is left
 * in doubt is a failure that Stripe keeps as the key's answer: the same request would only bring the same answer. Then,
 * and when the key may be forgotten, Stripe is asked for an object with the job's id in its metadata.
 * https://docs.stripe.com/api/idempotent_requests
 */
export const repeatability = {
  idempotency: "key",
  keyLifetimeSeconds: 86_400,
  onUncertain: "lookup",
} as const;

/** New objects are found within a minute, in outages within an hour; in India there is no search. https://docs.stripe.com/search#data-freshness */
const SEARCHABLE_SECONDS = 90;

/** Looks for the object that has the job's id in its metadata. */
export function byReference(
  search: (query: string, call: LookupCall) => Promise<Response>,
  read: (answer: ProviderAnswer) => ActionResult,
): Omit<LookupSpec<unknown>, "docs"> {
  return {
    afterSeconds: SEARCHABLE_SECONDS,
    send: (_, call) => search(`metadata['${REFERENCE_KEY}']:'${call.reference}'`, call),
    found: ({ body, ...answer }, { reference }) => {
      const made = itemsAt(body, "data").find((item) => at(item, "metadata", REFERENCE_KEY) === reference);
      return made === undefined ? null : read({ ...answer, body: made });
    },
  };
}
