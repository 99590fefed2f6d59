import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";

/** Typed queries through drizzle, and the raw binding for the bulk statements that it cannot say. */
export interface Database {
  readonly orm: DrizzleD1Database;
  readonly d1: D1Database;
}

const databases = new WeakMap<D1Database, Database>();

/** One for a binding: building drizzle's costs more than many a request. */
export function createDatabase(d1: D1Database): Database {
  const known = databases.get(d1);
  if (known !== undefined) {
    return known;
  }
  const database = { orm: drizzle(d1), d1 };
  databases.set(d1, database);
  return database;
}
