/** A D1 binding that records the statements it runs, with the rows that they wrote, and on demand fails. */
export interface RecordedDatabase {
  readonly binding: D1Database;
  /** SQL of the statements run, in order. */
  readonly statements: string[];
  /** Requests made so far: a batch is one. */
  calls: number;
  /** Rows written so far, indexes included, as D1 bills them. */
  rowsWritten: number;
  /** While true, every statement fails. */
  failing: boolean;
  /** Statements that match fail, and batches that hold one. */
  failingOn: RegExp | null;
  /** Runs before the next batches, with their SQL: what somebody else does in between. */
  beforeBatch: ((sql: readonly string[]) => Promise<void>) | null;
}

const WRITES = /^\s*(insert|update|delete)\b/i;
const RUNNERS = new Set(["run", "all", "raw", "first"]);

export function recordDatabase(inner: D1Database): RecordedDatabase {
  const real = new WeakMap<object, { statement: D1PreparedStatement; sql: string }>();

  const record: RecordedDatabase = {
    binding: new Proxy(inner, {
      get(target, name) {
        if (name === "prepare") {
          return (sql: string) => wrap(target.prepare(sql), sql);
        }
        if (name === "batch") {
          return async (statements: D1PreparedStatement[]) => {
            const known = statements.map((statement) => real.get(statement));
            await record.beforeBatch?.(known.map((entry) => entry?.sql ?? ""));
            check(...known.map((entry) => entry?.sql ?? ""));
            record.statements.push(...known.map((entry) => entry?.sql ?? ""));
            const results = await target.batch(
              known.map((entry, index) => entry?.statement ?? (statements[index] as D1PreparedStatement)),
            );
            record.rowsWritten += results.reduce((sum, { meta }) => sum + (meta.rows_written ?? 0), 0);
            return results;
          };
        }
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    }),
    statements: [],
    calls: 0,
    rowsWritten: 0,
    failing: false,
    failingOn: null,
    beforeBatch: null,
  };

  function check(...sql: string[]): void {
    record.calls += 1;
    if (record.failing || sql.some((text) => record.failingOn?.test(text))) {
      throw new Error("D1_ERROR: the database is away");
    }
  }

  function wrap(statement: D1PreparedStatement, sql: string): D1PreparedStatement {
    const proxy: D1PreparedStatement = new Proxy(statement, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") {
          return value;
        }
        if (name === "bind") {
          return (...values: unknown[]) => wrap(target.bind(...values), sql);
        }
        if (!RUNNERS.has(String(name))) {
          return value.bind(target);
        }
        return async (...values: unknown[]) => {
          check(sql);
          record.statements.push(sql);
          if (name === "raw" && WRITES.test(sql)) {
            // `raw` does not say how many rows it wrote
            const { meta, results } = await target.all<Record<string, unknown>>();
            record.rowsWritten += meta.rows_written ?? 0;
            return results.map((row) => Object.values(row));
          }
          const result: unknown = await Reflect.apply(value, target, values);
          record.rowsWritten += writtenBy(result);
          return result;
        };
      },
    });
    real.set(proxy, { statement, sql });
    return proxy;
  }

  return record;
}

function writtenBy(result: unknown): number {
  if (typeof result === "object" && result !== null && "meta" in result) {
    const { meta } = result as { meta: { rows_written?: number } };
    return meta.rows_written ?? 0;
  }
  return 0;
}
