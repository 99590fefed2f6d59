import { gt, lt, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";

/** Rows that a list, newest first, has after the one with this key; all of them where it is null. */
export function isBefore(column: SQLiteColumn, key: string | null): SQL | undefined {
  return key === null ? undefined : lt(column, key);
}

/** Rows that a list, oldest first, has after the one with this key; all of them where it is null. */
export function isAfter(column: SQLiteColumn, key: string | null): SQL | undefined {
  return key === null ? undefined : gt(column, key);
}

/** As one bound value, however many they are: D1 takes 100 at most. */
export function isAmong(column: SQLiteColumn, values: readonly string[]): SQL {
  return sql`${column} in (select value from json_each(${JSON.stringify(values)}))`;
}
