import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";

/** Typed queries through drizzle, and the raw binding for the bulk statements that it cannot say. */
export interface Database {
  readonly orm: DrizzleD1Database;
  readonly d1: D1Database;
}

export function createDatabase(d1: D1Database): Database {
  return { orm: drizzle(d1), d1 };
}
