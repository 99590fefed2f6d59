import { utf8ToBytes } from "../crypto/bytes.ts";
import { valueAt } from "./json-pointer.ts";
import { parseJson } from "./read.ts";
import { refuse, type Verdict, type Verifier } from "./verifier.ts";

/** Items verified for themselves; Adyen sends one to six. */
const MAX_ITEMS = 100;

/**
 * Verifies each item of a list in the body as if it were the body, and accepts when all of them hold: for senders that
 * sign the items of a batch one by one. Nothing outside the list is signed.
 * @param pointer to the list (RFC 6901)
 */
export function eachItem(pointer: string, item: Verifier): Verifier {
  return {
    async verify(request, now): Promise<Verdict> {
      const list = valueAt(parseJson(request.body), pointer);
      if (!Array.isArray(list) || list.length === 0 || list.length > MAX_ITEMS) {
        return refuse("header_missing", "header", `1 to ${MAX_ITEMS} items at JSON pointer "${pointer}"`);
      }
      let verdict: Verdict = refuse("header_missing", "header", "an item");
      for (const content of list) {
        verdict = await item.verify({ ...request, body: utf8ToBytes(JSON.stringify(content)) }, now);
        if (!verdict.ok) {
          return verdict;
        }
      }
      return verdict;
    },
  };
}
