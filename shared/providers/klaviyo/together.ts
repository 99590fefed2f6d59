import { at, itemsAt, nameOf } from "../../model/read.ts";
import type { BatchResult, Item, ProviderAnswer, Refusal } from "../action.ts";

/** The answer names nobody whom Klaviyo leaves out later: so it is of one job, and so of several in one request. */
export const ACCEPTED = { accepted: true };

/** What the answer to a job by itself says. */
export const accepted = () => ({ externalId: null, result: ACCEPTED });

/** An accepted request says of each item what it would have said of that one alone: Klaviyo works it off later. */
export function sameForAll<Input>(result: unknown) {
  return (_: ProviderAnswer, items: readonly Item<Input>[]): readonly BatchResult[] =>
    items.map(() => ({ ok: true, result: { externalId: null, result } }));
}

/**
 * The items that a refusal names: an error's `source.pointer` is a JSON Pointer (RFC 6901) into the request
 * (https://jsonapi.org/format/#error-objects, https://developers.klaviyo.com/en/docs/rate_limits_and_error_handling),
 * whose entries stand in the order of the items. A 4xx is an answer to the request as a whole; and should a part of it
 * have acted all the same, what is asked for again here may be asked for twice. One error that names no entry may be
 * about all of them, so then nobody is blamed.
 * @param list the pointer to the request's list, e.g. `/data/attributes/profiles/data`
 * @param entriesOf how many entries of it an input has
 */
export function blamedFor<Input>(list: string, entriesOf: (input: Input) => number) {
  return ({ body }: ProviderAnswer, items: readonly Item<Input>[]): ReadonlyMap<number, Refusal> => {
    const owners = items.flatMap(({ input }, index) => Array<number>(entriesOf(input)).fill(index));
    const blamed = new Map<number, Refusal>();
    for (const error of itemsAt(body, "errors")) {
      const pointer = nameOf(at(error, "source", "pointer")) ?? "";
      const owner = owners[placeIn(list, pointer)];
      if (owner === undefined) {
        return new Map();
      }
      const message =
        nameOf(at(error, "detail")) ?? nameOf(at(error, "title")) ?? "Klaviyo refused this one.";
      blamed.set(owner, { code: nameOf(at(error, "code")) ?? "invalid", message: `${message} (${pointer})` });
    }
    return blamed;
  };
}

/** Of `/list/3/attributes` it is 3; -1 where the pointer leads elsewhere. */
function placeIn(list: string, pointer: string): number {
  const [place = ""] = pointer.startsWith(`${list}/`) ? pointer.slice(list.length + 1).split("/", 1) : [];
  return /^\d{1,6}$/.test(place) ? Number(place) : -1;
}
