import { type AnyColumn, type SQL, sql } from "drizzle-orm";

/** D1 refuses LIKE and GLOB patterns above 50 bytes, so that matching is spelled out here. */

/** Whether a column matches a pattern in which `*` stands for any run of characters, as `model/pattern` has it. */
export function matchesPattern(column: AnyColumn, pattern: string): SQL {
  const [first = "", ...others] = pattern.split("*");
  const last = others.pop();
  if (last === undefined) {
    return sql`${column} = ${pattern}`;
  }
  const head = [...first].length;
  const ends = head + [...last].length;
  const fits = sql`(length(${column}) >= ${ends} and substr(${column}, 1, ${head}) = ${first}
    and substr(${column}, length(${column}) - ${ends - head} + 1) = ${last})`;
  const parts = others.filter((part) => part !== "");
  if (parts.length === 0) {
    return fits;
  }
  const list = JSON.stringify(parts);
  // each part is looked for behind the one before it, between the two ends
  return sql`(${fits} and exists (
    with recursive walk(place, rest) as (
      select 0, substr(${column}, ${head + 1}, length(${column}) - ${ends})
      union all
      select place + 1, substr(rest, instr(rest, ${list}->>place) + length(${list}->>place))
      from walk where place < ${parts.length} and instr(rest, ${list}->>place) > 0)
    select 1 from walk where place = ${parts.length}))`;
}

/** Whether one of the columns holds a text, letters of ASCII in any case. */
export function containsText(columns: readonly AnyColumn[], text: string): SQL {
  const hits = columns.map((column) => sql`instr(lower(coalesce(${column}, '')), lower(${text})) > 0`);
  return sql`(${sql.join(hits, sql` or `)})`;
}
