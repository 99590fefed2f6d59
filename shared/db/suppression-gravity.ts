import { GRAVITY } from "../model/suppression.ts";

/** SQL: how grave a reason is. @param column an SQL expression */
export function gravity(column: string): string {
  const ranks = Object.entries(GRAVITY).map(([reason, rank]) => `when '${reason}' then ${rank}`);
  return `case ${column} ${ranks.join(" ")} end`;
}

/** SQL: has the gravest of several reasons come first. */
export const GRAVEST_FIRST = `${gravity("reason")} desc`;
