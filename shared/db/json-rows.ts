import { utf8ToBytes } from "../crypto/bytes.ts";

/** D1 refuses a bound value above 2 MB; a list of rows is split well below it. */
const MAX_BYTES = 1_000_000;

/** Rows as JSON lists for `json_each(?)`, each below D1's limit for one value unless a single row is not. */
export function jsonLists(rows: readonly unknown[]): string[] {
  const lists: string[][] = [];
  let size = 0;
  for (const row of rows) {
    const json = JSON.stringify(row);
    // with the comma after it, or the brackets around the list
    const bytes = utf8ToBytes(json).byteLength + 2;
    const current = lists.at(-1);
    if (current === undefined || size + bytes > MAX_BYTES) {
      lists.push([json]);
      size = bytes;
    } else {
      current.push(json);
      size += bytes;
    }
  }
  return lists.map((list) => `[${list.join(",")}]`);
}
