import type { Watch } from "./watch.ts";

const RUNNERS = new Set<PropertyKey>(["run", "all", "raw", "first"]);

/** The D1 binding with every request through the watch; a batch is one. */
export function watchDatabase(inner: D1Database, watch: Watch): D1Database {
  const real = new WeakMap<object, { readonly statement: D1PreparedStatement; readonly sql: string }>();

  const wrap = (statement: D1PreparedStatement, sql: string): D1PreparedStatement => {
    const proxy = new Proxy(statement, {
      get(target, name) {
        if (name === "bind") {
          return (...values: unknown[]) => wrap(target.bind(...values), sql);
        }
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") {
          return value;
        }
        return RUNNERS.has(name)
          ? (...values: unknown[]) => watch.through("d1", [sql], () => Reflect.apply(value, target, values))
          : value.bind(target);
      },
    });
    real.set(proxy, { statement, sql });
    return proxy;
  };

  return new Proxy(inner, {
    get(target, name) {
      if (name === "prepare") {
        return (sql: string) => wrap(target.prepare(sql), sql);
      }
      if (name === "batch") {
        return (statements: D1PreparedStatement[]) => {
          const known = statements.map((statement) => real.get(statement) ?? { statement, sql: "" });
          const sql = known.map((entry) => entry.sql);
          return watch.through("d1", sql, () => target.batch(known.map(({ statement }) => statement)));
        };
      }
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
