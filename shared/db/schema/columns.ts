import { customType, integer, text } from "drizzle-orm/sqlite-core";

/** A time in ms since the epoch. */
export const time = (name: string) => integer(name, { mode: "number" });

/** A flag, stored as 0 or 1. */
export const flag = (name: string) => integer(name, { mode: "boolean" });

/** A JSON value of a known type; written and read only by this code. */
export const json = <T>(name: string) => text(name, { mode: "json" }).$type<T>();

/** Text or bytes, as D1 hands them. drizzle's own blob column needs Node's Buffer, which Workers lack. */
export const content = customType<{ data: unknown; driverData: unknown }>({ dataType: () => "blob" });
