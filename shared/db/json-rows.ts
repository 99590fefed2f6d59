/** D1 refuses a bound value above 2 MB; a list of rows is split well below it. */
const MAX_CHARACTERS = 1_000_000;

/** Rows as JSON lists for `json_each(?)`, each below D1's limit for one value. */
export function jsonLists(rows: readonly unknown[]): string[] {
  const lists: string[][] = [];
  let size = 0;
  for (const row of rows) {
    const json = JSON.stringify(row);
    const current = lists.at(-1);
    if (current === undefined || size + json.length > MAX_CHARACTERS) {
      lists.push([json]);
      size = json.length;
    } else {
      current.push(json);
      size += json.length;
    }
  }
  return lists.map((list) => `[${list.join(",")}]`);
}
